//! How the end of an execution is kept, and what follows from it.

use std::slice;
use std::sync::Arc;

use serde_json::value::{RawValue, to_raw_value};

use super::Core;
use super::execution::{Ended, Execution};
use super::session::{Rest, Session};
use crate::error::{Error, Result, Retry};
use crate::job::{RunCompleted, RunFailed};
use crate::run::{AccountId, Pause, RunStatus};
use crate::store::{Finish, Finished, KeptLine, NewEvent, StoreError, Taker};
use crate::time::{Timestamp, add};

impl Core {
    /// Keeps how an execution ended, and lets go of its run.
    pub(super) async fn keep_end(
        self: &Arc<Self>,
        execution: &Execution,
        session: &Session,
        ended: Ended,
    ) {
        let lines = session.take_lines();
        let kept = match ended {
            Ended::Dropped(Rest::Broken(_)) => return,
            Ended::Dropped(Rest::Lost) => self.lost(execution, lines).await,
            Ended::Dropped(Rest::Halted) => self.put_away(execution, session, None, lines).await,
            Ended::Dropped(Rest::Waiting(mut pause)) => {
                // A run that would wake too late wakes to be told so.
                let times = [pause.wake_at, execution.deadline];
                pause.wake_at = times.into_iter().flatten().min();
                self.put_away(execution, session, Some(pause), lines).await
            }
            Ended::Returned(Ok(output)) => {
                let finish = Finish::Completed(output);
                self.finish(execution, session, &finish, lines).await
            }
            Ended::Returned(Err(error)) => match self.next_start(execution, &error) {
                Some(wake_at) => {
                    // One that would be too late then is told so in time.
                    let wake_at = execution.deadline.unwrap_or(wake_at).min(wake_at);
                    self.start_again(execution, session, &error, wake_at, lines)
                        .await
                }
                None => {
                    let finish = Finish::Failed(error);
                    self.finish(execution, session, &finish, lines).await
                }
            },
            Ended::Unconnected(account, error) => {
                let waits = (account, error);
                self.await_account(execution, session, waits, lines).await
            }
            Ended::Unresolved(error) => {
                let finish = Finish::Unresolved(error);
                self.finish(execution, session, &finish, lines).await
            }
            Ended::TimedOut => {
                let limit = execution.options.timeout.unwrap_or_default();
                let error = Error::permanent(format!("the run took longer than {limit:?}"));
                let finish = Finish::TimedOut(error);
                self.finish(execution, session, &finish, lines).await
            }
        };
        let status = match kept {
            Ok(status) => status,
            Err(error) => {
                let run = execution.run;
                tracing::warn!(%run, %error, "what this process did since is not kept");
                return;
            }
        };
        self.note_rested(execution, status);
        self.tell_rested(execution.run, &execution.job, status);
    }

    async fn put_away(
        &self,
        execution: &Execution,
        session: &Session,
        pause: Option<Pause>,
        lines: Vec<KeptLine>,
    ) -> Result<RunStatus, StoreError> {
        let now = self.clock.now();
        let release = || {
            let (fence, seen) = (execution.fence, session.brought());
            self.store.release(fence, pause, seen, lines.clone(), now)
        };
        let released = session.persist(release).await?;
        // Put back into the queue while this process stops, it is not for this process.
        if released.let_through || (pause.is_some() && released.status == RunStatus::Queued) {
            self.note_queued();
        }
        if let Some(wake_at) = pause.and_then(|pause| pause.wake_at) {
            self.note_put_away(wake_at);
        }
        Ok(released.status)
    }

    /// Keeps the last lines of a run that was cancelled while it executed. A run that another
    /// worker has is none of this one's business any more.
    async fn lost(
        &self,
        execution: &Execution,
        lines: Vec<KeptLine>,
    ) -> Result<RunStatus, StoreError> {
        let keep = || self.store.keep_last_lines(execution.fence, lines.clone());
        match self.persist(keep).await? {
            true => Ok(RunStatus::Cancelled),
            false => Err(StoreError::Fenced),
        }
    }

    async fn start_again(
        &self,
        execution: &Execution,
        session: &Session,
        error: &Error,
        wake_at: Timestamp,
        lines: Vec<KeptLine>,
    ) -> Result<RunStatus, StoreError> {
        let now = self.clock.now();
        let retry = || {
            let (error, lines) = (error.clone(), lines.clone());
            self.store
                .retry_run(execution.fence, error, wake_at, lines, now)
        };
        let let_through = session.persist(retry).await?;
        if let_through {
            self.note_queued();
        }
        self.note_put_away(wake_at);
        Ok(RunStatus::Waiting)
    }

    async fn await_account(
        &self,
        execution: &Execution,
        session: &Session,
        (account, error): (AccountId, Error),
        lines: Vec<KeptLine>,
    ) -> Result<RunStatus, StoreError> {
        let now = self.clock.now();
        let mut pause = self.until_connected(execution);
        // One that would be too late then is told so in time.
        let times = [pause.wake_at, execution.deadline];
        pause.wake_at = times.into_iter().flatten().min();
        let put_away = || {
            let (account, waits) = (account.clone(), (error.clone(), pause));
            self.store
                .await_account(execution.fence, account, waits, lines.clone(), now)
        };
        let let_through = session.persist(put_away).await?;
        if let_through {
            self.note_queued();
        }
        if let Some(wake_at) = pause.wake_at {
            self.note_put_away(wake_at);
        }
        Ok(RunStatus::Waiting)
    }

    async fn finish(
        self: &Arc<Self>,
        execution: &Execution,
        session: &Session,
        finish: &Finish,
        lines: Vec<KeptLine>,
    ) -> Result<RunStatus, StoreError> {
        let now = self.clock.now();
        let write = || {
            let mut reserved = self.reserve();
            let follows = self.follows(execution, finish, |job| reserved.taker(job));
            let core = Arc::clone(self);
            let place = execution.place.clone();
            let successor = |place| self.successor(&execution.job, place);
            let successor = place.as_ref().and_then(successor);
            let committed = move |finished: &mut Finished| {
                if let (Some(place), Some(next)) = (place, finished.next.take()) {
                    core.succeed(&place, next);
                }
                if finished.let_through {
                    core.note_queued();
                }
                core.stir(finished.stirred);
                if let Some(sent) = &mut finished.sent {
                    reserved.launch(slice::from_mut(sent));
                }
            };
            let (finish, lines) = (finish.clone(), lines.clone());
            let ended = (finish, lines);
            self.store
                .finish(execution.fence, ended, follows, successor, now, committed)
        };
        session.persist(write).await?;
        Ok(finish.status())
    }

    /// The event that starts the job which follows from this end.
    fn follows(
        &self,
        execution: &Execution,
        finish: &Finish,
        taker: impl FnOnce(&str) -> Option<Taker>,
    ) -> Option<NewEvent> {
        let (job, name, payload) = match finish {
            Finish::Completed(output) => {
                let job = execution.options.on_success?;
                let payload = RunCompleted {
                    run: execution.run,
                    job: execution.job.clone(),
                    payload: value(&execution.payload),
                    output: value(output),
                };
                (job, "run.completed", to_raw_value(&payload))
            }
            Finish::Failed(error) | Finish::TimedOut(error) | Finish::Unresolved(error) => {
                let job = execution.options.on_failure?;
                let payload = RunFailed {
                    run: execution.run,
                    job: execution.job.clone(),
                    payload: value(&execution.payload),
                    error: error.clone(),
                };
                (job, "run.failed", to_raw_value(&payload))
            }
        };
        let payload = payload.ok()?;
        let run = self.registry.job(job)?.start_unfiltered(&payload, taker);
        let mut event = self.event_for(name.to_owned(), None, payload, vec![run], false);
        // One end, one event, however often it is written; a run that is tried again ends again.
        event.id = format!("{name}:{}:{}", execution.run, execution.fence.epoch);
        event.context = AccountId::context_of(execution.account.as_ref()).into();
        Some(event)
    }

    /// When a failed run is started again; `None` when it is not.
    fn next_start(&self, execution: &Execution, error: &Error) -> Option<Timestamp> {
        let policy = execution.options.retry;
        let failed = execution.failures.saturating_add(1);
        let delay = policy.delay(failed, (self.conduct.chance)())?;
        let delay = match error.retry() {
            Retry::Never => return None,
            Retry::After(asked) => asked,
            Retry::Policy => delay,
        };
        Some(add(self.clock.now(), delay))
    }
}

/// A JSON text as a value. It was JSON when it was stored.
fn value(json: &RawValue) -> serde_json::Value {
    serde_json::from_str(json.get()).unwrap_or_default()
}
