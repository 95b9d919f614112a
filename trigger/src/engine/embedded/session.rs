//! The durable operations of one run while it executes.

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::value::RawValue;
use tokio::sync::{Notify, watch};

use super::Core;
use super::known::{Begun, Known};
use crate::engine::Progress;
use crate::error::{Error, Result};
use crate::id::RunId;
use crate::record::TaskStatus;
use crate::run::{AccountId, Level, LogLine, Pause, Step, TaskPath, WaitsFor};
use crate::store::{Claimed, Fence, JournalEntry, Kept, KeptLine, StepState, StoreError};
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
    known: Mutex<Known>,
}

impl Session {
    pub(super) fn new(
        core: Arc<Core>,
        claimed: &Claimed,
        account: Option<AccountId>,
        log_level: Level,
    ) -> Self {
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
            known: Mutex::new(Known::of(claimed)),
        }
    }

    pub(super) fn run(&self) -> RunId {
        self.run
    }

    pub(super) fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
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
        self.known().is_lost = true;
    }

    /// The lines that are not kept yet.
    pub(super) fn take_lines(&self) -> Vec<KeptLine> {
        self.known().take_lines()
    }

    /// Whether the run's function has nothing to do but wait, asked after each poll. If it goes on
    /// waiting until a `deadline`, it has taken too long.
    pub(super) fn rest(&self, deadline: Option<Timestamp>) -> Option<Rest> {
        let known = self.known();
        if known.is_lost {
            return Some(Rest::Lost);
        }
        if known.is_given_up {
            return Some(Rest::Halted);
        }
        if let Some(error) = &known.broken {
            return Some(Rest::Broken(error.clone()));
        }
        let idle = !known.works();
        let wake_at = known.pauses().filter_map(|pause| pause.wake_at).min();
        let now = self.core.clock.now();
        // Put away so shortly before its time, it would be woken again at once.
        let is_near = |at| until(now, at) <= self.core.conduct.ahead;
        let is_long = |at| until(now, at) >= self.put_away && !is_near(at);
        let is_long = |at| at == Timestamp::MIN || is_long(at);
        let long = wake_at.is_none_or(is_long) && !deadline.is_some_and(is_near);
        let wake_at = wake_at.map(|at| at.max(now));
        let awaits = known.pauses().any(|pause| pause.awaits);
        // What may bring the run on before its time says most about why it waits.
        let on = known
            .pauses()
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
        self.known().is_still()
    }

    pub(super) fn note_hanging(&self, task: &TaskPath) {
        self.known().hang(task);
    }

    /// Gives the execution up where that is asked for; it then never resolves, and is dropped.
    pub(super) async fn forget(&self) {
        if self.core.conduct.is_forgetful {
            self.known().is_given_up = true;
            std::future::pending::<()>().await;
        }
    }

    /// Begins a step: notes where its key is used, and finds what is known about it.
    pub(super) fn begin(&self, step: &Step) -> Result<Begun> {
        self.known().begin(step, self.core.conduct.strict_replay)
    }

    /// Whether the run cannot go on.
    pub(super) fn is_broken(&self) -> bool {
        self.known().broken.is_some()
    }

    /// Marks a step as begun, and as waiting if it does, until the guard is dropped.
    pub(super) fn open(&self, path: &TaskPath, attempt: u32, pause: Option<Pause>) -> Opened<'_> {
        self.known().open(path.clone(), attempt, pause);
        Opened {
            session: self,
            path: path.clone(),
        }
    }

    /// Has the tasks within a step called afresh by its next attempt.
    pub(super) fn begin_attempt(&self, path: &TaskPath) {
        self.known().begin_attempt(path);
    }

    /// Forgets the tasks within a step that failed with one of its attempts, so that the next one
    /// tries them again.
    pub(super) fn forget_failed(&self, path: &TaskPath) {
        self.known().forget_failed(path);
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
                    let own = has_ended.then(|| self.known().heard.number());
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
        let heard = self.known().heard;
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
        let is_news = self.known().remember(&entry);
        if is_news {
            self.tell(&entry);
        }
    }

    /// How many results that were brought to the run it has seen.
    pub(super) fn brought(&self) -> u32 {
        self.known().heard.brought
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
        self.known().note(task, self.failures, at, line);
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

/// Marks a step as ended when it is dropped, whether it ended or was given up.
pub(super) struct Opened<'s> {
    session: &'s Session,
    path: TaskPath,
}

impl Drop for Opened<'_> {
    fn drop(&mut self) {
        self.session.known().close(&self.path);
    }
}
