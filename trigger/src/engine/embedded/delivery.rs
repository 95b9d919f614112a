//! The order in which a run's code is given the results of its tasks.
//!
//! Results are given one at a time, each once the run's code has nothing else to do, and in the
//! order in which they were committed. So what `join!` and `select!` make of them is the same on
//! the first execution, when results come as they come, and on a replay, when all are known.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use super::session::Session;
use crate::run::TaskPath;
use crate::store::{JournalEntry, ResultNumber};

/// The results that are about to be given.
#[derive(Default)]
pub(super) struct Deliveries {
    /// Those whose turn has not come, by their numbers.
    queued: BTreeMap<ResultNumber, Waker>,
    /// Those whose turn it is.
    free: BTreeSet<ResultNumber>,
    /// How many results were given to the tasks within a task, and to the run's own code.
    given: HashMap<TaskPath, u32>,
}

/// What is to be given next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// A result was given: the run's code has something to do.
    Given,
    /// A result waits for one before it, which its step hears of in a moment.
    Later,
    Nothing,
}

impl Deliveries {
    /// How many results were given beside a task.
    pub(super) fn given_beside(&self, task: &TaskPath) -> u32 {
        self.given.get(&task.parent()).copied().unwrap_or_default()
    }

    /// Counts anew within a task that begins another attempt.
    pub(super) fn begin_within(&mut self, task: &TaskPath) {
        self.given
            .retain(|within, _| within != task && !task.contains(within));
    }
}

impl Session {
    /// Gives the next result its turn, if there is one.
    pub(super) fn give_next(&self) -> Next {
        let mut known = self.known();
        let Some((&number, _)) = known.deliveries.queued.first_key_value() else {
            return Next::Nothing;
        };
        if known.is_yet_to_hear(number) {
            return Next::Later;
        }
        let Some((number, waker)) = known.deliveries.queued.pop_first() else {
            return Next::Nothing;
        };
        known.deliveries.free.insert(number);
        drop(known);
        waker.wake();
        Next::Given
    }

    /// Waits for the turn of a step's result.
    pub(super) fn turn<'s>(&'s self, ended: &JournalEntry) -> Turn<'s> {
        Turn {
            session: self,
            number: ended.result.unwrap_or_default(),
            beside: ended.path.parent(),
        }
    }
}

/// A result that waits for its turn; without one, it leaves the queue.
pub(super) struct Turn<'s> {
    session: &'s Session,
    number: ResultNumber,
    beside: TaskPath,
}

impl Future for Turn<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut known = self.session.known();
        let deliveries = &mut known.deliveries;
        if deliveries.free.remove(&self.number) {
            *deliveries.given.entry(self.beside.clone()).or_default() += 1;
            return Poll::Ready(());
        }
        deliveries
            .queued
            .insert(self.number, context.waker().clone());
        Poll::Pending
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut known = self.session.known();
        known.deliveries.queued.remove(&self.number);
        known.deliveries.free.remove(&self.number);
    }
}
