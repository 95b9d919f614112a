//! The durable operations of one run while it executes.

use std::collections::HashMap;
use std::future::Future;
use std::panic::Location;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::value::RawValue;
use tokio::sync::{Notify, watch};

use super::Core;
use super::delivery::Deliveries;
use super::heard::Heard;
use crate::engine::Progress;
use crate::error::{Error, Result};
use crate::id::RunId;
use crate::record::TaskStatus;
use crate::run::{AccountId, Level, LogLine, Pause, Step, TaskPath, WaitsFor};
use crate::store::{
    Claimed, Fence, JournalEntry, Kept, KeptLine, ResultNumber, StepState, StoreError,
};
use crate::time::{Timestamp, until};

/// Why a run's function is dropped before it returned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Rest {
    /// It has nothing to do but wait.
    Waiting(Pause),
    /// Another worker has taken the run over, or a person has ended it.
    Lost,
    /// This process ends.
    Halted,
    /// Its code does not do what it did when it was recorded.
    Broken(Error),
}

pub(super) struct Session {
    pub(super) core: Arc<Core>,
    pub(super) fence: Fence,
    run: RunId,
    /// Its job's id.
    pub(super) job: String,
    failures: u32,
    pub(super) is_test: bool,
    /// The account that the run is of.
    pub(super) account: Option<AccountId>,
    log_level: Level,
    /// How long a wait has to be for the run to be put away.
    put_away: Duration,
    /// Rung when the run is not this session's any more.
    stopped: Notify,
    /// Rung when something that the run awaits has come.
    stirs: watch::Sender<()>,
    state: Mutex<State>,
}

/// What is known about the run while it executes.
#[derive(Default)]
pub(super) struct State {
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
    heard: Heard,
    /// The results that are about to be given to the run's code.
    pub(super) deliveries: Deliveries,
    lost: bool,
    /// Why the run cannot go on.
    broken: Option<Error>,
    /// Whether this execution is given up, as if the process had ended; see
    /// [`Conduct::is_forgetful`](super::Conduct).
    given_up: bool,
}

/// A step that has begun and not ended.
#[derive(Clone, Copy)]
struct Open {
    attempt: u32,
    /// Set while it does nothing but wait.
    pause: Option<Pause>,
    /// Whether a test has it hang.
    hangs: bool,
}

impl State {
    /// Whether a step is still to hear of its result, which comes before another one.
    pub(super) fn is_yet_to_hear(&self, number: ResultNumber) -> bool {
        self.open.keys().any(|path| {
            let result = self.journal.get(path).and_then(|known| known.result);
            result.is_some_and(|result| result < number)
        })
    }

    /// Whether a task does something itself, for all that is known: it is open, none of those
    /// within it is, and it is not one that stands still.
    fn works(&self, stands_still: impl Fn(&Open) -> bool) -> bool {
        let is_innermost = |path: &TaskPath| !self.open.keys().any(|other| path.contains(other));
        let mut open = self.open.iter();
        open.any(|(path, open)| !stands_still(open) && is_innermost(path))
    }
}

impl Session {
    pub(super) fn new(
        core: Arc<Core>,
        claimed: &Claimed,
        account: Option<AccountId>,
        log_level: Level,
    ) -> Self {
        let journal = claimed.journal.iter().cloned();
        let results = claimed.journal.iter().filter_map(|entry| entry.result);
        let put_away = match claimed.is_suspect {
            // Others like it wait for it to rest, which it may take no hours for.
            true => Duration::ZERO,
            false => core.conduct.put_away,
        };
        Self {
            core,
            put_away,
            fence: claimed.fence,
            run: claimed.origin.id,
            job: claimed.job.clone(),
            failures: claimed.failures,
            is_test: claimed.origin.is_test,
            account,
            log_level,
            stopped: Notify::new(),
            stirs: watch::Sender::new(()),
            state: Mutex::new(State {
                journal: journal
                    .map(|entry| (entry.path.clone(), Arc::new(entry)))
                    .collect(),
                heard: Heard::of(claimed.brought, results),
                ..State::default()
            }),
        }
    }

    pub(super) fn run(&self) -> RunId {
        self.run
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has the run's function stop at its next await.
    pub(super) fn stop(&self) {
        self.lose();
        self.stopped.notify_one();
    }

    /// Resolves when the function is to stop.
    pub(super) async fn stopped(&self) {
        self.stopped.notified().await;
    }

    fn lose(&self) {
        self.state().lost = true;
    }

    /// The lines that are not kept yet.
    pub(super) fn take_lines(&self) -> Vec<KeptLine> {
        std::mem::take(&mut self.state().lines)
    }

    /// Whether the run's function has nothing to do but wait, asked after each poll. If it goes on
    /// waiting until a `deadline`, it has taken too long.
    pub(super) fn rest(&self, deadline: Option<Timestamp>) -> Option<Rest> {
        let state = self.state();
        if state.lost {
            return Some(Rest::Lost);
        }
        if state.given_up {
            return Some(Rest::Halted);
        }
        if let Some(error) = &state.broken {
            return Some(Rest::Broken(error.clone()));
        }
        let pauses = || state.open.values().filter_map(|open| open.pause);
        let idle = !state.works(|open| open.pause.is_some());
        let wake_at = pauses().filter_map(|pause| pause.wake_at).min();
        let now = self.core.clock.now();
        // Put away so shortly before its time, it would be woken again at once.
        let is_near = |at| until(now, at) <= self.core.conduct.ahead;
        let is_long = |at| until(now, at) >= self.put_away && !is_near(at);
        let is_long = |at| at == Timestamp::MIN || is_long(at);
        let long = wake_at.is_none_or(is_long) && !deadline.is_some_and(is_near);
        let wake_at = wake_at.map(|at| at.max(now));
        let awaits = pauses().any(|pause| pause.awaits);
        // What may bring the run on before its time says most about why it waits.
        let on = pauses()
            .min_by_key(|pause| (!pause.awaits, pause.wake_at))?
            .on;
        (idle && long).then_some(Rest::Waiting(Pause {
            on,
            wake_at,
            awaits,
        }))
    }

    /// Whether nothing happens in the run until time passes, asked after each poll that leaves the
    /// run in memory.
    pub(super) fn is_still(&self) -> bool {
        let state = self.state();
        !state.open.is_empty() && !state.works(|open| open.pause.is_some() || open.hangs)
    }

    pub(super) fn note_hanging(&self, task: &TaskPath) {
        if let Some(open) = self.state().open.get_mut(task) {
            open.hangs = true;
        }
    }

    /// Gives the execution up where that is asked for; it then never resolves, and is dropped.
    pub(super) async fn forget(&self) {
        if self.core.conduct.is_forgetful {
            self.state().given_up = true;
            std::future::pending::<()>().await;
        }
    }

    /// Begins a step: notes where its key is used, and finds what is known about it.
    pub(super) fn begin(&self, step: &Step) -> Result<Begun> {
        let mut state = self.state();
        if let Some(first) = state.used.insert(step.path.clone(), step.location) {
            return Err(Error::permanent(format!(
                "the task key `{}` is used twice, at {first} and at {}: the second call would get \
                 the first one's result; rename one, or in a loop add an index: (\"key\", index)",
                step.path, step.location
            )));
        }
        let after = state.deliveries.given_beside(&step.path);
        let Some(known) = state.journal.get(&step.path).cloned() else {
            return Ok(Begun { after, known: None });
        };
        if (known.kind, &known.name) != (step.kind, &step.name) {
            return Err(Error::permanent(format!(
                "the task key `{}` was used for `{}` of `{}` at {} when this run began, and now \
                 for `{}` of `{}` at {}: give the changed task a key of its own",
                step.path, known.kind, known.name, known.place, step.kind, step.name, step.location
            )));
        }
        if self.core.conduct.strict_replay
            && let Some(before) = known.begun_after.filter(|before| *before != after)
        {
            let error = out_of_order(&state, step, &known, [before, after]);
            state.broken.get_or_insert(error);
        }
        Ok(Begun {
            after,
            known: Some(known),
        })
    }

    /// Whether the run cannot go on.
    pub(super) fn is_broken(&self) -> bool {
        self.state().broken.is_some()
    }

    /// Marks a step as begun, and as waiting if it does, until the guard is dropped.
    pub(super) fn open(&self, path: &TaskPath, attempt: u32, pause: Option<Pause>) -> Opened<'_> {
        let open = Open {
            attempt,
            pause,
            hangs: false,
        };
        self.state().open.insert(path.clone(), open);
        Opened {
            session: self,
            path: path.clone(),
        }
    }

    /// Has the tasks within a step called afresh by its next attempt.
    pub(super) fn begin_attempt(&self, path: &TaskPath) {
        let mut state = self.state();
        state.used.retain(|used, _| !path.contains(used));
        state.deliveries.begin_within(path);
    }

    /// Forgets the tasks within a step that failed with one of its attempts, so that the next one
    /// tries them again.
    pub(super) fn forget_failed(&self, path: &TaskPath) {
        let mut state = self.state();
        let known = state.journal.len();
        state.journal.retain(|known, entry| {
            !(path.contains(known) && matches!(entry.state, StepState::Failed { .. }))
        });
        if state.journal.len() < known {
            let within = state.journal.iter_mut();
            within
                .filter(|(known, _)| path.contains(known))
                .for_each(|(_, entry)| Arc::make_mut(entry).begun_after = None);
        }
    }

    /// Waits until a time; a long wait never returns here, because the run is put away.
    pub(super) async fn hold(
        &self,
        path: &TaskPath,
        attempt: u32,
        on: WaitsFor,
        wake_at: Timestamp,
    ) {
        let pause = Pause::until(on, wake_at);
        let _open = self.open(path, attempt, Some(pause));
        self.core.clock.sleep_until(wake_at).await;
    }

    /// Never returns: the run is put away, and goes on once other runs have had their turn.
    pub(super) async fn leave(&self, path: &TaskPath) {
        let pause = Pause::until(WaitsFor::Time, Timestamp::MIN);
        let _open = self.open(path, 1, Some(pause));
        std::future::pending::<()>().await;
    }

    /// Keeps where a step stands, with the lines recorded up to it.
    pub(super) fn keep(&self, kept: Kept) -> impl Future<Output = Arc<JournalEntry>> {
        let (kept, lines) = (Arc::new(kept), self.take_lines());
        async move {
            let written = self
                .persist(|| {
                    let has_ended = kept.state.has_ended();
                    let own = has_ended.then(|| self.state().heard.number());
                    let store = &self.core.store;
                    store.keep_step(self.fence, Arc::clone(&kept), own, lines.clone())
                })
                .await;
            self.settle(written).await
        }
    }

    /// Resolves when something that the run awaits has come after this call.
    pub(super) fn stirs(&self) -> watch::Receiver<()> {
        self.stirs.subscribe()
    }

    /// Has the run's open steps look for what they await.
    pub(super) fn stir(&self) {
        let stir = || self.stirs.send_replace(());
        match &self.core.conduct.activity {
            // That it came may be nothing to any of its steps.
            Some(activity) => activity.bring(self.fence, stir),
            None => stir(),
        }
    }

    /// Remembers what was kept. When the run was lost there is nothing more to do here: the
    /// future never resolves, and is dropped.
    pub(super) async fn settle(
        &self,
        written: Result<JournalEntry, StoreError>,
    ) -> Arc<JournalEntry> {
        let Ok(entry) = written else {
            return std::future::pending().await;
        };
        self.catch_up(&entry).await;
        let entry = Arc::new(entry);
        self.remember(Arc::clone(&entry));
        self.forget().await;
        entry
    }

    /// Remembers the results that came before a step's own and that this execution has not heard of:
    /// another commit brought them, and they are to be given before it.
    async fn catch_up(&self, entry: &JournalEntry) {
        let heard = self.state().heard;
        let Some(result) = entry.result.filter(|result| heard.may_lack(*result)) else {
            return;
        };
        let (run, store) = (self.fence.run, &self.core.store);
        let read = || store.results_between(run, heard.last(), result);
        let Ok(missed) = self.persist(read).await else {
            return std::future::pending().await;
        };
        let missed = missed.into_iter().map(Arc::new);
        missed.for_each(|entry| self.remember(entry));
        self.stir();
    }

    /// Remembers where a step stands, and tells whoever looks on.
    fn remember(&self, entry: Arc<JournalEntry>) {
        let mut state = self.state();
        let known = state.journal.get(&entry.path);
        let known = known.and_then(|known| known.result);
        if known.is_some_and(|known| entry.result.is_none_or(|result| result == known)) {
            // It was heard of already: with a result after it, or before that it has begun.
            return;
        }
        if let Some(result) = entry.result {
            state.heard.note(result);
        }
        state.journal.insert(entry.path.clone(), Arc::clone(&entry));
        drop(state);
        self.tell(&entry);
    }

    /// How many results that were brought to the run it has seen.
    pub(super) fn brought(&self) -> u32 {
        self.state().heard.brought
    }

    /// Writes until it is written; see [`Core::persist`]. A run that was taken over is lost.
    pub(super) async fn persist<T, F>(&self, write: impl FnMut() -> F) -> Result<T, StoreError>
    where
        F: Future<Output = Result<T, StoreError>>,
    {
        let written = self.core.persist(write).await;
        if written.is_err() {
            self.lose();
        }
        written
    }

    /// Notes a line; it is kept with the next commit.
    pub(super) fn note(&self, task: &TaskPath, line: LogLine) {
        if line.level < self.log_level {
            return;
        }
        let at = self.core.clock.now();
        self.core.tell(|| Progress::Line {
            run: self.run,
            task: task.clone(),
            line: line.clone(),
        });
        let mut state = self.state();
        let attempt = state
            .open
            .get(task)
            .map_or(self.failures, |open| open.attempt);
        let count = state
            .line_counts
            .entry((task.clone(), attempt))
            .or_default();
        let number = *count;
        *count += 1;
        state.lines.push(KeptLine {
            task: task.clone(),
            attempt,
            line: number,
            at,
            content: line,
        });
    }

    /// Tells whoever looks on where a step stands.
    fn tell(&self, step: &JournalEntry) {
        self.core.tell(|| Progress::Task {
            run: self.run,
            path: step.path.clone(),
            name: step.name.clone(),
            attempts: step.attempts,
            status: match &step.state {
                StepState::Completed { .. } => TaskStatus::Completed,
                StepState::Failed { .. } => TaskStatus::Failed,
                StepState::Retrying { .. } => TaskStatus::Retrying,
                StepState::Waiting { .. } => TaskStatus::Waiting,
            },
            detail: match &step.state {
                StepState::Completed { .. } if step.sealed => {
                    step.shown.as_ref().map(ToString::to_string)
                }
                StepState::Completed { output, .. } => {
                    Some(String::from_utf8_lossy(output).into_owned())
                }
                StepState::Failed { error, .. } | StepState::Retrying { error, .. } => {
                    Some(format!("{error:#}"))
                }
                StepState::Waiting { .. } => None,
            },
        });
    }

    fn place(&self, path: &TaskPath) -> String {
        output_place(self.run, path)
    }

    /// An output as it is stored.
    pub(super) fn encode(&self, step: &Step, output: &RawValue) -> Result<Vec<u8>> {
        let json = output.get().as_bytes();
        if step.meta.redaction.is_secret() {
            Ok(self.core.keyring.seal(&self.place(&step.path), json)?)
        } else {
            Ok(json.to_vec())
        }
    }

    /// An output as it was stored.
    pub(super) fn decode(&self, entry: &JournalEntry, output: &[u8]) -> Result<Box<RawValue>> {
        if entry.sealed {
            let json = self.core.keyring.open(&self.place(&entry.path), output)?;
            Ok(serde_json::from_slice(&json)?)
        } else {
            Ok(serde_json::from_slice(output)?)
        }
    }
}

/// Where the sealed output of a task is kept, which it is bound to.
pub(in crate::engine) fn output_place(run: RunId, path: &TaskPath) -> String {
    format!("task:{run}:{}", path.idempotency_key(run))
}

/// What is known about a step that begins.
pub(super) struct Begun {
    /// How many results were given beside it before.
    pub(super) after: u32,
    pub(super) known: Option<Arc<JournalEntry>>,
}

/// Says which call comes where another one came when the run was recorded.
fn out_of_order(
    state: &State,
    step: &Step,
    known: &JournalEntry,
    [before, after]: [u32; 2],
) -> Error {
    let parent = step.path.parent();
    let expected = state.journal.values().find(|entry| {
        entry.begun_after == Some(after) && entry.path != step.path && entry.path.parent() == parent
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

/// Marks a step as ended when it is dropped, whether it ended or was given up.
pub(super) struct Opened<'s> {
    session: &'s Session,
    path: TaskPath,
}

impl Drop for Opened<'_> {
    fn drop(&mut self) {
        self.session.state().open.remove(&self.path);
    }
}
