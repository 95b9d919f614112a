//! `serve`: receive webhooks and execute runs until stopped.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

use serde::Serialize;
use tokio::net::TcpListener;
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::Failure;
use super::config::Config;
use super::dashboard;
use super::logging::{LogFormat, Rested, Voice};
use super::output::{Output, source_state, table};
use crate::client::Client;
use crate::engine::{Embedded, Engine, Progress};
use crate::record::{JobRecord, SourceRecord};
use crate::server::{self, Limits, api, router};
use crate::store::RunQuery;
use crate::time::Clock;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The address to listen on
    #[arg(
        long,
        env = "TRIGGER_LISTEN",
        hide_env_values = true,
        default_value = "127.0.0.1:3040",
        value_name = "ADDRESS",
        value_parser = super::config::address
    )]
    listen: SocketAddr,

    /// How lines are written to standard error
    #[arg(
        long,
        env = "TRIGGER_LOG_FORMAT",
        hide_env_values = true,
        value_enum,
        default_value_t,
        value_name = "FORMAT"
    )]
    pub(super) log_format: LogFormat,

    /// The largest body that a sender may send, in bytes
    #[arg(
        long,
        env = "TRIGGER_BODY_LIMIT",
        hide_env_values = true,
        value_name = "BYTES",
        default_value_t = Limits::default().body
    )]
    body_limit: usize,

    /// How many requests a second each source takes; without one, as many as come
    #[arg(
        long,
        env = "TRIGGER_RATE_LIMIT",
        hide_env_values = true,
        value_name = "N"
    )]
    rate_limit: Option<NonZeroU32>,

    /// The address to serve metrics on, at `/metrics`; without one they are not served
    #[cfg(feature = "metrics")]
    #[arg(
        long,
        env = "TRIGGER_METRICS_LISTEN",
        hide_env_values = true,
        value_name = "ADDRESS",
        value_parser = super::config::address
    )]
    metrics_listen: Option<SocketAddr>,

    #[command(flatten)]
    dashboard: dashboard::Place,

    /// Whether each run's line leads to its page.
    #[arg(skip)]
    links: bool,
}

impl Args {
    /// What senders may take.
    fn limits(&self) -> Limits {
        Limits {
            body: self.body_limit,
            rate: self.rate_limit,
            ..Limits::default()
        }
    }

    /// Where metrics are served, and at which address.
    async fn metrics(&self) -> Result<Option<(TcpListener, SocketAddr)>, Failure> {
        #[cfg(feature = "metrics")]
        if let Some(address) = self.metrics_listen {
            let listener = bind(address, "--metrics-listen").await?;
            let address = listener.local_addr()?;
            return Ok(Some((listener, address)));
        }
        Ok(None)
    }
}

/// What the start says.
#[derive(Serialize)]
struct Started {
    listen: SocketAddr,
    /// Where the dashboard is opened.
    dashboard: Option<String>,
    metrics: Option<SocketAddr>,
    database: String,
    public_url: Option<String>,
    made_key: Option<String>,
    jobs: Vec<JobRecord>,
    sources: Vec<SourceRecord>,
    /// A command to begin with, while there is no run yet.
    #[serde(skip)]
    hint: Option<String>,
}

/// `dev`: the same, and each run's line leads to its page.
pub(super) async fn dev(
    engine: Arc<Embedded>,
    config: &Config,
    mut args: Args,
    output: Output,
) -> Result<(), Failure> {
    args.links = true;
    serve(engine, config, args, output).await
}

pub(super) async fn serve(
    engine: Arc<Embedded>,
    config: &Config,
    args: Args,
    output: Output,
) -> Result<(), Failure> {
    let listener = bind(args.listen, "--listen").await?;
    let (metrics, metrics_address) = args.metrics().await?.unzip();
    #[cfg(feature = "metrics")]
    if metrics.is_some() {
        engine.begin_metrics();
    }
    let voice = Voice(args.log_format);
    let listen = listener.local_addr()?;
    let stop = watch::Sender::new(false);
    let place = &args.dashboard;
    let pages = dashboard::Opened::open(&engine, config, place, listen, stop.subscribe()).await?;
    let started = Started {
        listen,
        dashboard: pages.url(),
        metrics: metrics_address,
        database: config.database.display().to_string(),
        public_url: config.public_url.clone(),
        made_key: config
            .made_key
            .as_ref()
            .map(|path| path.display().to_string()),
        jobs: engine.jobs().await?,
        sources: engine.source_records(),
        hint: first_command(&engine, config).await?,
    };
    // Whoever reads that it has started may stop it.
    let mut signals = Signals::listen()?;
    output.print(&started, human)?;

    let client = Client::new(Arc::clone(&engine) as _);
    let limits = args.limits();
    let ingress = router(Arc::clone(&engine) as _, Clock::system(), limits);
    let ingress = pages.beside(ingress);
    let ingress = ingress.merge(api(client, config.api_token.clone()));
    let links = pages.origin().filter(|_| args.links);
    let ingress = server::serve(listener, ingress, limits, stopped(&stop));
    let resting = stopped(&stop);
    let serve = async {
        // Runs come to rest once nothing arrives any more.
        let ingress = async {
            ingress.await;
            Ok::<_, Failure>(())
        };
        let runs = async {
            let served = engine.serve(Box::pin(resting)).await;
            stop.send_replace(true);
            served.map_err(Failure::from)
        };
        let metrics = serve_metrics(metrics, Arc::clone(&engine), stopped(&stop));
        let pages = pages.serve(stopped(&stop));
        tokio::try_join!(ingress, runs, metrics, pages)
    };
    // Beside the runs that it tells of: to hear of one wakes no other thread. It ends with the set.
    let mut watch = JoinSet::new();
    watch.spawn(show_runs(engine.rests(), voice, links));
    let signalled = async {
        let signal = signals.next().await;
        voice.say(&format!(
            "{signal}: no more webhooks; executing runs come to rest (again to stop now)"
        ));
        stop.send_replace(true);
        signals.next().await;
    };
    tokio::select! {
        served = serve => served.map(|_| ()),
        () = signalled => Err(Failure::Failed("stopped before runs had come to rest".to_owned())),
    }
}

pub(super) async fn bind(address: SocketAddr, option: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        Failure::Failed(format!(
            "cannot listen on {address}: {error}; choose another address with {option}"
        ))
    })
}

/// Serves metrics, if they are to be served.
#[cfg_attr(not(feature = "metrics"), expect(unused_variables))]
async fn serve_metrics(
    listener: Option<TcpListener>,
    engine: Arc<Embedded>,
    stopped: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Failure> {
    #[cfg(feature = "metrics")]
    if let Some(listener) = listener {
        axum::serve(listener, crate::server::metrics_router(engine))
            .with_graceful_shutdown(stopped)
            .await?;
    }
    Ok(())
}

/// The command that tries a job, while there is no run yet.
async fn first_command(engine: &Embedded, config: &Config) -> Result<Option<String>, Failure> {
    let query = RunQuery {
        limit: 1,
        ..RunQuery::default()
    };
    let first = engine.registry().jobs().next();
    Ok(match first {
        Some(job) if engine.runs(query).await?.is_empty() => {
            let program = config.command();
            Some(format!("`{program} test {}`", job.def.meta.id))
        }
        _ => None,
    })
}

/// How many runs are told of in one piece.
const TOLD_AT_ONCE: usize = 256;

/// Says of each run how it ended or that it waits, on standard error. Never ends by itself.
async fn show_runs(mut progress: Receiver<Progress>, voice: Voice, links: Option<String>) {
    let mut rested = Vec::new();
    loop {
        match progress.recv().await {
            Ok(told) => rested.extend(of_rest(told)),
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => std::future::pending().await,
        }
        // Others that come to rest now are told with it.
        tokio::task::yield_now().await;
        while rested.len() < TOLD_AT_ONCE
            && let Ok(told) = progress.try_recv()
        {
            rested.extend(of_rest(told));
        }
        voice.runs(&rested, links.as_deref());
        rested.clear();
    }
}

/// The run of which is told that it has come to rest.
fn of_rest(told: Progress) -> Option<Rested> {
    match told {
        Progress::Rested { run, job, status } => Some(Rested { run, job, status }),
        _ => None,
    }
}

fn stopped(stop: &watch::Sender<bool>) -> impl Future<Output = ()> + Send + 'static {
    let mut stop = stop.subscribe();
    async move {
        // Without its sender there is nothing to wait for.
        let _ = stop.wait_for(|stop| *stop).await;
    }
}

/// The signals to stop, which are noticed from the moment that this is made.
struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Signals {
    #[cfg(unix)]
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    #[cfg(not(unix))]
    fn listen() -> std::io::Result<Self> {
        Ok(Self {})
    }

    /// The next one, by its name.
    #[cfg(unix)]
    async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.interrupt.recv() => "interrupted",
            _ = self.terminate.recv() => "terminated",
        }
    }

    #[cfg(not(unix))]
    async fn next(&mut self) -> &'static str {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        "interrupted"
    }
}

fn human(started: &Started) -> String {
    let jobs = started.jobs.iter().map(|job| {
        [
            match job.paused_at {
                Some(_) => format!("{} {} (paused)", job.id, job.version),
                None => format!("{} {}", job.id, job.version),
            },
            job.trigger.clone(),
            job.place.clone(),
        ]
    });
    let sources = started.sources.iter().map(|source| {
        [
            source.key.clone(),
            source_state(&source.state),
            source.url.clone().unwrap_or_default(),
        ]
    });
    let mut text = table(
        ["job", "trigger", "written at"],
        jobs,
        "no jobs: annotate a function with #[job]",
    );
    if !started.sources.is_empty() {
        text = format!(
            "{text}\n\n{}",
            table(["source", "state", "url"], sources, "")
        );
    }
    if let Some(path) = &started.made_key {
        text = format!(
            "{text}\n\na key that encrypts secrets was made in {path}: keep it with the database, \
             or set TRIGGER_SECRET_KEY"
        );
    }
    text.push('\n');
    if let Some(dashboard) = &started.dashboard {
        text = format!("{text}\ndashboard  {dashboard}");
    }
    if let Some(metrics) = &started.metrics {
        text = format!("{text}\nmetrics    http://{metrics}/metrics");
    }
    text = format!(
        "{text}\nlistening  http://{}\ndatabase   {}\n",
        started.listen, started.database
    );
    let Some(hint) = &started.hint else {
        return text;
    };
    let click = match &started.dashboard {
        Some(_) => "open the dashboard and run a job with one click, or ",
        None => "",
    };
    format!("{text}\nnothing has run yet: {click}try {hint} in another terminal\n")
}
