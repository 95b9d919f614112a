//! An app: its jobs, its integrations, and the command line that it gets.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::OnceCell;

use crate::cli::{Opened, Program};
use crate::client::Client;
use crate::credentials::Account;
use crate::error::Result;
use crate::job::{Integrations, JobDef};
#[cfg(feature = "fetch")]
use crate::outbound::OutboundGuard;
use crate::source::{ExternalSource, SourceKind};
use crate::spec::Integration;

/// An app of every job in the program: what `#[job]` functions registered themselves.
///
/// ```no_run
/// #[tokio::main]
/// async fn main() -> std::process::ExitCode {
///     trigger::app().run().await
/// }
/// ```
///
/// A job in a library crate that the program does not otherwise mention is left out by the linker;
/// the start prints what was found. [`App::with_jobs`] is the explicit way.
pub fn app() -> App {
    App::with_jobs(inventory::iter::<JobDef>().copied())
}

/// An app: its jobs and its integrations. [`App::run`] gives it a command line.
#[derive(Debug)]
#[must_use = "an app does nothing until it runs: `.run().await`"]
pub struct App {
    program: Program,
    /// Opened by the first client, and shared with what the app runs.
    engine: Arc<OnceCell<Opened>>,
}

/// How long what is over is kept unless the app or its environment says otherwise.
const RETENTION: Duration = Duration::from_secs(30 * 24 * 3600);

impl App {
    /// An app of the given jobs and no others.
    pub fn with_jobs(jobs: impl IntoIterator<Item = JobDef>) -> Self {
        Self {
            program: Program {
                jobs: jobs.into_iter().collect(),
                integrations: Integrations::default(),
                concurrency: None,
                retention: RETENTION,
                strict_replay: false,
                #[cfg(feature = "fetch")]
                outbound: None,
            },
            engine: Arc::default(),
        }
    }

    /// With an integration, for the jobs that take it and the sources that register with it.
    pub fn integration<I: Integration>(mut self, integration: I) -> Self {
        self.program.integrations.add(integration);
        self
    }

    /// With what finds an integration's client for an account, where the app acts for many: it is
    /// asked before a run of an account executes or goes on, for each such integration that the job
    /// takes.
    ///
    /// - A client: the run works with it, in place of the app's own.
    /// - `None`, or an error: the run waits, visibly (`connection`, with the reason), and goes on when
    ///   there are credentials: after [`Client::connected`] or [`Client::connect`], or when it looks
    ///   again by itself, which it does after ten seconds and then every few minutes.
    /// - An error that no retry can mend ([`Error::permanent`](crate::Error::permanent)): the run ends
    ///   as `unresolved_auth`.
    ///
    /// A run of no account works with the app's own client. [The guide](crate::guide::accounts) says
    /// which runs are of an account.
    ///
    /// ```
    /// use trigger::credentials::Account;
    /// use trigger::integrations::stripe::Stripe;
    /// # async fn key_of(_: &str) -> trigger::Result<Option<String>> { Ok(None) }
    ///
    /// let app = trigger::App::with_jobs([]).credentials(|account: Account| async move {
    ///     let key = key_of(account.id().as_str()).await?;
    ///     Ok(key.map(Stripe::new))
    /// });
    /// ```
    pub fn credentials<I, R, F>(mut self, resolve: R) -> Self
    where
        I: Integration,
        R: Fn(Account) -> F + Send + Sync + 'static,
        F: Future<Output = Result<Option<I>>> + Send + 'static,
    {
        self.program.integrations.resolve_with(resolve);
        self
    }

    /// With a kind of source that no job may want any more, so that `sources prune` can remove from
    /// the provider what it has registered there. Those of the library and those that a job wants
    /// are known.
    pub fn source<S: ExternalSource>(mut self) -> Self {
        self.program.integrations.add_source(SourceKind::of::<S>());
        self
    }

    /// With a limit on how many runs execute at once in one process, whatever their jobs; 64
    /// without one. `TRIGGER_CONCURRENCY` and `--concurrency` stand above it.
    ///
    /// Jobs with queued runs take turns, and of each sixteen places one is kept for runs whose job
    /// has no other, so that no job keeps the others waiting; fewer than sixteen places keep none.
    pub fn concurrency(mut self, limit: u32) -> Self {
        self.program.concurrency = Some(limit);
        self
    }

    /// Keeps what is over for this long, and then forgets it: finished runs with their tasks and
    /// logs, and deliveries. It is 30 days unless this or the environment (`TRIGGER_RETENTION`)
    /// says otherwise; [`Duration::MAX`] keeps everything.
    ///
    /// Events, and with them what was delivered, are kept for seven days at the least: that is how
    /// long a repeated delivery is known for one. What a run that is not finished needs is kept as
    /// long as that run.
    ///
    /// ```
    /// # use std::time::Duration;
    /// let a_week = Duration::from_secs(7 * 24 * 3600);
    /// let app = trigger::App::with_jobs([]).retention(a_week);
    /// ```
    pub fn retention(mut self, retention: Duration) -> Self {
        self.program.retention = retention;
        self
    }

    /// Whether a run fails when it goes on and its durable calls come in another order than when
    /// they were recorded; false by default.
    ///
    /// Such a job decides by something that is not recorded: the clock, randomness, the order of
    /// a map. Here that does no harm as long as each call keeps its key; an engine that keeps its
    /// journal by position, not by key, could not go on with it. The error names both calls and
    /// where they are written.
    pub fn strict_replay(mut self, strict: bool) -> Self {
        self.program.strict_replay = strict;
        self
    }

    /// With a guard on where the requests of `io.fetch` may go, for an app that takes URLs from
    /// others; without one, they may go anywhere.
    #[cfg(feature = "fetch")]
    pub fn outbound_guard(mut self, guard: OutboundGuard) -> Self {
        self.program.outbound = Some(guard);
        self
    }

    /// A handle on the app from within its own program, such as a web server that sends events. It
    /// uses the database that the environment names (`TRIGGER_DATABASE`), and shares it with
    /// [`run`](Self::run) and with other processes; runs execute where the app serves.
    ///
    /// ```no_run
    /// use trigger::prelude::*;
    ///
    /// #[tokio::main]
    /// async fn main() -> ExitCode {
    ///     let app = trigger::app();
    ///     match app.client().await {
    ///         Ok(client) => drop(tokio::spawn(web(client))),
    ///         Err(error) => eprintln!("{error}"),
    ///     }
    ///     app.run().await
    /// }
    ///
    /// async fn web(client: trigger::Client) {
    ///     let _ = client.jobs().await;
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// Everything that keeps the app from starting, at once; or that the database cannot be used.
    pub async fn client(&self) -> Result<Client> {
        let open = || crate::cli::open(&self.program);
        let opened = self.engine.get_or_try_init(open).await?;
        Ok(Client::new(Arc::clone(&opened.engine) as _))
    }

    pub(crate) fn into_parts(self) -> (Vec<JobDef>, Integrations) {
        (self.program.jobs, self.program.integrations)
    }

    /// Does what the command line says: `serve` unless it names another command; `--help` lists
    /// them.
    ///
    /// The exit code is 0 when that succeeded, 1 when it failed, and 2 when the command line makes
    /// no sense.
    pub async fn run(self) -> ExitCode {
        let opened = self.engine.get().cloned();
        crate::cli::run(self.program, opened, std::env::args_os()).await
    }
}
