//! What is known about a run while it executes.

use std::collections::HashMap;
use std::panic::Location;
use std::sync::Arc;

use super::delivery::Deliveries;
use super::heard::Heard;
use crate::error::{Error, Result};
use crate::run::{LogLine, Pause, Step, TaskPath};
use crate::store::{Claimed, JournalEntry, KeptLine, ResultNumber, StepState};
use crate::time::Timestamp;

/// What is known about the run.
#[derive(Default)]
pub(super) struct Known {
    /// The steps whose outcome is known.
    journal: HashMap<TaskPath, Arc<JournalEntry>>,
    /// Where each key was used in this execution.
    used: HashMap<TaskPath, &'static Location<'static>>,
    /// The steps that have begun and not ended.
    open: HashMap<TaskPath, Open>,
    /// Lines that are not kept yet.
    lines: Vec<KeptLine>,
    /// How many lines each attempt of each task has recorded.
    line_counts: HashMap<(TaskPath, u32), u32>,
    /// How far the results of the run's tasks are known.
    pub(super) heard: Heard,
    /// The results that are about to be given to the run's code.
    pub(super) deliveries: Deliveries,
    /// Whether the run is not this execution's any more.
    pub(super) is_lost: bool,
    /// Why the run cannot go on.
    pub(super) broken: Option<Error>,
    /// Whether this execution is given up, as if the process had ended; see
    /// [`Conduct::is_forgetful`](super::Conduct).
    pub(super) is_given_up: bool,
}

/// A step that has begun and not ended.
#[derive(Clone, Copy)]
pub(super) struct Open {
    attempt: u32,
    /// Set while it does nothing but wait.
    pause: Option<Pause>,
    /// Whether a test has it hang.
    hangs: bool,
}

/// What is known about a step that begins.
pub(super) struct Begun {
    /// How many results were given beside it before.
    pub(super) after: u32,
    pub(super) known: Option<Arc<JournalEntry>>,
}

impl Known {
    /// What is known of a run that a worker has taken.
    pub(super) fn of(claimed: &Claimed) -> Self {
        let results = claimed.journal.iter().filter_map(|entry| entry.result);
        let journal = claimed.journal.iter().cloned();
        Self {
            heard: Heard::of(claimed.brought, results),
            journal: journal
                .map(|entry| (entry.path.clone(), Arc::new(entry)))
                .collect(),
            ..Self::default()
        }
    }

    /// Begins a step: notes where its key is used, and finds what is known about it. Where the order
    /// of calls is `strict`, one that comes in another order than before breaks the run.
    pub(super) fn begin(&mut self, step: &Step, strict: bool) -> Result<Begun> {
        if let Some(first) = self.used.insert(step.path.clone(), step.location) {
            return Err(Error::permanent(format!(
                "the task key `{}` is used twice, at {first} and at {}: the second call would get \
                 the first one's result; rename one, or in a loop add an index: (\"key\", index)",
                step.path, step.location
            )));
        }
        let after = self.deliveries.given_beside(&step.path);
        let Some(known) = self.journal.get(&step.path).cloned() else {
            return Ok(Begun { after, known: None });
        };
        if (known.kind, &known.name) != (step.kind, &step.name) {
            return Err(Error::permanent(format!(
                "the task key `{}` was used for `{}` of `{}` at {} when this run began, and now \
                 for `{}` of `{}` at {}: give the changed task a key of its own",
                step.path, known.kind, known.name, known.place, step.kind, step.name, step.location
            )));
        }
        if strict && let Some(before) = known.begun_after.filter(|before| *before != after) {
            let error = self.out_of_order(step, &known, [before, after]);
            self.broken.get_or_insert(error);
        }
        Ok(Begun {
            after,
            known: Some(known),
        })
    }

    /// Says which call comes where another one came when the run was recorded.
    fn out_of_order(&self, step: &Step, known: &JournalEntry, [before, after]: [u32; 2]) -> Error {
        let parent = step.path.parent();
        let expected = self.journal.values().find(|entry| {
            entry.begun_after == Some(after)
                && entry.path != step.path
                && entry.path.parent() == parent
        });
        let expected = match expected {
            Some(entry) => format!("`{}` at {}", entry.path, entry.place),
            None => "no call of this run".to_owned(),
        };
        Error::permanent(format!(
            "the calls of this run come in another order than when it was recorded: after {after} \
             results comes `{}` at {}, where {expected} came; `{}` came after {} results, at {}. A \
             job's own code must not decide by the clock, randomness or the order of a map",
            step.path, step.location, step.path, before, known.place
        ))
    }

    /// Has the tasks within a step called afresh by its next attempt.
    pub(super) fn begin_attempt(&mut self, path: &TaskPath) {
        self.used.retain(|used, _| !path.contains(used));
        self.deliveries.begin_within(path);
    }

    /// Forgets the tasks within a step that failed with one of its attempts, so that the next one
    /// tries them again.
    pub(super) fn forget_failed(&mut self, path: &TaskPath) {
        let known = self.journal.len();
        self.journal.retain(|known, entry| {
            !(path.contains(known) && matches!(entry.state, StepState::Failed { .. }))
        });
        if self.journal.len() < known {
            let within = self.journal.iter_mut();
            within
                .filter(|(known, _)| path.contains(known))
                .for_each(|(_, entry)| Arc::make_mut(entry).begun_after = None);
        }
    }

    /// Remembers where a step stands. Says whether that is news: it may have been heard of already,
    /// with a result after it, or before that it has begun.
    pub(super) fn remember(&mut self, entry: &Arc<JournalEntry>) -> bool {
        let known = self.journal.get(&entry.path);
        let known = known.and_then(|known| known.result);
        if known.is_some_and(|known| entry.result.is_none_or(|result| result == known)) {
            return false;
        }
        if let Some(result) = entry.result {
            self.heard.note(result);
        }
        self.journal.insert(entry.path.clone(), Arc::clone(entry));
        true
    }

    /// Whether a step is still to hear of its result, which comes before another one.
    pub(super) fn is_yet_to_hear(&self, number: ResultNumber) -> bool {
        self.open.keys().any(|path| {
            let result = self.journal.get(path).and_then(|known| known.result);
            result.is_some_and(|result| result < number)
        })
    }

    /// Marks a step as begun, and as waiting if it does.
    pub(super) fn open(&mut self, path: TaskPath, attempt: u32, pause: Option<Pause>) {
        let open = Open {
            attempt,
            pause,
            hangs: false,
        };
        self.open.insert(path, open);
    }

    /// Marks a step as ended.
    pub(super) fn close(&mut self, path: &TaskPath) {
        self.open.remove(path);
    }

    /// Marks an open step as one that a test has hang.
    pub(super) fn hang(&mut self, path: &TaskPath) {
        if let Some(open) = self.open.get_mut(path) {
            open.hangs = true;
        }
    }

    /// What the open steps wait for that do nothing else.
    pub(super) fn pauses(&self) -> impl Iterator<Item = Pause> {
        self.open.values().filter_map(|open| open.pause)
    }

    /// Whether a task does something itself, for all that is known.
    pub(super) fn works(&self) -> bool {
        self.is_active(|open| open.pause.is_some())
    }

    /// Whether steps are open, and none of them does anything until time passes.
    pub(super) fn is_still(&self) -> bool {
        !self.open.is_empty() && !self.is_active(|open| open.pause.is_some() || open.hangs)
    }

    /// Whether a task is open which none of those within it is, and which does not stand still.
    fn is_active(&self, stands_still: impl Fn(&Open) -> bool) -> bool {
        let is_innermost = |path: &TaskPath| !self.open.keys().any(|other| path.contains(other));
        let mut open = self.open.iter();
        open.any(|(path, open)| !stands_still(open) && is_innermost(path))
    }

    /// Notes a line of a task's attempt, or of the run's own if the task is not open.
    pub(super) fn note(&mut self, task: &TaskPath, own: u32, at: Timestamp, content: LogLine) {
        let open = self.open.get(task);
        let attempt = open.map_or(own, |open| open.attempt);
        let count = self.line_counts.entry((task.clone(), attempt)).or_default();
        let line = *count;
        *count += 1;
        self.lines.push(KeptLine {
            task: task.clone(),
            attempt,
            line,
            at,
            content,
        });
    }

    /// The lines that are not kept yet.
    pub(super) fn take_lines(&mut self) -> Vec<KeptLine> {
        std::mem::take(&mut self.lines)
    }
}
