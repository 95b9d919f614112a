//! The engine that needs no other service: one process, one SQLite file.

mod accounts;
mod activity;
mod by_hand;
mod conduct;
mod control;
mod delivery;
mod dispatch;
mod ending;
mod engine;
mod events;
mod execution;
mod heard;
#[cfg(feature = "dashboard")]
mod inspect;
mod known;
mod lease;
mod measure;
mod pause;
mod places;
mod polling;
mod reception;
mod replay;
mod reserve;
mod retention;
mod schedule;
mod session;
mod sessions;
mod sources;
mod steps;
#[cfg(test)]
mod tests;
mod trial;
#[cfg(feature = "oauth")]
mod vault;
mod watchdog;

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::{Notify, broadcast, watch};

use super::{EndpointBook, OwnJob, PollBook, Progress, Registry, SourceBook};
use crate::error::Result;
use crate::id::{RunId, WorkerId};
use crate::record::{RunRecord, SourceRecord};
use crate::run::RunStatus;
use crate::seal::Keyring;
use crate::store::{Codes, Store, StoreError, home};
use crate::telemetry::Telemetry;
use crate::time::{Clock, Timestamp};
pub(crate) use activity::Activity;
pub(crate) use by_hand::Arrival;
pub(crate) use conduct::Conduct;
use lease::Lease;
pub(crate) use lease::has_ended;
use places::Places;
pub(super) use session::output_place;
use sessions::Sessions;

/// How an embedded engine is set up.
#[derive(Debug)]
pub(crate) struct Settings {
    /// The database.
    pub(crate) database: Database,
    /// What encrypts secrets.
    pub(crate) keyring: Keyring,
    /// Where providers reach the app.
    pub(crate) public_url: Option<String>,
    /// How many runs execute at once in this process.
    pub(crate) slots: usize,
    /// How long runs may go on executing after the signal to stop.
    pub(crate) grace: Duration,
    /// How long a worker that says nothing is taken for alive.
    pub(crate) lease: Duration,
    /// How long what is over is kept.
    pub(crate) retention: Duration,
    /// The time.
    pub(crate) clock: Clock,
    /// How runs are executed.
    pub(crate) conduct: Conduct,
}

/// Where an embedded engine keeps what it knows.
#[derive(Debug)]
pub(crate) enum Database {
    /// In a file, which processes share.
    File(PathBuf),
    /// In memory, for this engine alone.
    Memory,
}

/// The embedded engine.
pub(crate) struct Embedded {
    core: Arc<Core>,
}

/// What the parts of the engine share.
struct Core {
    store: Store,
    registry: Registry,
    /// The code that this program has.
    codes: Arc<Codes>,
    sources: Arc<SourceBook>,
    endpoints: EndpointBook,
    polls: PollBook,
    keyring: Arc<Keyring>,
    clock: Clock,
    worker: WorkerId,
    /// None where no other process can be: for a database in memory.
    lease: Option<Lease>,
    conduct: Conduct,
    telemetry: Telemetry,
    /// Everything that happens, for whoever looks on.
    progress: broadcast::Sender<Progress>,
    /// That runs have come to rest, by itself: many want to know that and nothing else.
    rests: broadcast::Sender<Progress>,
    /// Room for executing runs; none until the engine serves.
    places: Places,
    /// Set when places are handed on no more, because this process is about to end.
    is_leaving: AtomicBool,
    grace: Duration,
    retention: Duration,
    /// Where requests that runs wait for are sent.
    public_url: Option<String>,
    /// Rung when a run may be queued.
    queued: Notify,
    /// Rung when a run was put away until a time before the next known one.
    put_away: Notify,
    /// The job whose turn it was last to start a queued run.
    last_turn: Mutex<String>,
    /// When the next waiting run or tick is due, as far as the timer knows.
    next_due: Mutex<Option<Timestamp>>,
    /// The runs that execute here.
    sessions: Sessions,
    /// Set when executing runs are to be let go of.
    halt: watch::Sender<bool>,
    runtime: tokio::runtime::Handle,
    #[cfg(test)]
    probe: watchdog::Probe,
}

impl Embedded {
    /// Opens the database and resolves the app's sources. Nothing executes until
    /// [`Engine::serve`](super::Engine::serve).
    ///
    /// # Errors
    ///
    /// When the database cannot be used or a stored secret does not open.
    pub(crate) async fn open(registry: Registry, settings: Settings) -> Result<Self> {
        let telemetry = Telemetry::default();
        let store = match &settings.database {
            Database::File(path) => Store::open(path, telemetry.clone())?,
            Database::Memory => Store::in_memory()?,
        };
        store.know_limits(registry.limits()).await?;
        let keyring = Arc::new(settings.keyring);
        let home = match &settings.database {
            Database::File(path) => home(path),
            Database::Memory => None,
        };
        let sources = SourceBook::open(
            &registry,
            settings.public_url.as_deref(),
            home,
            store.clone(),
            Arc::clone(&keyring),
            settings.clock.clone(),
        )
        .await?;
        let endpoints = EndpointBook::open(registry.feeds(), settings.public_url.as_deref());
        let polls = PollBook::open(&registry, &store).await?;
        let worker = WorkerId::new();
        let lease = match &settings.database {
            Database::File(path) => {
                let in_memory = settings.conduct.in_memory();
                Some(Lease::take(worker, path, settings.lease, in_memory).await?)
            }
            Database::Memory => None,
        };
        Ok(Self {
            core: Arc::new(Core {
                lease,
                conduct: settings.conduct,
                telemetry,
                store,
                codes: Arc::new(codes(&registry)),
                registry,
                sources: Arc::new(sources),
                endpoints,
                polls,
                keyring,
                clock: settings.clock,
                worker,
                progress: broadcast::Sender::new(1024),
                rests: broadcast::Sender::new(1024),
                places: Places::of(settings.slots),
                is_leaving: AtomicBool::new(false),
                grace: settings.grace,
                retention: settings.retention,
                public_url: settings.public_url,
                queued: Notify::new(),
                put_away: Notify::new(),
                last_turn: Mutex::default(),
                next_due: Mutex::default(),
                sessions: Sessions::default(),
                halt: watch::Sender::new(false),
                runtime: tokio::runtime::Handle::current(),
                #[cfg(test)]
                probe: watchdog::Probe::default(),
            }),
        })
    }

    /// The app's jobs and integrations.
    pub(crate) fn registry(&self) -> &Registry {
        &self.core.registry
    }

    /// The app's sources, endpoints and polling sources, as a person sees them.
    pub(crate) fn source_records(&self) -> Vec<SourceRecord> {
        let core = &self.core;
        let mut records = core.sources.records();
        records.extend(core.endpoints.records());
        records.extend(core.polls.records());
        records
    }

    /// Takes over runs that have ended elsewhere. Says which of them are new.
    ///
    /// # Errors
    ///
    /// When the database cannot be written.
    pub(crate) async fn import(&self, runs: Vec<RunRecord>) -> Result<Vec<RunId>, StoreError> {
        self.core.store.import(runs).await
    }

    /// What happens in this process from now on.
    pub(crate) fn progress(&self) -> broadcast::Receiver<Progress> {
        self.core.progress.subscribe()
    }

    /// Which runs come to rest in this process from now on.
    pub(crate) fn rests(&self) -> broadcast::Receiver<Progress> {
        self.core.rests.subscribe()
    }
}

impl Core {
    /// Writes until it is written: a database that is full or locked now is tried again, because
    /// what was executed must not be forgotten and a worker must not stop. Ends with
    /// [`StoreError::Fenced`] when another worker has the run, and with [`StoreError::Closed`] when
    /// nothing can be written any more.
    async fn persist<T, F>(&self, mut write: impl FnMut() -> F) -> Result<T, StoreError>
    where
        F: Future<Output = Result<T, StoreError>>,
    {
        let mut wait = Duration::from_millis(100);
        loop {
            match write().await {
                Ok(value) => return Ok(value),
                Err(error @ (StoreError::Fenced | StoreError::Closed)) => return Err(error),
                Err(error) => {
                    tracing::error!(%error, "the database cannot be written; trying again");
                    tokio::time::sleep(wait).await;
                    wait = (wait * 2).min(Duration::from_secs(5));
                }
            }
        }
    }

    /// Has runs go on because something that they await has come; called after the commit that
    /// stirred them.
    fn stir(&self, stirred: impl IntoIterator<Item = i64>) {
        for run in stirred {
            // If it executes here, it looks for what has come; if it was put away, it was queued.
            self.sessions.stir(run);
            self.note_queued();
        }
    }

    /// Tells that a run has come to rest.
    fn tell_rested(&self, run: RunId, job: &str, status: RunStatus) {
        let rested = || Progress::Rested {
            run,
            job: job.to_owned(),
            status,
        };
        if self.rests.receiver_count() > 0 {
            // Nobody listening any more is no fault.
            let _ = self.rests.send(rested());
        }
        self.tell(rested);
    }

    fn tell(&self, progress: impl FnOnce() -> Progress) {
        let is_heard = self.progress.receiver_count() > 0;
        if !is_heard && self.conduct.witness.is_none() {
            return;
        }
        let progress = progress();
        if let Some(witness) = &self.conduct.witness {
            witness(&progress);
        }
        // Nobody listening any more is no fault.
        let _ = self.progress.send(progress);
    }
}

/// The code of an app's jobs, and of the library's own.
fn codes(registry: &Registry) -> Codes {
    let jobs = registry.jobs().map(|job| job.def.meta);
    let jobs = jobs.map(|meta| (meta.id, meta.version));
    let own = OwnJob::ALL.map(|job| (job.id(), env!("CARGO_PKG_VERSION")));
    Codes::of(jobs.chain(own))
}

fn generated_id() -> String {
    uuid::Uuid::now_v7().simple().to_string()
}
