//! What the engine does in a second and how long it takes, each figure beside what the machine does
//! at the best with nothing around.
//!
//!     cargo bench --bench engine
//!     cargo bench --bench engine -- --quick                # less of everything
//!     cargo bench --bench engine -- --only ingest,latency  # some scenarios; a wrong name lists all
//!     cargo bench --bench engine -- --history 0            # leave the long past out
//!     cargo bench --bench engine -- --json FILE            # the figures for programs
//!
//! The app is a process of its own, with one SQLite file that syncs each commit to the disk; what
//! sends to it shares the machine, so all figures are for both together. Only ratios within one run
//! mean anything on a machine that others use.

mod app;
mod history;
mod limits;
mod load;
mod options;
mod pages;
mod process;
mod report;
mod scenarios;
mod served;
#[path = "../../tests/support/mod.rs"]
mod support;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use limits::Sample;
use load::{event, request};
use options::Options;
use report::{P50, Report};
use scenarios::Bench;
use served::Served;
use support::stripe_api::StripeApi;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Over how many connections deliveries come.
const CONNECTIONS: [usize; 3] = [1, 16, 64];

fn main() -> ExitCode {
    if std::env::var_os(app::TELL).is_some() {
        return app::run();
    }
    if let Some(database) = std::env::var_os(limits::DATABASE) {
        return limits::serve(database.into());
    }
    match bench() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn bench() -> Result<()> {
    let options = Options::read(std::env::args().skip(1))?;
    let mut report = Report::default();
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let mut limits = Limits::default();
        measure(0, &options, &mut limits, &mut report).await?;
        match options.size.history {
            0 => Ok(()),
            history => measure(history, &options, &mut limits, &mut report).await,
        }
    })?;
    println!("\n{}", report.table());
    if let Some(file) = options.json {
        std::fs::write(file, serde_json::to_vec_pretty(&report)?)?;
    }
    Ok(())
}

/// What the machine does at the best, as far as it was measured.
#[derive(Default)]
struct Limits {
    /// Deliveries a second that are verified and committed, by the number of connections.
    ingest: Option<[f64; CONNECTIONS.len()]>,
    /// Runs a second whose rows are committed, in groups of 100.
    runs: Option<f64>,
    /// How long the commits of one run take, one after another.
    commits: Option<Vec<Duration>>,
}

impl Limits {
    async fn measure(sample: &Sample, options: &Options, report: &mut Report) -> Result<Self> {
        let mut limits = Self::default();
        if options.wants("ingest") {
            limits.ingest = Some(Self::ingest(options.size.ingested, report).await?);
        }
        let folder = tempfile::tempdir()?;
        if options.wants("throughput") {
            let mut scenario = report.scenario("SQLite alone, groups of 100 runs", 0);
            let runs = sample.committed(folder.path(), 100)?;
            scenario.add("runs", runs, "/s");
            limits.runs = Some(runs);
        }
        if options.wants("latency") {
            let mut scenario = report.scenario("SQLite alone, five commits of a run", 0);
            let commits = sample.one_after_another(folder.path())?;
            scenario.add_percentile(P50, &commits, None);
            limits.commits = Some(commits);
        }
        Ok(limits)
    }

    async fn ingest(count: usize, report: &mut Report) -> Result<[f64; CONNECTIONS.len()]> {
        let folder = tempfile::tempdir()?;
        let handler = limits::Handler::start(&folder.path().join("handler.db"))?;
        let mut limits = [0.0; CONNECTIONS.len()];
        for (limit, connections) in limits.iter_mut().zip(CONNECTIONS) {
            let requests = requests(count, "/", handler.secret(), "product.created", |_| 0);
            let answered = load::send(handler.address, connections, requests).await?;
            *limit = answered.per_second();
            let name = format!("axum, HMAC, one insert, {connections} conn.");
            report.scenario(name, 0).add_answers(&answered, None);
        }
        Ok(limits)
    }
}

fn requests(
    count: usize,
    path: &str,
    secret: &str,
    kind: &str,
    cents: impl Fn(usize) -> u64,
) -> Vec<Vec<u8>> {
    (0..count)
        .map(|n| request(path, secret, &event(kind, cents(n))))
        .collect()
}

/// Measures with a past of so many runs.
async fn measure(
    history: i64,
    options: &Options,
    limits: &mut Limits,
    report: &mut Report,
) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let database = folder.path().join("bench.db");
    let stripe = StripeApi::start();
    with_one_run(&database, &stripe).await?;
    if history == 0 {
        *limits = Limits::measure(&Sample::take(&database)?, options, report).await?;
    } else {
        let began = Instant::now();
        history::add(&database, history)?;
        let took = began.elapsed();
        eprintln!("a past of {history} runs was written in {took:.1?}");
    }
    if options.wants("start") {
        scenarios::cold_start(&database, &stripe, history, report)?;
    }
    let served = Served::start(&database, &stripe)?;
    Bench::of(&served, &stripe, &database, history)?
        .all(options, limits, report)
        .await?;
    served.stop()?;
    Ok(())
}

/// Starts the app for the first time, waits until it has its endpoint's secret, and has it execute
/// one run.
async fn with_one_run(database: &Path, stripe: &StripeApi) -> Result<()> {
    let served = Served::start(database, stripe)?;
    served.completed()?;
    let bench = Bench::of(&served, stripe, database, 0)?;
    bench.send(1, 1, "price.created", |_| 0).await?;
    served.completed()?;
    Ok(served.stop()?)
}
