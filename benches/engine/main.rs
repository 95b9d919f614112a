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
//! mean anything on a machine that others use, and as its speed changes from one second to the next,
//! a limit is measured in turns with what it is the limit of. What a long past changes is said of the
//! share of the limit where there is one.

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
use std::time::Instant;

use limits::Limits;
use load::{event, request};
use mimalloc::MiMalloc;
use options::Options;
use report::Report;
use scenarios::Bench;
use served::Served;
use support::stripe_api::StripeApi;

/// As the guide on operation has it for an app of many runs.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Over how many connections deliveries come.
const CONNECTIONS: [usize; 3] = [1, 16, 64];

/// How many runs are at work at once, as in an app that is not told otherwise.
const AT_WORK: usize = 64;

/// And in one that is told to have many.
const MANY_AT_WORK: usize = 256;

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
        measure(0, &options, &mut report).await?;
        match options.size.history {
            0 => Ok(()),
            history => measure(history, &options, &mut report).await,
        }
    })?;
    println!("\n{}", report.table());
    if let Some(file) = options.json {
        std::fs::write(file, serde_json::to_vec_pretty(&report)?)?;
    }
    Ok(())
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
async fn measure(history: i64, options: &Options, report: &mut Report) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let database = folder.path().join("bench.db");
    let stripe = StripeApi::start();
    with_one_run(&database, &stripe).await?;
    let limits = Limits::of(&database)?;
    if history > 0 {
        let began = Instant::now();
        history::add(&database, history)?;
        let took = began.elapsed();
        eprintln!("a past of {history} runs was written in {took:.1?}");
    }
    if options.wants("start") {
        scenarios::cold_start(&database, &stripe, history, report)?;
    }
    let served = Served::start(&database, &stripe, AT_WORK)?;
    Bench::of(&served, &stripe, &database, history)?
        .all(options, &limits, report)
        .await?;
    served.stop()?;
    if options.wants("throughput") {
        let served = Served::start(&database, &stripe, MANY_AT_WORK)?;
        Bench::of(&served, &stripe, &database, history)?
            .three_tasks(MANY_AT_WORK, &options.size, &limits, report)
            .await?;
        served.stop()?;
    }
    Ok(())
}

/// Starts the app for the first time, waits until it has its endpoint's secret, and has it execute
/// one run.
async fn with_one_run(database: &Path, stripe: &StripeApi) -> Result<()> {
    let served = Served::start(database, stripe, AT_WORK)?;
    served.completed()?;
    let bench = Bench::of(&served, stripe, database, 0)?;
    bench.send(1, 1, "price.created", |_| 0).await?;
    served.completed()?;
    Ok(served.stop()?)
}
