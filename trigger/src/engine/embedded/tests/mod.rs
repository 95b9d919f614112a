//! The engine's behaviour, on a real database and on virtual time.

mod accounts;
mod awaiting;
mod by_hand;
mod client;
mod conformance;
mod control;
mod counts;
mod crashes;
mod determinism;
mod durability;
mod dynamic;
#[cfg(feature = "fetch")]
mod fetch;
mod invoke;
mod model;
mod operations;
mod options;
mod pause;
mod places;
mod polling;
mod retention;
mod schedule;
mod secrets;
mod session;
mod sources;
mod tasks;
mod watchdog;
mod workers;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::{broadcast, oneshot};
use tokio::task::JoinHandle;

use super::*;
use crate::engine::{Action, Engine, Progress, Publish, Registry};
use crate::job::{Concurrency, Integrations, JobDef, JobOptions};
use crate::record::{RunRecord, RunSummary};
use crate::run::{RunStatus, StepKind};
use crate::spec::Attempt;
use crate::store::{IN_MEMORY, RunQuery};
use crate::time::add;
use crate::{Error, Io, Result, Retry, event_spec, job, jobs, task};

const HOUR: Duration = Duration::from_secs(3600);

/// An app that can be started and stopped over one database and one clock.
struct Bench {
    folder: TempDir,
    clock: Clock,
    jobs: Vec<JobDef>,
    integrations: Integrations,
    public_url: &'static str,
    /// How many runs execute at once in each process.
    slots: usize,
    grace: Duration,
    conduct: Conduct,
    retention: Duration,
    /// What encrypts secrets.
    key: String,
}

impl Bench {
    fn new(jobs: impl IntoIterator<Item = JobDef>) -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            clock: Clock::manual("2026-01-01T00:00:00Z".parse().unwrap()),
            jobs: jobs.into_iter().collect(),
            integrations: Integrations::default(),
            public_url: "https://app.example/",
            slots: 8,
            grace: Duration::ZERO,
            conduct: Conduct {
                strict_replay: true,
                ..Conduct::default()
            },
            retention: Duration::MAX,
            key: "ab".repeat(32),
        }
    }

    async fn open(&self) -> Embedded {
        let (clock, conduct) = (self.clock.clone(), self.conduct.clone());
        self.opened(&self.jobs, clock, conduct).await
    }

    async fn opened(&self, jobs: &[JobDef], clock: Clock, conduct: Conduct) -> Embedded {
        let registry = Registry::new(jobs, self.integrations.clone()).unwrap();
        let settings = Settings {
            database: Database::File(self.folder.path().join("test.db")),
            keyring: Keyring::parse(&self.key.clone().into()).unwrap(),
            public_url: Some(self.public_url.to_owned()),
            slots: self.slots,
            grace: self.grace,
            lease: Duration::from_secs(15),
            retention: self.retention,
            clock,
            conduct,
        };
        Embedded::open(registry, settings).await.unwrap()
    }

    async fn start(&self) -> Running {
        let engine = Arc::new(self.open().await);
        let (stop, stopped) = oneshot::channel::<()>();
        let served = Arc::clone(&engine);
        let serve = tokio::spawn(async move {
            let shutdown = Box::pin(async {
                let _ = stopped.await;
            });
            served.serve(shutdown).await.unwrap();
        });
        Running {
            progress: engine.progress(),
            engine,
            stop,
            serve,
        }
    }

    /// Whether some bytes stand anywhere in the database's files.
    fn holds(&self, bytes: &[u8]) -> bool {
        let mut files = std::fs::read_dir(self.folder.path()).unwrap();
        files.any(|file| {
            let content = std::fs::read(file.unwrap().path()).unwrap_or_default();
            content.windows(bytes.len()).any(|part| part == bytes)
        })
    }
}

struct Running {
    engine: Arc<Embedded>,
    progress: broadcast::Receiver<Progress>,
    stop: oneshot::Sender<()>,
    serve: JoinHandle<()>,
}

impl Running {
    /// Sends an order and gives the run that it started.
    async fn order(&self, id: u32) -> RunId {
        let payload = serde_json::value::to_raw_value(&json!({ "id": id })).unwrap();
        let event = Publish {
            name: "order.placed".to_owned(),
            payload,
            id: None,
        };
        let sent = self.engine.publish(event).await.unwrap();
        sent.runs[0]
    }

    /// Waits until no part of the engine has anything to do, and gives the time until which its
    /// worker has said that it is alive.
    async fn asleep(&self) -> Option<Timestamp> {
        let core = &self.engine.core;
        // What the engine has asked of the database is answered before what is asked after it.
        loop {
            let (polls, now) = (core.probe.polls(), core.clock.now());
            let bury = core.store.bury(Vec::new(), core.worker, IN_MEMORY, now);
            bury.await.unwrap();
            let alive_until = core.store.alive_until(core.worker).await.unwrap();
            if core.probe.polls() == polls {
                return alive_until;
            }
        }
    }

    /// Lets time pass until the next heartbeat is over.
    async fn beat(&self, clock: &Clock) {
        let alive_until = self.asleep().await;
        while self.asleep().await == alive_until {
            clock.advance(Duration::from_secs(5));
        }
    }

    /// What happens next. That nothing does for so long is a failure, not a matter of time.
    async fn next(&mut self) -> Progress {
        let next = tokio::time::timeout(Duration::from_secs(30), self.progress.recv());
        next.await.expect("something happens").unwrap()
    }

    /// Waits until a run rests, and says how.
    async fn rest(&mut self, awaited: RunId) -> RunStatus {
        loop {
            match self.next().await {
                Progress::Rested { run, status, .. } if run == awaited => return status,
                _ => {}
            }
        }
    }

    /// Waits until a line is recorded.
    async fn said(&mut self, message: &str) {
        loop {
            match self.next().await {
                Progress::Line { line, .. } if line.message == message => return,
                _ => {}
            }
        }
    }

    /// Waits until a run has ended, and gives it.
    async fn ended(&mut self, awaited: RunId) -> RunRecord {
        while !self.record(awaited).await.summary.status.is_finished() {
            self.rest(awaited).await;
        }
        self.record(awaited).await
    }

    /// Waits until a run that may have begun already waits.
    async fn waiting(&self, run: RunId) {
        loop {
            let status = self.record(run).await.summary.status;
            if status == RunStatus::Waiting {
                return;
            }
            assert!(!status.is_finished(), "the run has ended: {status:?}");
            tokio::task::yield_now().await;
        }
    }

    /// Waits until a run that may have ended already has, whatever else is told meanwhile.
    async fn finished(&self, run: RunId) {
        while !self.record(run).await.summary.status.is_finished() {
            tokio::task::yield_now().await;
        }
    }

    /// The runs that a run has invoked, oldest first.
    async fn children(&self, parent: RunId) -> Vec<RunId> {
        let query = RunQuery {
            limit: 1000,
            ..RunQuery::default()
        };
        let runs = self.engine.runs(query).await.unwrap().into_iter().rev();
        runs.filter(|run| run.parent == Some(parent))
            .map(|run| run.id)
            .collect()
    }

    async fn record(&self, run: RunId) -> RunRecord {
        self.engine.run(run).await.unwrap().unwrap()
    }

    /// An order's run, once it rests.
    async fn run(&mut self, id: u32) -> RunRecord {
        let run = self.order(id).await;
        self.rest(run).await;
        self.record(run).await
    }

    async fn stop(self) {
        self.stop.send(()).unwrap();
        self.serve.await.unwrap();
    }
}

/// An order was placed.
#[event_spec(name = "order.placed")]
#[derive(Clone, Debug, Serialize, Deserialize)]
struct OrderPlaced {
    id: u32,
}

#[task]
async fn double(number: u32) -> Result<u32> {
    Ok(number * 2)
}
