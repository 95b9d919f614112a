//! What the engine does in a second and how long it takes, each figure beside what the machine does
//! at the best with nothing around.
//!
//!     cargo bench --bench engine
//!     cargo bench --bench engine -- --quick          # a tenth of everything
//!     cargo bench --bench engine -- --json FILE      # the figures for programs
//!     cargo bench --bench engine -- --history 0      # leave the long past out
//!
//! The app is a process of its own, with one SQLite file that syncs each commit to the disk; what
//! sends to it shares the machine, so all figures are for both together. Only ratios within one run
//! mean anything on a machine that others use.

mod app;
mod history;
mod limits;
mod load;
mod process;
mod report;
mod served;
#[path = "../../tests/support/mod.rs"]
mod support;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags};

use load::{Answered, event, percentile, request};
use report::{Report, millis};
use served::Served;
use support::stripe_api::{Endpoint, StripeApi};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const CONNECTIONS: [usize; 3] = [1, 16, 64];

/// How much is measured.
struct Size {
    ingested: usize,
    runs: usize,
    single: usize,
    waiting: usize,
    probes: usize,
    idle: Duration,
    history: i64,
}

const WHOLE: Size = Size {
    ingested: 20_000,
    runs: 10_000,
    single: 500,
    waiting: 100_000,
    probes: 500,
    idle: Duration::from_secs(20),
    history: 1_000_000,
};

const QUICK: Size = Size {
    ingested: 2_000,
    runs: 1_000,
    single: 100,
    waiting: 10_000,
    probes: 100,
    idle: Duration::from_secs(3),
    history: 100_000,
};

fn main() -> ExitCode {
    if std::env::var_os(app::TELL).is_some() {
        return app::run();
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
    let mut size = WHOLE;
    let mut json = None;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument} takes a value"));
        match argument.as_str() {
            // Cargo says this to every bench.
            "--bench" => {}
            "--quick" => size = QUICK,
            "--history" => size.history = value()?.parse()?,
            "--json" => json = Some(value()?),
            other => return Err(format!("unknown option {other}: see the file's head").into()),
        }
    }
    let mut report = Report::default();
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let limits = Limits::measure(&size, &mut report).await?;
        measure(0, &size, &limits, &mut report).await?;
        match size.history {
            0 => Ok(()),
            history => measure(history, &size, &limits, &mut report).await,
        }
    })?;
    println!("\n{}", report.table());
    if let Some(file) = json {
        std::fs::write(file, serde_json::to_vec_pretty(&report)?)?;
    }
    Ok(())
}

/// What the machine does at the best.
struct Limits {
    /// Requests a second that are verified and answered, by the number of connections.
    verified: [f64; CONNECTIONS.len()],
    /// Deliveries a second that are committed, by the number in a group.
    committed: [f64; CONNECTIONS.len()],
}

impl Limits {
    async fn measure(size: &Size, report: &mut Report) -> Result<Self> {
        let (address, secret) = limits::verifying_server().await?;
        let folder = tempfile::tempdir()?;
        let mut limits = Self {
            verified: [0.0; CONNECTIONS.len()],
            committed: [0.0; CONNECTIONS.len()],
        };
        for (at, connections) in CONNECTIONS.into_iter().enumerate() {
            let requests = requests(size.ingested, "/", secret, "price.deleted", |_| 0);
            let answered = load::send(address, connections, requests).await?;
            limits.verified[at] = answered.per_second();
            let scenario = format!("axum + HMAC alone, {connections} conn.");
            add_answers(report, scenario, 0, &answered, None);
            limits.committed[at] = limits::group_commit(folder.path(), connections)?;
            let scenario = format!("SQLite alone, groups of {connections}");
            report.add(scenario, 0, "deliveries", limits.committed[at], "/s", None);
        }
        Ok(limits)
    }

    /// The most that deliveries can be: each is verified and committed.
    fn ingest(&self, at: usize) -> f64 {
        self.verified[at].min(self.committed[at])
    }
}

fn add_answers(
    report: &mut Report,
    scenario: String,
    history: i64,
    answered: &Answered,
    limit: Option<f64>,
) {
    let percentile = |share| millis(answered.percentile(share));
    let per_second = answered.per_second();
    report.add(
        scenario.clone(),
        history,
        "requests",
        per_second,
        "/s",
        limit,
    );
    report.add(
        scenario.clone(),
        history,
        "p50",
        percentile(0.50),
        "ms",
        None,
    );
    report.add(scenario, history, "p99", percentile(0.99), "ms", None);
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

/// Where the app's deliveries go.
struct Bench<'b> {
    served: &'b Served,
    endpoint: &'b Endpoint,
    database: &'b Path,
    history: i64,
}

async fn measure(history: i64, size: &Size, limits: &Limits, report: &mut Report) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let database = folder.path().join("bench.db");
    let stripe = StripeApi::start();
    let served = registered(&database, &stripe)?;
    if history > 0 {
        let bench = bench_of(&served, &stripe, &database, 0)?;
        bench.send(1, 1, "price.created", |_| 0).await?;
        served.completed()?;
        served.stop()?;
        let began = Instant::now();
        history::add(&database, history)?;
        eprintln!(
            "a past of {history} runs was written in {:?}",
            began.elapsed()
        );
    } else {
        served.stop()?;
    }
    cold_start(&database, &stripe, history, report)?;
    let served = Served::start(&database, &stripe)?;
    let bench = bench_of(&served, &stripe, &database, history)?;
    bench.idle(size, report)?;
    bench.ingest(size, limits, report).await?;
    bench.one_after_another(size, report).await?;
    bench.three_tasks(size, limits, report).await?;
    bench.waiting(size, report).await?;
    let bytes = std::fs::metadata(std::env::current_exe()?)?.len();
    report.add("binary", history, "size", megabytes(bytes), "MB", None);
    served.stop()?;
    Ok(())
}

fn bench_of<'b>(
    served: &'b Served,
    stripe: &StripeApi,
    database: &'b Path,
    history: i64,
) -> Result<Bench<'b>> {
    let endpoint = stripe.endpoints().pop().ok_or("no endpoint")?;
    Ok(Bench {
        served,
        // A bench lives as long as its process.
        endpoint: Box::leak(Box::new(endpoint)),
        database,
        history,
    })
}

/// Starts the app for the first time and waits until it has its endpoint's secret.
fn registered(database: &Path, stripe: &StripeApi) -> Result<Served> {
    let served = Served::start(database, stripe)?;
    served.completed()?;
    Ok(served)
}

fn cold_start(
    database: &Path,
    stripe: &StripeApi,
    history: i64,
    report: &mut Report,
) -> Result<()> {
    let mut starts = Vec::new();
    for _ in 0..5 {
        let served = Served::start(database, stripe)?;
        starts.push(served.start);
        served.stop()?;
    }
    starts.sort_unstable();
    report.add(
        "cold start",
        history,
        "median",
        millis(starts[2]),
        "ms",
        None,
    );
    Ok(())
}

impl Bench<'_> {
    async fn send(
        &self,
        count: usize,
        connections: usize,
        kind: &str,
        cents: impl Fn(usize) -> u64,
    ) -> Result<Answered> {
        let path = self.endpoint.url.strip_prefix("https://bench.example");
        let path = path.ok_or("the endpoint is elsewhere")?;
        let requests = requests(count, path, &self.endpoint.secret, kind, cents);
        Ok(load::send(self.served.address, connections, requests).await?)
    }

    fn idle(&self, size: &Size, report: &mut Report) -> Result<()> {
        let process = self.served.process();
        let before = process::ticks(process)?;
        std::thread::sleep(size.idle);
        let used = (process::ticks(process)? - before) / size.idle.as_secs_f64();
        report.add("idle", self.history, "processor", used, "%", None);
        let memory = process::memory(process)?;
        report.add("idle", self.history, "memory", memory, "MB", None);
        Ok(())
    }

    /// Events that no job wants: verified, committed, answered.
    async fn ingest(&self, size: &Size, limits: &Limits, report: &mut Report) -> Result<()> {
        for (at, connections) in CONNECTIONS.into_iter().enumerate() {
            let answered = self
                .send(size.ingested, connections, "price.deleted", |_| 0)
                .await?;
            let scenario = format!("durable ingest, {connections} conn.");
            let limit = Some(limits.ingest(at));
            add_answers(report, scenario, self.history, &answered, limit);
        }
        Ok(())
    }

    /// From the first byte of a webhook to the commit of its finished run, with nothing else to do.
    async fn one_after_another(&self, size: &Size, report: &mut Report) -> Result<()> {
        self.served.forget_completed();
        let mut taken = Vec::new();
        for _ in 0..size.single {
            let path = self.endpoint.url.strip_prefix("https://bench.example");
            let path = path.ok_or("the endpoint is elsewhere")?;
            let request = requests(1, path, &self.endpoint.secret, "price.created", |_| 0);
            let began = Instant::now();
            load::send(self.served.address, 1, request).await?;
            taken.push(self.served.completed()?.duration_since(began));
        }
        self.served.told(size.single)?;
        taken.sort_unstable();
        let scenario = "webhook to finished run of 3 tasks";
        for (what, share) in [("p50", 0.50), ("p99", 0.99)] {
            let value = millis(percentile(&taken, share));
            report.add(scenario, self.history, what, value, "ms", None);
        }
        Ok(())
    }

    async fn three_tasks(&self, size: &Size, limits: &Limits, report: &mut Report) -> Result<()> {
        let began = Instant::now();
        self.send(size.runs, 64, "price.created", |_| 0).await?;
        self.served.told(size.runs)?;
        let value = load::per_second(size.runs, began.elapsed());
        // Each run is a delivery, three tasks and an end: five commands to the writer.
        let limit = Some(limits.committed[2] / 5.0);
        let scenario = "webhooks to finished runs, 64 conn.";
        report.add(scenario, self.history, "runs", value, "/s", limit);
        Ok(())
    }

    async fn waiting(&self, size: &Size, report: &mut Report) -> Result<()> {
        let process = self.served.process();
        let before = process::memory(process)?;
        let hour = |_| 3_600_000;
        self.send(size.waiting, 64, "price.updated", hour).await?;
        let sql = Connection::open_with_flags(self.database, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let waiting = "SELECT count(*) FROM runs WHERE status = 'waiting'";
        while sql.query_row(waiting, [], |row| row.get::<_, i64>(0))? < i64::try_from(size.waiting)?
        {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        let scenario = format!("{} waiting runs", size.waiting);
        let memory = process::memory(process)?;
        report.add(&*scenario, self.history, "memory", memory, "MB", None);
        let each = (memory - before) * 1024.0 * 1024.0 / size.waiting_f64();
        report.add(&*scenario, self.history, "memory a run", each, "B", None);
        // They wake spread over some seconds, so that each is by itself.
        let spread = |n| 2_000 + 20 * n as u64;
        self.send(size.probes, 16, "price.updated", spread).await?;
        let mut late = self.served.told(size.probes)?;
        late.sort_unstable();
        let late: Vec<_> = late.into_iter().map(Duration::from_micros).collect();
        for (what, share) in [("late p50", 0.50), ("late p99", 0.99)] {
            let value = millis(percentile(&late, share));
            report.add(&*scenario, self.history, what, value, "ms", None);
        }
        Ok(())
    }
}

impl Size {
    #[allow(clippy::cast_precision_loss)]
    fn waiting_f64(&self) -> f64 {
        self.waiting as f64
    }
}

#[allow(clippy::cast_precision_loss)]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1024.0 / 1024.0
}
