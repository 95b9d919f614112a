//! Acting on an app from within its own program: sending events, starting jobs, looking at runs
//! and changing them. The command line and the HTTP API stand on it.

mod error;
mod schedules;
mod sources;

use std::fmt;
use std::sync::Arc;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

pub use self::error::ClientError;
#[cfg(feature = "oauth")]
use crate::credentials::{OAuth, Tokens};
use crate::engine::{Action, Engine, Publish};
use crate::id::{DeliveryId, RunId};
use crate::job::{Callable, Job};
use crate::record::{
    Changed, DeliveryRecord, JobRecord, ReplayRecord, RunRecord, RunSummary, SentRecord,
};
pub use crate::record::{DeliveryQuery, RunQuery};
use crate::run::{AccountId, RunStatus};
use crate::spec::{EventSpec, Own};
use crate::store::StoreError;

/// A handle on an app, made by [`App::client`](crate::App::client). Clones share it.
///
/// ```no_run
/// use trigger::prelude::*;
/// # #[event_spec(name = "user.created")]
/// # #[derive(Clone, serde::Serialize, serde::Deserialize)]
/// # struct UserCreated { id: u64 }
/// #[job(trigger = invoke)]
/// async fn report(month: u8) -> Result<String> {
///     Ok(format!("report of month {month}"))
/// }
///
/// # async fn example() -> Result<()> {
/// let app = trigger::app();
/// let client = app.client().await?;
///
/// // The same id is sent once, however often this line is executed.
/// client.send_once("signup-7", UserCreated { id: 7 }).await?;
///
/// let run = client.invoke::<report>(11).await?;
/// let ended = client.finished(run).await?;
/// println!("{}: {:?}", ended.summary.status, ended.output);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    engine: Arc<dyn Engine>,
}

type Result<T> = std::result::Result<T, ClientError>;

impl Client {
    pub(crate) fn new(engine: Arc<dyn Engine>) -> Self {
        Self { engine }
    }

    /// Sends an event of the app.
    ///
    /// # Errors
    ///
    /// When the event cannot be written as JSON or the database cannot be written.
    pub async fn send<E>(&self, event: E) -> Result<SentRecord>
    where
        E: EventSpec<Payload = E, Origin = Own> + Serialize,
    {
        self.send_raw(name::<E>()?, json(&event)?, None).await
    }

    /// Sends an event of the app that is of an account: the runs that it starts work with that
    /// account's clients, where the app [finds them](crate::App::credentials).
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send).
    pub async fn send_for<E>(&self, account: impl Into<AccountId>, event: E) -> Result<SentRecord>
    where
        E: EventSpec<Payload = E, Origin = Own> + Serialize,
    {
        let event = Publish {
            name: name::<E>()?.to_owned(),
            payload: json(&event)?,
            id: None,
        };
        Ok(self.engine.publish_for(account.into(), event).await?)
    }

    /// Has the runs go on that wait for an account's credentials, because the app can find them now.
    /// Says how many. They look by themselves now and then, too.
    ///
    /// # Errors
    ///
    /// When the database cannot be written.
    pub async fn connected(&self, account: impl Into<AccountId>) -> Result<usize> {
        Ok(self.engine.connected(account.into()).await?)
    }

    /// Keeps what an authorization server gave for an account, encrypted, and has the runs go on
    /// that wait for the account. Says how many.
    ///
    /// # Errors
    ///
    /// When the database cannot be written, or the system gives no randomness.
    #[cfg(feature = "oauth")]
    pub async fn connect(
        &self,
        provider: &OAuth,
        account: impl Into<AccountId>,
        tokens: Tokens,
    ) -> crate::error::Result<usize> {
        let provider = provider.id().to_owned();
        self.engine.connect(provider, account.into(), tokens).await
    }

    /// Forgets what is kept of an account's tokens. Says whether there were any. Runs that need them
    /// wait from then on.
    ///
    /// # Errors
    ///
    /// When the database cannot be written.
    #[cfg(feature = "oauth")]
    pub async fn disconnect(
        &self,
        provider: &OAuth,
        account: impl Into<AccountId>,
    ) -> Result<bool> {
        let provider = provider.id().to_owned();
        Ok(self.engine.disconnect(provider, account.into()).await?)
    }

    /// Sends an event of the app under an id. A second event of the same id changes nothing, and
    /// is answered with the runs that the first one started.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send).
    pub async fn send_once<E>(&self, id: impl Into<String>, event: E) -> Result<SentRecord>
    where
        E: EventSpec<Payload = E, Origin = Own> + Serialize,
    {
        let id = Some(id.into());
        self.send_raw(name::<E>()?, json(&event)?, id).await
    }

    /// Sends an event by its name, on a payload that is JSON already.
    ///
    /// # Errors
    ///
    /// When the database cannot be written.
    pub async fn send_raw(
        &self,
        name: impl Into<String>,
        payload: Box<RawValue>,
        id: Option<String>,
    ) -> Result<SentRecord> {
        let name = name.into();
        let event = Publish { name, payload, id };
        Ok(self.engine.publish(event).await?)
    }

    /// Starts a run of a job that has `trigger = invoke`.
    ///
    /// # Errors
    ///
    /// When the app has no such job, the payload cannot be written as JSON, or the database cannot
    /// be written.
    pub async fn invoke<J>(&self, payload: J::Payload) -> Result<RunId>
    where
        J: Job<Trigger: Callable, Payload: Serialize>,
    {
        self.invoke_raw(J::META.id, json(&payload)?, None).await
    }

    /// Starts a run of a job that is of an account: it works with that account's clients, where the
    /// app [finds them](crate::App::credentials).
    ///
    /// # Errors
    ///
    /// As [`invoke`](Self::invoke).
    pub async fn invoke_for<J>(
        &self,
        account: impl Into<AccountId>,
        payload: J::Payload,
    ) -> Result<RunId>
    where
        J: Job<Trigger: Callable, Payload: Serialize>,
    {
        let account = Some(account.into());
        self.start(J::META.id, json(&payload)?, account, None).await
    }

    /// Starts a run of a job under a key. The same key of the same job starts nothing more, and
    /// gives the run that it started then.
    ///
    /// # Errors
    ///
    /// As [`invoke`](Self::invoke).
    pub async fn invoke_once<J>(&self, key: impl Into<String>, payload: J::Payload) -> Result<RunId>
    where
        J: Job<Trigger: Callable, Payload: Serialize>,
    {
        let key = Some(key.into());
        self.invoke_raw(J::META.id, json(&payload)?, key).await
    }

    /// Starts a run of a job by its id, on a payload that is JSON already. A payload that does not
    /// fit gives a run with the status `invalid_payload`.
    ///
    /// # Errors
    ///
    /// When the app has no such job, or something else than a call starts it.
    pub async fn invoke_raw(
        &self,
        job: &str,
        payload: Box<RawValue>,
        key: Option<String>,
    ) -> Result<RunId> {
        self.start(job, payload, None, key).await
    }

    async fn start(
        &self,
        job: &str,
        payload: Box<RawValue>,
        account: Option<AccountId>,
        key: Option<String>,
    ) -> Result<RunId> {
        match self.engine.job(job) {
            Some(known) if known.trigger != "invoke" => Err(ClientError::NotCalled {
                job: known.id,
                trigger: known.trigger,
            }),
            _ => Ok(self.engine.invoke(job, payload, account, key).await?),
        }
    }

    /// Lists runs, newest first.
    ///
    /// # Errors
    ///
    /// When the query names a run that is not there.
    pub async fn runs(&self, query: RunQuery) -> Result<Vec<RunSummary>> {
        Ok(self.engine.runs(query).await?)
    }

    /// A run with everything that is kept of it.
    ///
    /// # Errors
    ///
    /// When there is no such run.
    pub async fn run(&self, id: RunId) -> Result<RunRecord> {
        let run = self.engine.run(id).await?;
        run.ok_or(ClientError::NoRun(id))
    }

    /// Waits until a run has ended, however it does. What happens in this process is noticed at
    /// once, and what happens in another one within half a second.
    ///
    /// # Errors
    ///
    /// When there is no such run.
    pub async fn finished(&self, id: RunId) -> Result<RunRecord> {
        Ok(self.engine.finished(id).await?)
    }

    /// Stops a run: at once if it is queued or waits, at its next await if it executes. What it
    /// finished is kept, and so is the reason. The runs that it waits for are stopped with it;
    /// no `on_failure` follows.
    ///
    /// # Errors
    ///
    /// When there is no such run or it has ended.
    pub async fn cancel(&self, id: RunId, reason: impl Into<String>) -> Result<RunStatus> {
        let reason = reason.into();
        self.change(id, Action::Cancel { reason }, "cancelled")
            .await
    }

    /// Has a run that failed, timed out or was cancelled go on: what it finished keeps its
    /// results, and what failed is tried again, with all its attempts. A run that waits for its
    /// next attempt makes it at once.
    ///
    /// # Errors
    ///
    /// When there is no such run, or it has not failed.
    pub async fn retry(&self, id: RunId) -> Result<RunStatus> {
        self.change(id, Action::Retry, "retried").await
    }

    /// Has a run of another version of its job go on with the version that this app has.
    ///
    /// # Errors
    ///
    /// When there is no such run, it executes or has ended, or the app has not its job.
    pub async fn move_to_current(&self, id: RunId) -> Result<RunStatus> {
        self.change(id, Action::MoveToCurrent, "moved").await
    }

    /// Starts a new run that repeats another one on the same event, with the code that this app
    /// has now. The job's filter is not asked.
    ///
    /// # Errors
    ///
    /// When there is no such run, or the app has not its job.
    pub async fn replay(&self, id: RunId) -> Result<RunId> {
        Ok(self.engine.replay(id, None, None).await?)
    }

    /// The same under a key. The same key of the same run starts nothing more, and gives the run
    /// that it started then.
    ///
    /// # Errors
    ///
    /// As [`replay`](Self::replay).
    pub async fn replay_once(&self, id: RunId, key: impl Into<String>) -> Result<RunId> {
        self.replay_raw(id, None, Some(key.into())).await
    }

    /// Repeats a run on another payload.
    ///
    /// # Errors
    ///
    /// As [`replay`](Self::replay), and when the payload cannot be written as JSON. One that does
    /// not fit the job gives a run with the status `invalid_payload`.
    pub async fn replay_with(&self, id: RunId, payload: &impl Serialize) -> Result<RunId> {
        self.replay_raw(id, Some(json(payload)?), None).await
    }

    /// Repeats a run on its payload or on another that is JSON already, once if there is a key.
    ///
    /// # Errors
    ///
    /// As [`replay`](Self::replay).
    pub async fn replay_raw(
        &self,
        id: RunId,
        payload: Option<Box<RawValue>>,
        key: Option<String>,
    ) -> Result<RunId> {
        Ok(self.engine.replay(id, payload, key).await?)
    }

    /// Stops every run that matches and has not ended.
    ///
    /// # Errors
    ///
    /// When the database cannot be written; what was changed until then stays changed.
    pub async fn cancel_all(&self, query: RunQuery, reason: impl Into<String>) -> Result<Changed> {
        let reason = reason.into();
        let action = Action::Cancel { reason };
        Ok(self.engine.change_all(query, action).await?)
    }

    /// Has every run that matches and failed, timed out or was cancelled go on.
    ///
    /// # Errors
    ///
    /// As [`cancel_all`](Self::cancel_all).
    pub async fn retry_all(&self, query: RunQuery) -> Result<Changed> {
        Ok(self.engine.change_all(query, Action::Retry).await?)
    }

    /// Has every run that matches and has not ended go on with the version that this app has.
    ///
    /// # Errors
    ///
    /// As [`cancel_all`](Self::cancel_all).
    pub async fn move_all_to_current(&self, query: RunQuery) -> Result<Changed> {
        Ok(self.engine.change_all(query, Action::MoveToCurrent).await?)
    }

    /// Repeats every run that matches.
    ///
    /// # Errors
    ///
    /// As [`cancel_all`](Self::cancel_all).
    pub async fn replay_all(&self, query: RunQuery) -> Result<Changed> {
        Ok(self.engine.replay_all(query).await?)
    }

    /// The app's jobs, in order of their ids.
    ///
    /// # Errors
    ///
    /// When the database cannot be read, which knows the jobs that are paused.
    pub async fn jobs(&self) -> Result<Vec<JobRecord>> {
        Ok(self.engine.jobs().await?)
    }

    /// Lists what arrived at the sources, newest first.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub async fn deliveries(&self, query: DeliveryQuery) -> Result<Vec<DeliveryRecord>> {
        Ok(self.engine.deliveries(query).await?)
    }

    /// Processes a delivery anew, as another one that repeats it.
    ///
    /// The events that were found in it start what they would start now: jobs that were added or
    /// whose filter has changed since. One that has a run of an event gets no second one. Where no
    /// events were found, as in a delivery that was rejected, it is verified again, by the secrets
    /// that its source has now and as of the time at which it first arrived; if that fails, the
    /// record says so, and nothing is started.
    ///
    /// ```no_run
    /// # async fn example(client: trigger::Client) -> trigger::Result<()> {
    /// use trigger::client::DeliveryQuery;
    /// use trigger::record::DeliveryVerdict;
    ///
    /// // The webhook's secret was wrong for a while, and is right now.
    /// for delivery in client.deliveries(DeliveryQuery::default()).await? {
    ///     if delivery.verdict == DeliveryVerdict::Rejected {
    ///         client.replay_delivery(delivery.id).await?;
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When there is no such delivery, it was rejected and too large to be kept whole, or the app has
    /// not its source.
    pub async fn replay_delivery(&self, id: DeliveryId) -> Result<ReplayRecord> {
        Ok(self.engine.replay_delivery(id, false).await?)
    }

    /// The same, and jobs that have a run of an event in it get another one, which repeats that.
    ///
    /// # Errors
    ///
    /// As [`replay_delivery`](Self::replay_delivery).
    pub async fn replay_delivery_again(&self, id: DeliveryId) -> Result<ReplayRecord> {
        Ok(self.engine.replay_delivery(id, true).await?)
    }

    async fn change(&self, run: RunId, action: Action, asked: &'static str) -> Result<RunStatus> {
        let changed = self.engine.change(run, action).await;
        changed.map_err(|error| match error {
            StoreError::NotNow(status) => ClientError::NotNow { run, status, asked },
            error => error.into(),
        })
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}

fn name<E: EventSpec>() -> Result<&'static str> {
    let nameless = || ClientError::Payload("the event has no name".to_owned());
    E::META.names.first().copied().ok_or_else(nameless)
}

fn json(value: &impl Serialize) -> Result<Box<RawValue>> {
    to_raw_value(value).map_err(|error| ClientError::Payload(error.to_string()))
}
