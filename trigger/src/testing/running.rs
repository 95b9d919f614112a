//! The app that runs: what happens to it, and what became of it.

use std::collections::BTreeSet;
use std::fmt;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::{RawValue, to_raw_value};

use super::fakes::Fakes;
use super::story::{self, Order};
use super::{Run, Started};
use crate::engine::{Arrival, Embedded, Engine as _, RegisteredJob};
use crate::id::RunId;
use crate::job::{Binding, Job};
use crate::record::{RunRecord, RunSummary};
use crate::run::RunStatus;
use crate::source::{Origin, SourceKey};
use crate::spec::{EventSpec, Own, Task};
use crate::store::{RunQuery, StoreError};
use crate::time::{Clock, Timestamp, add};

/// An app that runs under test.
///
/// Each call that makes something happen returns when nothing more can happen without time passing:
/// runs have ended, or wait. Time passes by [`Running::advance`] alone.
#[derive(Clone)]
pub struct Running {
    pub(super) app: Arc<Inner>,
}

pub(super) struct Inner {
    pub(super) engine: Embedded,
    clock: Clock,
    pub(super) fakes: Arc<Fakes>,
    order: Arc<Order>,
    /// The events that the test itself has sent.
    own: Mutex<BTreeSet<String>>,
    /// Held while something happens, so that one thing happens at a time.
    conducting: tokio::sync::Mutex<()>,
    patience: Duration,
}

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Running")
            .field("now", &self.now())
            .finish_non_exhaustive()
    }
}

impl Running {
    pub(super) fn new(
        engine: Embedded,
        clock: Clock,
        fakes: Arc<Fakes>,
        order: Arc<Order>,
        patience: Duration,
    ) -> Self {
        Self {
            app: Arc::new(Inner {
                engine,
                clock,
                fakes,
                order,
                own: Mutex::default(),
                conducting: tokio::sync::Mutex::default(),
                patience,
            }),
        }
    }

    pub(super) async fn begin(&self) {
        usable(self.app.engine.begin().await);
        self.settle().await;
    }

    /// Sends an event of the app's own, as `io.send_event` does.
    pub async fn send<E>(&self, event: E) -> Started
    where
        E: EventSpec<Payload = E, Origin = Own> + Serialize,
    {
        self.trigger::<E>(event).await
    }

    /// Has an event arrive, as if its source had verified it:
    /// `app.trigger::<stripe::on_price_created>(price)`. Of a group's names it is the first.
    pub async fn trigger<S>(&self, payload: S::Payload) -> Started
    where
        S: EventSpec<Payload: Serialize, Origin: Origin>,
    {
        self.trigger_from::<S>(Default::default(), payload).await
    }

    /// The same, through the source that has these parameters, such as that of
    /// `trigger = stripe::on_price_created(connect = true)`.
    pub async fn trigger_from<S>(
        &self,
        parameters: <S::Origin as Origin>::Params,
        payload: S::Payload,
    ) -> Started
    where
        S: EventSpec<Payload: Serialize, Origin: Origin>,
    {
        self.arrive::<S>(first_name::<S>(), parameters, json(&payload))
            .await
    }

    /// Has an event of a group arrive under one of the group's names:
    /// `app.trigger_named::<stripe::on_price>("price.deleted", price)`.
    ///
    /// # Panics
    ///
    /// When the group does not have the name.
    pub async fn trigger_named<S>(&self, name: &str, payload: S::Payload) -> Started
    where
        S: EventSpec<Payload: Serialize, Origin: Origin>,
    {
        let names = S::META.names;
        assert!(
            names.contains(&name),
            "the events have no name `{name}`: they have `{}`",
            names.join("`, `")
        );
        self.arrive::<S>(name, Default::default(), json(&payload))
            .await
    }

    /// Has an event arrive that carries any JSON, whether or not that is what it should carry.
    pub async fn trigger_json<S>(&self, payload: serde_json::Value) -> Started
    where
        S: EventSpec<Origin: Origin>,
    {
        self.arrive::<S>(first_name::<S>(), Default::default(), json(&payload))
            .await
    }

    /// Has one of an event's examples arrive: `app.example::<stripe::on_price>("recurring")`.
    ///
    /// # Panics
    ///
    /// When the event has no such example.
    pub async fn example<S>(&self, id: &str) -> Started
    where
        S: EventSpec<Origin: Origin>,
    {
        let examples = S::META.examples;
        let Some(example) = examples.iter().find(|example| example.id == id) else {
            let known: Vec<_> = examples.iter().map(|example| example.id).collect();
            panic!(
                "`{}` has no example `{id}`: it has {known:?}",
                first_name::<S>()
            );
        };
        let payload = serde_json::from_str(example.payload)
            .unwrap_or_else(|error| panic!("the example `{id}` is not JSON: {error}"));
        self.arrive::<S>(first_name::<S>(), Default::default(), payload)
            .await
    }

    /// Starts a job with a payload, whatever its trigger and its filter are:
    /// `app.call::<announce>(price)`.
    ///
    /// # Panics
    ///
    /// When the app does not have the job.
    pub async fn call<J>(&self, payload: J::Payload) -> Run
    where
        J: Job<Payload: Serialize>,
    {
        let arrived = self.app.engine.call(self.job::<J>(), json(&payload)).await;
        let [run] = usable(arrived).runs[..] else {
            panic!("a call starts one run");
        };
        self.settle().await;
        self.run(run)
    }

    /// Has a scheduled job tick now, beside its schedule: `app.tick::<nightly>()`. By its schedule
    /// it ticks when time [advances](Self::advance).
    ///
    /// # Panics
    ///
    /// When the app does not have the job, or no schedule starts it.
    pub async fn tick<J: Job>(&self) -> Run {
        let job = self.job::<J>();
        if !matches!(job.binding, Binding::Schedule(_)) {
            panic!("no schedule starts `{}`: {} does", J::META.id, job.binding);
        }
        let [run] = usable(self.app.engine.tick(job).await).runs[..] else {
            panic!("a tick starts one run");
        };
        self.settle().await;
        self.run(run)
    }

    /// Lets time pass: waits end, retries begin, schedules tick, time limits are reached, each at
    /// its time and in order.
    pub async fn advance(&self, by: Duration) {
        self.advance_to(add(self.now(), by)).await;
    }

    /// Lets time pass until then.
    pub async fn advance_to(&self, time: Timestamp) {
        self.settle().await;
        while let Some(next) = self.next_due().await.filter(|next| *next <= time) {
            self.app.clock.advance_to(next);
            self.settle().await;
        }
        self.app.clock.advance_to(time);
        self.settle().await;
    }

    /// Lets time pass until every run has ended, or no time would end those that have not.
    pub async fn finish(&self) {
        self.settle().await;
        while self.runs().iter().any(|run| !run.status().is_finished()) {
            let Some(next) = self.next_due().await else {
                return;
            };
            self.app.clock.advance_to(next);
            self.settle().await;
        }
    }

    /// Ends the app where it stands and starts it again: everything in memory is dropped, and runs
    /// go on from the store. The fakes stay.
    pub async fn restart(&self) {
        usable(self.app.engine.crash().await);
        self.settle().await;
    }

    /// The time, by the test's clock.
    pub fn now(&self) -> Timestamp {
        self.app.clock.now()
    }

    /// Every run, oldest first.
    pub fn runs(&self) -> Vec<Run> {
        self.list(None)
    }

    /// The runs of a job, oldest first: `app.runs_of::<announce>()`.
    pub fn runs_of<J: Job>(&self) -> Vec<Run> {
        self.list(Some(J::META.id.to_owned()))
    }

    /// The events of a kind that runs have sent, oldest first: `app.sent::<UserCreated>()`. Those
    /// that the test itself has sent are not among them.
    ///
    /// # Panics
    ///
    /// When one of them does not read back as what it is.
    pub fn sent<E>(&self) -> Vec<E>
    where
        E: EventSpec<Payload = E, Origin = Own> + DeserializeOwned,
    {
        let name = first_name::<E>();
        let events = usable(at_once(self.app.engine.own_events(name)));
        let own = self.app.own.lock().unwrap_or_else(PoisonError::into_inner);
        let events = events.into_iter().filter(|(id, _)| !own.contains(id));
        events
            .map(|(_, payload)| {
                serde_json::from_str(payload.get())
                    .unwrap_or_else(|error| panic!("a `{name}` that was sent: {error}: {payload}"))
            })
            .collect()
    }

    /// The calls of a task, faked or not, one for each attempt: `app.calls_of::<send_mail>()`.
    pub fn calls_of<T: Task>(&self) -> Vec<T> {
        self.app.fakes.calls_of()
    }

    /// The stories of all runs, as a failed assertion shows them.
    pub fn story(&self) -> String {
        let stories: Vec<_> = self.runs().iter().map(Run::story).collect();
        if stories.is_empty() {
            return "there is no run".to_owned();
        }
        stories.join("\n\n")
    }

    async fn arrive<S>(
        &self,
        name: &str,
        parameters: <S::Origin as Origin>::Params,
        payload: Box<RawValue>,
    ) -> Started
    where
        S: EventSpec<Origin: Origin>,
    {
        let source = S::Origin::key(parameters);
        self.arrive_from(source, name, payload).await
    }

    async fn arrive_from(
        &self,
        source: Option<SourceKey>,
        name: &str,
        payload: Box<RawValue>,
    ) -> Started {
        let arrival = Arrival {
            source: source.clone(),
            name: name.to_owned(),
            payload: payload.clone(),
        };
        let arrived = usable(self.app.engine.arrive(arrival).await);
        {
            let mut own = self.app.own.lock().unwrap_or_else(PoisonError::into_inner);
            own.insert(arrived.event);
        }
        let runs = arrived.runs.into_iter().map(|run| self.run(run)).collect();
        let started = Started::new(self, source, name, payload, runs);
        self.settle().await;
        started
    }

    fn run(&self, id: RunId) -> Run {
        Run::new(self.clone(), id)
    }

    fn job<J: Job>(&self) -> &RegisteredJob {
        let id = J::META.id;
        let job = self.app.engine.registry().job(id);
        job.unwrap_or_else(|| panic!("the app has no job `{id}`: add it"))
    }

    fn list(&self, job: Option<String>) -> Vec<Run> {
        let query = RunQuery {
            job,
            limit: usize::MAX,
            ..RunQuery::default()
        };
        let newest_first = usable(at_once(self.app.engine.runs(query)));
        let oldest_first = newest_first.iter().rev();
        oldest_first.map(|run| self.run(run.id)).collect()
    }

    async fn next_due(&self) -> Option<Timestamp> {
        usable(self.app.engine.next_due().await)
    }

    /// Has everything happen that can happen now.
    async fn settle(&self) {
        let _one_at_a_time = self.app.conducting.lock().await;
        let patience = self.app.patience;
        match tokio::time::timeout(patience, self.app.engine.settle()).await {
            Ok(settled) => usable(settled),
            Err(_) => panic!("{}", self.unsettled()),
        }
    }

    /// What is said when something goes on for longer than the test waits for it.
    fn unsettled(&self) -> String {
        let executing = self.runs().into_iter();
        let executing = executing.filter(|run| run.status() == RunStatus::Executing);
        let stories: Vec<_> = executing.map(|run| run.story()).collect();
        format!(
            "something went on for {} by the machine's clock and has not come to an end: a task \
             without a fake that waits for the outside world, or a job that waits for something \
             other than its tasks. Fake the task, or have it hang (`.hang::<my_task>()`), so that \
             its time limit is reached when time advances. What is executing:\n\n{}",
            story::duration(self.app.patience),
            stories.join("\n\n")
        )
    }
}

impl Inner {
    pub(super) fn record(&self, run: RunId) -> RunRecord {
        let record = usable(at_once(self.engine.run(run)));
        record.unwrap_or_else(|| panic!("{run} is not a run of this app"))
    }

    pub(super) fn summary(&self, run: RunId) -> RunSummary {
        self.record(run).summary
    }

    pub(super) fn story(&self, run: &RunRecord) -> String {
        story::of_run(run, &self.order, &self.fakes)
    }

    /// The fakes that nothing has asked, as a failed assertion shows them: a misspelt key is one.
    pub(super) fn unasked(&self) -> String {
        match self.fakes.unasked() {
            unasked if unasked.is_empty() => String::new(),
            unasked => format!(
                "

fakes that were not asked: {}",
                unasked.join(", ")
            ),
        }
    }
}

/// The result of a query: a database in memory never makes anyone wait.
fn at_once<T>(query: impl Future<Output = T>) -> T {
    match pin!(query).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("a query of the test's database has to wait"),
    }
}

fn usable<T>(result: Result<T, StoreError>) -> T {
    result.unwrap_or_else(|error| panic!("the test's database cannot be used: {error}"))
}

fn json(payload: &impl Serialize) -> Box<RawValue> {
    to_raw_value(payload).unwrap_or_else(|error| panic!("the payload is not JSON: {error}"))
}

fn first_name<S: EventSpec>() -> &'static str {
    S::META.names.first().copied().unwrap_or_default()
}
