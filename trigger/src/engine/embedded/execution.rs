//! One execution of one run: from the moment a worker takes it to the moment it rests.

use std::future::{Future, poll_fn};
use std::panic::AssertUnwindSafe;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;

use serde_json::Value;
use serde_json::value::RawValue;
use tracing::Instrument as _;

use super::accounts::NoClients;
use super::delivery::Next;
use super::places::Place;
use super::session::{Rest, Session};
use super::{Core, watchdog};
use crate::credentials::DISCONNECTED;
use crate::engine::OwnJob;
use crate::error::{Error, Result};
use crate::id::RunId;
use crate::job::{Arguments, Integrations, JobOptions};
use crate::run::{
    AccountId, BoxFuture, Context, EventContext, Io, JobContext, Pause, RunContext, Scope,
    SourceContext,
};
use crate::store::{Claimed, Fence};
use crate::time::{Timestamp, add};

/// One execution of a run.
pub(super) struct Execution {
    pub(super) run: RunId,
    pub(super) fence: Fence,
    pub(super) job: String,
    pub(super) options: JobOptions,
    pub(super) failures: u32,
    pub(super) payload: Arc<RawValue>,
    pub(super) created_at: Timestamp,
    pub(super) started_at: Timestamp,
    /// Whose run it is, where the app acts for several accounts.
    pub(super) account: Option<AccountId>,
    /// When the run has taken longer than its job allows.
    pub(super) deadline: Option<Timestamp>,
    /// The place that it has among those that execute at once; `None` where nothing else executes.
    pub(super) place: Option<Place>,
}

/// How an execution ended.
pub(super) enum Ended {
    /// The job's function returned or panicked.
    Returned(Result<Box<RawValue>>),
    /// The run has taken longer than its job allows.
    TimedOut,
    /// The account that the run is of is not connected, and why.
    Unconnected(AccountId, Error),
    /// There are no credentials for its account, and there will not be.
    Unresolved(Error),
    /// The function was dropped: the run waits, was taken over, or this process ends.
    Dropped(Rest),
}

impl Execution {
    /// What it means that the job's function returned: one that failed because the account is not
    /// connected any more waits until it is.
    fn returned(&self, outcome: Result<Box<RawValue>>) -> Ended {
        match (outcome, &self.account) {
            (Err(error), Some(account)) if error.code() == Some(DISCONNECTED) => {
                Ended::Unconnected(account.clone(), error)
            }
            (outcome, _) => Ended::Returned(outcome),
        }
    }
}

/// What a run is given of its event, read from what is stored of it.
struct Given {
    payload: Arc<RawValue>,
    context: Value,
}

impl Given {
    fn to(claimed: &Claimed) -> Result<Self> {
        let (payload, context) = (&claimed.origin.payload, &claimed.origin.context);
        Ok(Self {
            payload: payload.read().map_err(|error| damaged("payload", &error))?,
            context: context.read().map_err(|error| damaged("context", &error))?,
        })
    }

    fn nothing() -> Self {
        Self {
            payload: RawValue::NULL.to_owned().into(),
            context: Value::Null,
        }
    }
}

type JobFuture = BoxFuture<'static, Result<Box<RawValue>>>;

impl Core {
    /// Executes a run until it rests, within a span of its own.
    pub(super) async fn execute(self: &Arc<Self>, claimed: Claimed, place: Option<Place>) {
        let span = self.run_span(&claimed);
        self.note_started(&claimed);
        self.execute_claimed(claimed, place).instrument(span).await;
    }

    async fn execute_claimed(self: &Arc<Self>, claimed: Claimed, place: Option<Place>) {
        let job = self.registry.job(&claimed.job);
        let options = job.map_or(JobOptions::DEFAULT, |job| job.def.options);
        let (Given { payload, context }, unreadable) = match Given::to(&claimed) {
            Ok(given) => (given, None),
            Err(error) => (Given::nothing(), Some(error)),
        };
        let account = AccountId::of_event(&context);
        let session = Session::new(Arc::clone(self), &claimed, account, options.log_level);
        let session = Arc::new(session);
        let _present = self.sessions.enter(&session);
        let timeout = options.timeout;
        let execution = Execution {
            run: claimed.origin.id,
            fence: claimed.fence,
            job: claimed.job.clone(),
            options,
            failures: claimed.failures,
            payload,
            created_at: claimed.origin.created_at,
            started_at: claimed.started_at,
            account: session.account.clone(),
            deadline: timeout.map(|timeout| add(claimed.started_at, timeout)),
            place,
        };
        let refused = claimed.poison.map(|crashes| poison(execution.run, crashes));
        let ended = match refused.or(unreadable) {
            Some(refused) => Ended::Returned(Err(refused)),
            None => {
                let begun = pin!(self.begin(&session, &execution, claimed, context));
                self.within_limits(&session, execution.deadline, begun)
                    .await
            }
        };
        self.keep_end(&execution, &session, ended).await;
    }

    /// Finds the clients that the run works with, and executes the job's function.
    async fn begin(
        self: &Arc<Self>,
        session: &Arc<Session>,
        execution: &Execution,
        claimed: Claimed,
        context: Value,
    ) -> Ended {
        let clients = match self.clients(execution).await {
            Ok(clients) => clients,
            Err(NoClients::Awaited(account, reason)) => return Ended::Unconnected(account, reason),
            Err(NoClients::Refused(reason)) => return Ended::Unresolved(reason),
        };
        match self.call(session, execution, claimed, context, clients) {
            Some(future) => self.drive(session, execution, future).await,
            None => Ended::Dropped(Rest::Waiting(Pause::FOR_JOB)),
        }
    }

    /// Calls the job's function; `None` when this program does not have the job.
    fn call(
        self: &Arc<Self>,
        session: &Arc<Session>,
        execution: &Execution,
        claimed: Claimed,
        context: Value,
        clients: Arc<Integrations>,
    ) -> Option<JobFuture> {
        let registered = self.registry.job(&claimed.job);
        let own = OwnJob::named(&claimed.job);
        let job = match (registered, own) {
            (Some(job), _) => JobContext {
                id: job.def.meta.id,
                version: job.def.meta.version,
            },
            (None, Some(own)) => JobContext {
                id: own.id(),
                version: env!("CARGO_PKG_VERSION"),
            },
            (None, None) => return None,
        };
        let payload = &execution.payload;
        let arguments = Arguments {
            io: Io::new(),
            context: Context {
                run: RunContext {
                    id: claimed.origin.id,
                    is_test: claimed.origin.is_test,
                    created_at: claimed.origin.created_at,
                },
                job,
                account: execution.account.clone(),
                event: EventContext {
                    id: claimed.origin.event_id,
                    name: claimed.origin.event_name,
                    timestamp: claimed.origin.happened_at,
                    context,
                    payload: Arc::clone(payload),
                },
                source: claimed.origin.source.map(|key| SourceContext { key }),
            },
            integrations: clients,
        };
        let call = match (registered, own) {
            (Some(job), _) => job.call(payload.get(), arguments),
            (None, own) => own?.call(Arc::clone(&self.sources), payload.get(), arguments),
        };
        let ops = Arc::clone(session) as Arc<dyn crate::run::RunOps>;
        let scope = Scope::of_run(ops, self.conduct.stand_ins.clone());
        Some(Box::pin(scope.enter(call)))
    }

    /// Polls the job's future until it returns, panics, or has nothing to do but wait.
    async fn drive(
        &self,
        session: &Session,
        execution: &Execution,
        mut future: JobFuture,
    ) -> Ended {
        poll_fn(|context| {
            loop {
                let poll = || Pin::new(&mut future).poll(context);
                match std::panic::catch_unwind(AssertUnwindSafe(poll)) {
                    Ok(Poll::Ready(outcome)) => return Poll::Ready(execution.returned(outcome)),
                    Ok(Poll::Pending) => {}
                    Err(panic) => {
                        let said = watchdog::message(&*panic);
                        let error = Error::permanent(format!("the job panicked: {said}"));
                        return Poll::Ready(Ended::Returned(Err(error)));
                    }
                }
                let next = session.give_next();
                if next == Next::Given {
                    continue;
                }
                return match session.rest(execution.deadline) {
                    Some(Rest::Broken(error)) => Poll::Ready(Ended::Returned(Err(error))),
                    // It goes on in a moment.
                    Some(Rest::Waiting(_)) | None if next == Next::Later => Poll::Pending,
                    Some(rest) => Poll::Ready(Ended::Dropped(rest)),
                    None => {
                        if let Some(activity) = &self.conduct.activity
                            && session.is_still()
                        {
                            activity.set_still(session.fence);
                        }
                        Poll::Pending
                    }
                };
            }
        })
        .await
    }

    /// Lets an execution go on until it ends, has taken too long, or is stopped.
    async fn within_limits(
        &self,
        session: &Session,
        deadline: Option<Timestamp>,
        ended: Pin<&mut impl Future<Output = Ended>>,
    ) -> Ended {
        let mut halt = self.halt.subscribe();
        let halted = async move {
            // The sender lives as long as the engine.
            let _ = halt.wait_for(|halt| *halt).await;
        };
        let late = async {
            match deadline {
                Some(deadline) => self.clock.sleep_until(deadline).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            () = session.stopped() => Ended::Dropped(Rest::Lost),
            () = late => Ended::TimedOut,
            ended = ended => ended,
            () = halted => Ended::Dropped(Rest::Halted),
        }
    }
}

/// Why a run is not executed that cannot be given a part of its event, which was JSON when it was
/// stored.
fn damaged(part: &str, error: &serde_json::Error) -> Error {
    Error::permanent(format!("the stored {part} is damaged: {error}"))
}

/// Why a run is not executed any more that has taken its process down too often.
fn poison(run: RunId, crashes: u32) -> Error {
    Error::permanent(format!(
        "the process died {crashes} times in a row while it executed this run, which is therefore \
         not executed any more; when the cause is mended, `runs retry {run}`"
    ))
}
