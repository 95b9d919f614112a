//! An app that is to be tested: its jobs, its integrations, and its fakes.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::Running;
use super::fakes::{FakedCall, Fakes, Target};
use super::story::Order;
use crate::engine::{Activity, Conduct, Database, Embedded, Registry, Settings};
use crate::error::Result;
use crate::job::{Integrations, JobDef};
use crate::run::TaskKey;
use crate::seal::Keyring;
use crate::spec::{Integration, Task};
use crate::time::{Clock, Timestamp};

/// How many runs execute at once.
const SLOTS: usize = 256;

/// When the clock of a test begins, unless the test says otherwise: a Thursday, in UTC.
const BEGINNING: Timestamp = Timestamp::constant(1_767_225_600, 0);

/// An app of every job in the program, to be tested.
///
/// It is to [`trigger::app`](crate::app()) what [`App::with_jobs`] is to that one's.
pub fn app() -> App {
    App::from(crate::app())
}

/// An app that is to be tested: its jobs, its integrations, and its fakes.
///
/// A fake is asked before each attempt of its task, and what it returns counts as what the attempt
/// returned: an error is retried as the task's policy says. Where several fakes fit, one by key
/// goes before one by type, that before one by method, and a later one before an earlier.
///
/// The clock stands at the beginning of 2026, in UTC, until [`App::starting_at`] sets it.
#[must_use = "an app does nothing until it is started: `.start().await`"]
pub struct App {
    jobs: Vec<JobDef>,
    integrations: Integrations,
    fakes: Fakes,
    beginning: Timestamp,
    patience: Duration,
    crashes: bool,
}

impl From<crate::App> for App {
    /// The app as it runs, with its jobs and its integrations.
    fn from(app: crate::App) -> Self {
        let (jobs, integrations) = app.into_parts();
        Self {
            jobs,
            integrations,
            fakes: Fakes::default(),
            beginning: BEGINNING,
            patience: Duration::from_secs(30),
            crashes: false,
        }
    }
}

impl App {
    /// An app of the given jobs and no others.
    pub fn with_jobs(jobs: impl IntoIterator<Item = JobDef>) -> Self {
        Self::from(crate::App::with_jobs(jobs))
    }

    /// With an integration, for the jobs that take it. Its tasks are not executed: a test fakes
    /// those that its jobs call.
    pub fn integration<I: Integration>(mut self, integration: I) -> Self {
        self.integrations.add(integration);
        self
    }

    /// With a fake for a `#[task]` function, wherever it is called. The argument's type says which;
    /// its fields are the call's arguments.
    ///
    /// ```
    /// # use trigger::prelude::*;
    /// # use trigger::testing::App;
    /// #[task]
    /// async fn charge(cents: u64) -> Result<String> {
    ///     // …
    /// #   Ok(cents.to_string())
    /// }
    ///
    /// App::with_jobs([]).fake(|call: &charge| Ok(format!("ch_{}", call.cents)));
    /// ```
    ///
    /// What it returns must be what the task returns:
    ///
    /// ```compile_fail,E0308
    /// # use trigger::prelude::*;
    /// # use trigger::testing::App;
    /// # #[task]
    /// # async fn charge(cents: u64) -> Result<String> { Ok(cents.to_string()) }
    /// App::with_jobs([]).fake(|call: &charge| Ok(7));
    /// ```
    pub fn fake<T: Task>(self, fake: impl FnMut(&T) -> Result<T::Output> + Send + 'static) -> Self {
        self.fakes.add_typed(fake);
        self
    }

    /// With a fake for what is executed under a key, at any depth: a task, a closure, or a task of
    /// an integration. A plain key is that of each of its indexed uses too: `"ship"` stands for
    /// `("ship", 1)` and `("ship", 2)`.
    ///
    /// What it returns is read as what the task returns.
    ///
    /// ```
    /// # use trigger::prelude::*;
    /// # use trigger::testing::App;
    /// App::with_jobs([])
    ///     .fake_key("rate", |_| Ok(json!(1.17)))
    ///     .fake_key("announce", |call| match call.attempt {
    ///         1 => Err(Error::new("no network")),
    ///         _ => Ok(json!(null)),
    ///     });
    /// ```
    pub fn fake_key(
        self,
        key: impl Into<TaskKey>,
        fake: impl FnMut(&FakedCall) -> Result<Value> + Send + 'static,
    ) -> Self {
        self.fakes.add(Target::Key(key.into()), fake);
        self
    }

    /// With a fake for an integration's task, by its namespace and its method.
    ///
    /// ```
    /// # use trigger::prelude::*;
    /// # use trigger::testing::App;
    /// App::with_jobs([]).fake_method("customers.create", |_| Ok(json!({ "id": "cus_1" })));
    /// ```
    pub fn fake_method(
        self,
        method: impl Into<String>,
        fake: impl FnMut(&FakedCall) -> Result<Value> + Send + 'static,
    ) -> Self {
        self.fakes.add(Target::Method(method.into()), fake);
        self
    }

    /// With a `#[task]` function that never comes to an end by itself, only by its time limit.
    ///
    /// ```
    /// # use trigger::prelude::*;
    /// # use trigger::testing::App;
    /// # #[task] async fn charge(cents: u64) -> Result<String> { Ok(cents.to_string()) }
    /// App::with_jobs([]).hang::<charge>();
    /// ```
    pub fn hang<T: Task>(self) -> Self {
        self.fakes.add_hanging(Target::of::<T>());
        self
    }

    /// With something under a key that never comes to an end by itself, only by its time limit.
    pub fn hang_key(self, key: impl Into<TaskKey>) -> Self {
        self.fakes.add_hanging(Target::Key(key.into()));
        self
    }

    /// Executes the tasks of integrations that have no fake, for a test that has a server of its
    /// own to call. Without it they fail, and say which fake to write.
    pub fn let_integrations_call(self) -> Self {
        self.fakes.let_integrations_call();
        self
    }

    /// With a clock that stands at this time when the app starts.
    pub fn starting_at(mut self, time: Timestamp) -> Self {
        self.beginning = time;
        self
    }

    /// Gives each execution up after each task, as if the process had ended there, and has a new
    /// one take it up from the store.
    ///
    /// A job for which this changes nothing goes on after any crash. One that reads the clock, a
    /// random number or a map's order outside a task does not, and fails here. A task that is
    /// executing beside the one that has ended is executed again, as after a crash.
    pub fn crash_after_each_task(mut self) -> Self {
        self.crashes = true;
        self
    }

    /// How long, by the machine's clock, the test waits for what it cannot see the end of, such as
    /// a task without a fake that waits for a server. 30 seconds unless this says otherwise; then
    /// the test fails and says what it waited for.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Starts the app. Nothing is registered anywhere, and no file is written.
    ///
    /// # Panics
    ///
    /// When the app would not start, with everything that is wrong with it.
    pub async fn start(self) -> Running {
        let Self {
            jobs,
            integrations,
            fakes,
            beginning,
            patience,
            crashes,
        } = self;
        let registry = Registry::new(&jobs, integrations).unwrap_or_else(|problems| {
            let problems: Vec<_> = problems.iter().map(ToString::to_string).collect();
            panic!(
                "the app does not start:\n  {}\n\nto test some of its jobs, name them: \
                 `trigger::testing::App::with_jobs(jobs![…])`",
                problems.join("\n  ")
            )
        });
        let clock = Clock::manual(beginning);
        let order = Arc::new(Order::default());
        let fakes = Arc::new(fakes.with_order(Arc::clone(&order)));
        let settings = settings(
            clock.clone(),
            Arc::clone(&fakes),
            Arc::clone(&order),
            crashes,
        );
        let engine = Embedded::open(registry, settings).await;
        let engine = engine.unwrap_or_else(|error| panic!("the app does not start: {error:#}"));
        let running = Running::new(engine, clock, fakes, order, patience);
        running.begin().await;
        running
    }
}

/// How a test runs an app. What is stricter than in production is said here.
fn settings(clock: Clock, fakes: Arc<Fakes>, order: Arc<Order>, crashes: bool) -> Settings {
    Settings {
        database: Database::Memory,
        keyring: Keyring::of([7; 32]),
        // What runs hand out URLs under; nothing listens there.
        public_url: Some("https://app.test".to_owned()),
        slots: SLOTS,
        grace: Duration::ZERO,
        lease: Duration::from_secs(15),
        retention: Duration::MAX,
        clock,
        conduct: Conduct {
            // Every wait takes the run apart and puts it together again.
            put_away: Duration::ZERO,
            ahead: Duration::ZERO,
            // A delay is as long as its policy says, with nothing taken off.
            chance: || 0.0,
            is_forgetful: crashes,
            // A job decides by what is recorded, and by nothing else.
            strict_replay: true,
            #[cfg(feature = "fetch")]
            outbound: None,
            stand_ins: Some(fakes),
            witness: Some(Arc::new(move |progress| order.note(progress))),
            activity: Some(Arc::new(Activity::default())),
        },
    }
}
