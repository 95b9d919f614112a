//! What a story comes to, by a machine so simple that it can be read: runs are futures that are
//! never interrupted, and nothing is stored. All that it knows of durability is what a run that is
//! tried again remembers.

mod playing;
mod run;

use std::cell::{Ref, RefCell, RefMut};
use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use serde_json::{Value, json};

use super::super::{HOUR, add};
use super::account::Account;
use super::script::Script;
use crate::run::RunStatus;
use crate::time::Timestamp;
use playing::Playing;
use run::{Failure, Known, Run, shown};

type RunFuture = Pin<Box<dyn Future<Output = Outcome>>>;
type Outcome = Result<Vec<Value>, Failure>;

/// An event, or nothing but its place in the order of them.
struct Event {
    signal: Option<(u8, String)>,
}

struct State {
    begun_at: Timestamp,
    now: Timestamp,
    runs: Vec<Run>,
    events: Vec<Event>,
    ids: BTreeSet<String>,
    delayed: Vec<(Timestamp, Option<String>, u8, String)>,
    sleeping: BTreeSet<Timestamp>,
    has_changed: bool,
}

/// The machine; clones share it.
#[derive(Clone)]
pub(super) struct Oracle(Rc<RefCell<State>>);

/// Whether a run that is to be tried again can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Retriable {
    Yes,
    /// It has ended well, or never began.
    No,
    /// It depends on what it waits for, which is no part of the story.
    Unsaid,
}

impl Oracle {
    pub(super) fn new(begun_at: Timestamp) -> Self {
        Self(Rc::new(RefCell::new(State {
            begun_at,
            now: begun_at,
            runs: Vec::new(),
            events: Vec::new(),
            ids: BTreeSet::new(),
            delayed: Vec::new(),
            sleeping: BTreeSet::new(),
            has_changed: false,
        })))
    }

    fn state(&self) -> Ref<'_, State> {
        self.0.borrow()
    }

    fn change(&self) -> RefMut<'_, State> {
        let mut state = self.0.borrow_mut();
        state.has_changed = true;
        state
    }

    fn now(&self) -> Timestamp {
        self.state().now
    }

    /// Has all happen that happens until a time.
    pub(super) fn pass_to(&self, time: Timestamp) {
        self.settle();
        while let Some(due) = self.next_due().filter(|due| *due <= time) {
            self.change().now = due;
            self.settle();
        }
        self.change().now = time;
        self.settle();
    }

    /// Has all happen that ever will.
    pub(super) fn pass(&self) {
        self.settle();
        while let Some(due) = self.next_due() {
            self.pass_to(due);
        }
    }

    fn next_due(&self) -> Option<Timestamp> {
        let state = self.state();
        let delayed = state.delayed.iter().map(|delayed| delayed.0);
        let runs = state.runs.iter().filter(|run| run.ended_at.is_none());
        let runs = runs.flat_map(|run| [run.again_at, run.deadline()]);
        let sleeping = state.sleeping.iter().copied();
        delayed.chain(runs.flatten()).chain(sleeping).min()
    }

    /// Polls every run until nothing changes any more.
    fn settle(&self) {
        loop {
            {
                let mut state = self.0.borrow_mut();
                state.has_changed = false;
                state.sleeping.clear();
            }
            self.publish_delayed();
            let runs = self.state().runs.len();
            (0..runs).for_each(|run| self.go_on(run));
            if !self.state().has_changed {
                return;
            }
        }
    }

    fn publish_delayed(&self) {
        let due = {
            let mut state = self.0.borrow_mut();
            let now = state.now;
            let delayed = std::mem::take(&mut state.delayed);
            let (due, later): (Vec<_>, _) = delayed.into_iter().partition(|one| one.0 <= now);
            state.delayed = later;
            due
        };
        for (_, id, channel, from) in due {
            self.publish(id, channel, from);
        }
    }

    fn go_on(&self, index: usize) {
        let now = self.now();
        let is_late = {
            let state = self.state();
            let run = &state.runs[index];
            run.ended_at.is_none() && run.deadline().is_some_and(|at| at <= now)
        };
        if is_late {
            let late = Failure::permanent("late");
            return self.end(index, RunStatus::TimedOut, Err(late));
        }
        {
            let mut state = self.0.borrow_mut();
            let run = &mut state.runs[index];
            if run.ended_at.is_some() || run.again_at.is_some_and(|at| at > now) {
                return;
            }
            if run.again_at.take().is_some() {
                state.has_changed = true;
            }
        }
        let future = self.0.borrow_mut().runs[index].future.take();
        let mut future = future.unwrap_or_else(|| self.perform(index));
        match future
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
        {
            Poll::Pending => self.0.borrow_mut().runs[index].future = Some(future),
            Poll::Ready(outcome) => self.returned(index, outcome),
        }
    }

    fn perform(&self, index: usize) -> RunFuture {
        let playing = Playing {
            oracle: self.clone(),
            run: index,
        };
        let script = self.state().runs[index].script.clone();
        match self.state().runs[index].job {
            "hears-of-failure" | "hears-of-success" => Box::pin(async { Ok(Vec::new()) }),
            _ => Box::pin(async move { playing.play(String::new(), &script).await }),
        }
    }

    /// What follows when a run's function has returned.
    fn returned(&self, index: usize, outcome: Outcome) {
        let (limit, hours) = match self.state().runs[index].job {
            "insists" => (3, 2),
            "helps" => (2, 1),
            "hurries" => (2, 5),
            _ => (1, 0),
        };
        match outcome {
            Ok(output) => self.end(index, RunStatus::Completed, Ok(output)),
            Err(failure) => {
                let mut state = self.change();
                let now = state.now;
                let run = &mut state.runs[index];
                let again = failure.again(HOUR * hours);
                let Some(delay) = again.filter(|_| run.failures + 1 < limit) else {
                    drop(state);
                    return self.end(index, RunStatus::Failed, Err(failure));
                };
                run.failures += 1;
                run.again_at = Some(add(now, delay));
                run.forget(|known| matches!(known, Known::Ended { result: Err(_), .. }));
            }
        }
    }

    fn end(&self, index: usize, status: RunStatus, result: Result<Vec<Value>, Failure>) {
        let (job, label, parent) = {
            let mut state = self.change();
            let now = state.now;
            let run = &mut state.runs[index];
            run.future = None;
            run.again_at = None;
            run.status = status;
            run.ended_at = Some(now);
            run.result = Some(result);
            (run.job, run.label.clone(), run.parent.clone())
        };
        if let Some((parent, at)) = parent {
            self.tell(parent, &at);
        }
        let listener = match (job, status) {
            ("insists", RunStatus::Failed) => "hears-of-failure",
            ("hurries", RunStatus::Completed) => "hears-of-success",
            _ => return,
        };
        self.start(listener, label, Vec::new(), None);
    }

    /// Gives a place that waits for runs what became of them, once all have ended.
    fn tell(&self, run: usize, at: &str) {
        let mut state = self.change();
        let Some(Known::Runs { runs, is_all }) = state.runs[run].known.get(at) else {
            return;
        };
        let results = runs.iter().map(|child| state.runs[*child].outcome());
        let Some(results) = results.collect::<Option<Vec<_>>>() else {
            return;
        };
        let result = match is_all {
            true => Ok(results.into_iter().map(shown).collect()),
            false => results.into_iter().next().expect("one run"),
        };
        state.runs[run].ended(at, result, 1);
    }

    fn start(
        &self,
        job: &'static str,
        label: String,
        script: Script,
        parent: Option<(usize, String)>,
    ) -> usize {
        let mut state = self.change();
        state.events.push(Event { signal: None });
        self.start_by(&mut state, job, label, script, parent)
    }

    fn start_by(
        &self,
        state: &mut State,
        job: &'static str,
        label: String,
        script: Script,
        parent: Option<(usize, String)>,
    ) -> usize {
        let (event, began_at) = (state.events.len() - 1, state.now);
        state.runs.push(Run {
            job,
            label,
            script,
            event,
            parent,
            status: RunStatus::Waiting,
            result: None,
            known: BTreeMap::new(),
            taken: BTreeSet::new(),
            executed: BTreeMap::new(),
            future: None,
            failures: 0,
            began_at,
            again_at: None,
            ended_at: None,
        });
        state.runs.len() - 1
    }

    /// An event arrives that starts jobs. Says how many runs it started.
    pub(super) fn want(&self, label: &str, who: u8, script: &Script) -> usize {
        let mut state = self.change();
        state.events.push(Event { signal: None });
        let jobs = ["insists", "plays"];
        let wanted = jobs.into_iter().filter(|job| match *job {
            "plays" => who != 2,
            _ => who >= 2,
        });
        wanted
            .map(|job| self.start_by(&mut state, job, label.to_owned(), script.clone(), None))
            .count()
    }

    /// An event arrives that none of the jobs can read.
    pub(super) fn garble(&self, label: &str) {
        let mut state = self.change();
        state.events.push(Event { signal: None });
        for job in ["insists", "plays"] {
            let run = self.start_by(&mut state, job, label.to_owned(), Vec::new(), None);
            let now = state.now;
            let run = &mut state.runs[run];
            run.status = RunStatus::InvalidPayload;
            run.ended_at = Some(now);
        }
    }

    /// A signal arrives.
    pub(super) fn publish(&self, id: Option<String>, channel: u8, from: String) {
        let mut state = self.change();
        if id.is_some_and(|id| !state.ids.insert(id)) {
            return;
        }
        let event = state.events.len();
        state.events.push(Event {
            signal: Some((channel, from.clone())),
        });
        for run in state.runs.iter_mut().filter(|run| run.ended_at.is_none()) {
            let waiting = run.known.iter().filter(
                |(_, known)| matches!(known, Known::Signal { channel: of, .. } if *of == channel),
            );
            let waiting: Vec<_> = waiting.map(|(at, _)| at.clone()).collect();
            for at in waiting {
                run.taken.insert(event);
                run.ended(&at, Ok(json!(from)), 1);
            }
        }
    }

    /// How many runs there are.
    pub(super) fn runs(&self) -> usize {
        self.state().runs.len()
    }

    /// A run's job and label, and which of the runs of these it is.
    pub(super) fn name(&self, index: usize) -> (String, String, usize) {
        let state = self.state();
        let run = &state.runs[index];
        let alike = |other: &&Run| (other.job, &other.label) == (run.job, &run.label);
        let before = state.runs[..index].iter().filter(alike).count();
        (run.job.to_owned(), run.label.clone(), before)
    }

    pub(super) fn has_ended(&self, index: usize) -> bool {
        self.state().runs[index].ended_at.is_some()
    }

    /// A person cancels a run, and with it those that it waits for.
    pub(super) fn cancel(&self, index: usize) {
        let cancelled = Failure::permanent("cancelled");
        self.end(index, RunStatus::Cancelled, Err(cancelled));
        let awaited: Vec<usize> = {
            let state = self.state();
            let known = state.runs[index].known.values();
            let awaited = known.filter_map(|known| match known {
                Known::Runs { runs, .. } => Some(runs.clone()),
                _ => None,
            });
            awaited.flatten().collect()
        };
        for child in awaited {
            if !self.has_ended(child) {
                self.cancel(child);
            }
        }
    }

    pub(super) fn is_retriable(&self, index: usize) -> Retriable {
        let state = self.state();
        let run = &state.runs[index];
        match run.status {
            RunStatus::Completed | RunStatus::InvalidPayload => Retriable::No,
            RunStatus::Failed | RunStatus::TimedOut | RunStatus::Cancelled => Retriable::Yes,
            _ if run.again_at.is_some() => Retriable::Yes,
            _ => Retriable::Unsaid,
        }
    }

    /// A person has a run tried again.
    pub(super) fn retry(&self, index: usize) {
        let mut state = self.change();
        let now = state.now;
        let run = &mut state.runs[index];
        if run.ended_at.take().is_some() {
            run.failures = 0;
            run.began_at = now;
            // What it waited for while it had ended may have come: it begins to wait anew.
            run.forget(|known| matches!(known, Known::Signal { .. }));
        }
        run.status = RunStatus::Waiting;
        run.result = None;
        run.again_at = None;
        run.forget(|known| {
            matches!(
                known,
                Known::Ended { result: Err(_), .. } | Known::Retrying { .. }
            )
        });
    }

    /// A person has a run repeated: another one begins, with the same event.
    pub(super) fn replay(&self, index: usize) {
        let mut state = self.change();
        let run = &state.runs[index];
        let (job, label, script) = (run.job, run.label.clone(), run.script.clone());
        let (event, status) = (run.event, run.status);
        let replay = self.start_by(&mut state, job, label, script, None);
        let now = state.now;
        let replay = &mut state.runs[replay];
        replay.event = event;
        if status == RunStatus::InvalidPayload {
            replay.status = status;
            replay.ended_at = Some(now);
        }
    }

    /// Takes back what was sent under an id to come later. Says whether there was something.
    fn take_back(&self, id: u8) -> bool {
        let id = Some(format!("once-{id}"));
        let delayed = &mut self.change().delayed;
        let before = delayed.len();
        delayed.retain(|sent| sent.1 != id);
        delayed.len() < before
    }

    /// What it all came to.
    pub(super) fn account(&self) -> Account {
        let state = self.state();
        let runs = 0..state.runs.len();
        let runs = runs.map(|index| (self.name(index), state.runs[index].account()));
        Account(runs.collect())
    }
}
