//! What is measured.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags};

use crate::app::Told;
use crate::limits::Limits;
use crate::load::{self, Answered};
use crate::options::{Options, Size};
use crate::report::{MAX, P50, P99, Report, Scenario};
use crate::served::Served;
use crate::support::stripe_api::{Endpoint, StripeApi};
use crate::{AT_WORK, CONNECTIONS, Result, pages, process, requests};

/// How often what is measured and its limit take turns.
const TURNS: usize = 8;

/// How long a turn of SQLite alone is.
const TURN: Duration = Duration::from_secs(1);

/// The turns that so many of something are measured in.
fn turns(count: usize) -> [usize; TURNS] {
    std::array::from_fn(|turn| count / TURNS + usize::from(turn < count % TURNS))
}

/// An app that is measured.
pub struct Bench<'b> {
    pub served: &'b Served,
    /// Where its deliveries go.
    endpoint: Endpoint,
    pub database: &'b Path,
    pub history: i64,
}

/// How long a start takes, until the app says where it listens.
pub fn cold_start(
    database: &Path,
    stripe: &StripeApi,
    history: i64,
    report: &mut Report,
) -> Result<()> {
    let mut starts = Vec::new();
    for _ in 0..5 {
        let served = Served::start(database, stripe, AT_WORK)?;
        starts.push(served.start);
        served.stop()?;
    }
    starts.sort_unstable();
    let mut scenario = report.scenario("cold start", history);
    scenario.add_percentile(P50, &starts, None);
    let bytes = std::fs::metadata(std::env::current_exe()?)?.len();
    scenario.add("binary", megabytes(bytes), "MB");
    Ok(())
}

impl<'b> Bench<'b> {
    pub fn of(
        served: &'b Served,
        stripe: &StripeApi,
        database: &'b Path,
        history: i64,
    ) -> Result<Self> {
        Ok(Self {
            served,
            endpoint: stripe.endpoints().pop().ok_or("no endpoint")?,
            database,
            history,
        })
    }

    pub async fn all(&self, options: &Options, limits: &Limits, report: &mut Report) -> Result<()> {
        let size = &options.size;
        if options.wants("idle") {
            self.idle(size, report)?;
        }
        if options.wants("ingest") {
            self.ingest(size, limits, report).await?;
        }
        if options.wants("latency") {
            self.one_after_another(size, limits, report).await?;
        }
        if options.wants("throughput") {
            self.three_tasks(AT_WORK, size, limits, report).await?;
        }
        if options.wants("flood") {
            self.flood(size, report).await?;
        }
        if options.wants("pages") {
            pages::all(self, size, report)?;
            pages::watched(self, size, report).await?;
        }
        if options.wants("waiting") {
            self.waiting(size, report).await?;
        }
        Ok(())
    }

    /// Deliveries that are ready to be sent.
    fn requests(
        &self,
        count: usize,
        kind: &str,
        cents: impl Fn(usize) -> u64,
    ) -> Result<Vec<Vec<u8>>> {
        let path = self.endpoint.url.strip_prefix("https://bench.example");
        let path = path.ok_or("the endpoint is elsewhere")?;
        Ok(requests(count, path, &self.endpoint.secret, kind, cents))
    }

    pub async fn send(
        &self,
        count: usize,
        connections: usize,
        kind: &str,
        cents: impl Fn(usize) -> u64,
    ) -> Result<Answered> {
        let requests = self.requests(count, kind, cents)?;
        Ok(load::send(self.served.address, connections, requests).await?)
    }

    /// Measures how much time of a processor each of so many takes in the app's process.
    fn processor(&self, before: f64, count: usize, scenario: &mut Scenario<'_>) -> Result<()> {
        let ticks = process::ticks(self.served.process())? - before;
        scenario.add("processor", ticks * 10_000.0 / float(count), "µs");
        Ok(())
    }

    fn idle(&self, size: &Size, report: &mut Report) -> Result<()> {
        let process = self.served.process();
        let before = process::ticks(process)?;
        std::thread::sleep(size.idle);
        let used = (process::ticks(process)? - before) / size.idle.as_secs_f64();
        let mut scenario = report.scenario("idle", self.history);
        scenario.add("processor", used, "%");
        scenario.add("memory", process::memory(process)?, "MB");
        Ok(())
    }

    /// Events that no job wants: verified, committed, answered.
    async fn ingest(&self, size: &Size, limits: &Limits, report: &mut Report) -> Result<()> {
        for (connections, count) in CONNECTIONS.into_iter().zip(size.ingested) {
            let ticks = process::ticks(self.served.process())?;
            let (mut limit, mut answered) = (Answered::default(), Answered::default());
            for some in turns(count) {
                limit.add(limits.ingest(some, connections).await?);
                let sent = self.send(some, connections, "product.created", |_| 0);
                answered.add(sent.await?);
            }
            let name = format!("durable ingest, {connections} conn.");
            let mut scenario = report.scenario(name, self.history);
            scenario.add_answers(&answered, &limit);
            self.processor(ticks, count, &mut scenario)?;
        }
        Ok(())
    }

    /// From the first byte of a webhook to the commit of its finished run, with nothing else to do.
    async fn one_after_another(
        &self,
        size: &Size,
        limits: &Limits,
        report: &mut Report,
    ) -> Result<()> {
        let commits = limits.commits()?;
        self.served.forget_completed();
        let mut connection = load::Connection::open(self.served.address).await?;
        let mut taken = Vec::new();
        for request in self.requests(size.single, "price.created", |_| 0)? {
            let began = Instant::now();
            connection.exchange(&request).await?;
            taken.push(self.served.completed()?.duration_since(began));
        }
        self.served.told(Told::ThreeTasks, size.single)?;
        taken.sort_unstable();
        let mut scenario = report.scenario("webhook to finished run of 3 tasks", self.history);
        for percentile in [P50, P99] {
            scenario.add_percentile(percentile, &taken, Some(&commits));
        }
        Ok(())
    }

    /// Runs of three tasks, of which the app has so many at work at once.
    pub async fn three_tasks(
        &self,
        at_work: usize,
        size: &Size,
        limits: &Limits,
        report: &mut Report,
    ) -> Result<()> {
        let ticks = process::ticks(self.served.process())?;
        let (mut took, mut took_alone, mut alone) = (Duration::ZERO, Duration::ZERO, 0);
        for some in turns(size.runs) {
            let began = Instant::now();
            alone += limits.runs(TURN)?;
            took_alone += began.elapsed();
            let requests = self.requests(some, "price.created", |_| 0)?;
            let began = Instant::now();
            load::send(self.served.address, 64, requests).await?;
            self.served.told(Told::ThreeTasks, some)?;
            took += began.elapsed();
        }
        let runs = load::per_second(size.runs, took);
        let limit = load::per_second(alone, took_alone);
        let name = format!("webhooks to finished runs, {at_work} at work");
        let mut scenario = report.scenario(name, self.history);
        scenario.add_beside("runs", runs, "/s", Some(limit));
        self.processor(ticks, size.runs, &mut scenario)
    }

    /// How long one run of a job takes, by itself and while those of another job come in a flood.
    async fn flood(&self, size: &Size, report: &mut Report) -> Result<()> {
        let mut connection = load::Connection::open(self.served.address).await?;
        let requests = self.requests(size.probes, "price.deleted", |_| 0)?;
        let alone = |taken: &[Duration], name: &str, report: &mut Report| {
            let mut taken = taken.to_vec();
            taken.sort_unstable();
            let mut scenario = report.scenario(name, self.history);
            for percentile in [P50, MAX] {
                scenario.add_percentile(percentile, &taken, None);
            }
        };
        let mut taken = Vec::new();
        for request in &requests {
            taken.push(self.one_alone(&mut connection, request).await?);
        }
        alone(&taken, "one run, alone", report);
        let flood = self.requests(size.flood, "price.created", |_| 0)?;
        let flood = tokio::spawn(load::send(self.served.address, 64, flood));
        let (mut taken, mut finished) = (Vec::new(), 0);
        let mut requests = self
            .requests(size.flood, "price.deleted", |_| 0)?
            .into_iter();
        while finished < size.flood
            && let Some(request) = requests.next()
        {
            taken.push(self.one_alone(&mut connection, &request).await?);
            finished += self.served.heard(Told::ThreeTasks);
        }
        flood.await??;
        let name = format!("one run, in a flood of {}", size.flood);
        alone(&taken, &name, report);
        Ok(())
    }

    /// How long a run of one task takes, from its webhook to its result.
    async fn one_alone(
        &self,
        connection: &mut load::Connection,
        request: &[u8],
    ) -> Result<Duration> {
        let began = Instant::now();
        connection.exchange(request).await?;
        let told = self.served.told(Told::Alone, 1)?;
        Ok(told[0].at.duration_since(began))
    }

    async fn waiting(&self, size: &Size, report: &mut Report) -> Result<()> {
        let process = self.served.process();
        let before = process::memory(process)?;
        let hour = |_| 3_600_000;
        self.send(size.waiting, 64, "price.updated", hour).await?;
        let sql = Connection::open_with_flags(self.database, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let waiting = "SELECT count(*) FROM runs WHERE status = 'waiting'";
        let expected = i64::try_from(size.waiting)?;
        while sql.query_row(waiting, [], |row| row.get::<_, i64>(0))? < expected {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        let name = format!("{} waiting runs", size.waiting);
        let mut scenario = report.scenario(name, self.history);
        let memory = process::memory(process)?;
        scenario.add("memory", memory, "MB");
        scenario.add("memory added", memory - before, "MB");
        // They come and wake one by one. How late includes the commit of the task that took the time.
        let spread = |n| 2_000 + 20 * n as u64;
        self.send(size.probes, 1, "price.updated", spread).await?;
        let late = self.served.told(Told::Late, size.probes)?;
        let late = late.iter().map(|late| Duration::from_micros(late.number));
        let mut late: Vec<_> = late.collect();
        late.sort_unstable();
        for percentile in [("late p50", P50.1), ("late p99", P99.1)] {
            scenario.add_percentile(percentile, &late, None);
        }
        Ok(())
    }
}

#[allow(clippy::cast_precision_loss)]
fn float(count: usize) -> f64 {
    count as f64
}

#[allow(clippy::cast_precision_loss)]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1024.0 / 1024.0
}
