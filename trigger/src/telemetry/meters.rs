//! The metrics: their names, units, labels and buckets.

use std::fmt;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use super::Measured;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfSource {
    source: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfDelivery {
    source: String,
    verdict: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfJob {
    job: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfRun {
    job: String,
    status: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfAttempt {
    job: String,
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfOutcome {
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfStatus {
    status: &'static str,
}

/// How many runs there are that have not ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct OpenRuns {
    pub(crate) queued: i64,
    /// Queued, while a concurrency limit holds them back.
    pub(crate) held: i64,
    pub(crate) executing: i64,
    pub(crate) waiting: i64,
}

/// How things stand at the moment at which metrics are read.
#[derive(Debug, Default)]
pub(crate) struct Levels {
    pub(crate) runs: OpenRuns,
    /// How many runs execute in this process, and how many could.
    pub(crate) slots_used: usize,
    pub(crate) slots: usize,
    /// Writes that have not been begun.
    pub(crate) writes: usize,
    /// The size of the write-ahead log, in bytes.
    pub(crate) wal: u64,
    /// The processes that execute runs of this database.
    pub(crate) workers: i64,
    /// The sources by key, and whether each is registered.
    pub(crate) sources: Vec<(String, bool)>,
}

type Histograms<L> = Family<L, Histogram, fn() -> Histogram>;

/// Everything that is measured.
#[derive(Debug)]
pub(crate) struct Meters {
    registry: Registry,
    deliveries: Family<OfDelivery, Counter>,
    delivery_duration: Histograms<OfSource>,
    events: Family<OfSource, Counter>,
    runs_ended: Family<OfRun, Counter>,
    run_duration: Histograms<OfJob>,
    run_queue: Histograms<OfJob>,
    open_runs: Family<OfStatus, Gauge>,
    task_attempts: Family<OfAttempt, Counter>,
    task_retries: Family<OfJob, Counter>,
    schedule_lateness: Histograms<OfJob>,
    commit_duration: Histogram,
    commit_commands: Histogram,
    queued_writes: Gauge,
    wal: Gauge<u64, AtomicU64>,
    slots: Gauge,
    slots_used: Gauge,
    source_registered: Family<OfSource, Gauge>,
    workers: Gauge,
    heartbeats: Family<OfOutcome, Counter>,
}

/// From a tenth of a millisecond to ten seconds: what one machine does while somebody waits.
const SHORT: [f64; 12] = [
    0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5, 10.0,
];
/// From ten milliseconds to a day: what jobs take.
const LONG: [f64; 12] = [
    0.01, 0.05, 0.25, 1.0, 5.0, 15.0, 60.0, 300.0, 1800.0, 7200.0, 28_800.0, 86_400.0,
];
const COMMANDS: [f64; 9] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

fn short() -> Histogram {
    Histogram::new(SHORT)
}

fn long() -> Histogram {
    Histogram::new(LONG)
}

impl Default for Meters {
    fn default() -> Self {
        let mut meters = Self {
            registry: Registry::with_prefix("trigger"),
            deliveries: Family::default(),
            delivery_duration: Family::new_with_constructor(short),
            events: Family::default(),
            runs_ended: Family::default(),
            run_duration: Family::new_with_constructor(long),
            run_queue: Family::new_with_constructor(short),
            open_runs: Family::default(),
            task_attempts: Family::default(),
            task_retries: Family::default(),
            schedule_lateness: Family::new_with_constructor(short),
            commit_duration: short(),
            commit_commands: Histogram::new(COMMANDS),
            queued_writes: Gauge::default(),
            wal: Gauge::default(),
            slots: Gauge::default(),
            slots_used: Gauge::default(),
            source_registered: Family::default(),
            workers: Gauge::default(),
            heartbeats: Family::default(),
        };
        meters.register_arrivals();
        meters.register_runs();
        meters.register_process();
        meters
    }
}

impl Meters {
    fn register_arrivals(&mut self) {
        let Self {
            registry,
            deliveries,
            delivery_duration,
            events,
            source_registered,
            ..
        } = self;
        registry.register(
            "deliveries",
            "Requests to sources that were answered",
            deliveries.clone(),
        );
        registry.register_with_unit(
            "delivery_duration",
            "From the end of a request's body to its commit",
            Unit::Seconds,
            delivery_duration.clone(),
        );
        registry.register(
            "events",
            "Events that were not known before",
            events.clone(),
        );
        registry.register(
            "source_registered",
            "Whether a source is registered, by itself or by hand",
            source_registered.clone(),
        );
    }

    fn register_runs(&mut self) {
        let Self {
            registry,
            runs_ended,
            run_duration,
            run_queue,
            open_runs,
            task_attempts,
            task_retries,
            schedule_lateness,
            ..
        } = self;
        registry.register("runs_ended", "Runs that have ended", runs_ended.clone());
        registry.register_with_unit(
            "run_duration",
            "From the first execution of a run to its end, with its waits",
            Unit::Seconds,
            run_duration.clone(),
        );
        registry.register_with_unit(
            "run_queue",
            "From the creation of a run to its first execution",
            Unit::Seconds,
            run_queue.clone(),
        );
        registry.register(
            "open_runs",
            "Runs of the database that have not ended",
            open_runs.clone(),
        );
        registry.register(
            "task_attempts",
            "Attempts at tasks that have ended",
            task_attempts.clone(),
        );
        registry.register(
            "task_retries",
            "Failed attempts at tasks that another one follows",
            task_retries.clone(),
        );
        registry.register_with_unit(
            "schedule_lateness",
            "From the time for which a tick was due to its commit",
            Unit::Seconds,
            schedule_lateness.clone(),
        );
    }

    fn register_process(&mut self) {
        let Self {
            registry,
            commit_duration,
            commit_commands,
            queued_writes,
            wal,
            slots,
            slots_used,
            workers,
            heartbeats,
            ..
        } = self;
        registry.register_with_unit(
            "commit_duration",
            "How long the commit of a group of writes took",
            Unit::Seconds,
            commit_duration.clone(),
        );
        registry.register(
            "commit_commands",
            "How many writes a commit held",
            commit_commands.clone(),
        );
        registry.register(
            "queued_writes",
            "Writes that have not been begun",
            queued_writes.clone(),
        );
        registry.register_with_unit(
            "wal_size",
            "The size of the write-ahead log",
            Unit::Bytes,
            wal.clone(),
        );
        registry.register(
            "slots",
            "How many runs can execute here at once",
            slots.clone(),
        );
        registry.register(
            "slots_used",
            "How many runs execute here",
            slots_used.clone(),
        );
        registry.register(
            "workers",
            "Processes that execute runs of the database",
            workers.clone(),
        );
        registry.register(
            "heartbeats",
            "Times this process has said that it is alive",
            heartbeats.clone(),
        );
    }

    /// Records a measurement.
    pub(super) fn record(&self, measured: Measured<'_>) {
        match measured {
            Measured::Delivery {
                source,
                verdict,
                took,
            } => {
                let source = source.to_owned();
                observe(
                    &self.delivery_duration,
                    OfSource {
                        source: source.clone(),
                    },
                    took,
                );
                count(&self.deliveries, OfDelivery { source, verdict });
            }
            Measured::Events { source, number } => {
                let source = source.to_owned();
                let number = u64::try_from(number).unwrap_or(u64::MAX);
                self.events
                    .get_or_create(&OfSource { source })
                    .inc_by(number);
            }
            Measured::RunStarted { job, queued } => {
                observe(&self.run_queue, OfJob::new(job), queued);
            }
            Measured::RunEnded { job, status, took } => {
                if let Some(took) = took {
                    observe(&self.run_duration, OfJob::new(job), took);
                }
                let job = job.to_owned();
                count(&self.runs_ended, OfRun { job, status });
            }
            Measured::TaskAttempt { job, failed } => {
                let (job, outcome) = (job.to_owned(), outcome(failed));
                count(&self.task_attempts, OfAttempt { job, outcome });
            }
            Measured::TaskRetry { job } => count(&self.task_retries, OfJob::new(job)),
            Measured::Tick { job, late } => observe(&self.schedule_lateness, OfJob::new(job), late),
            Measured::Commit { commands, took } => {
                self.commit_duration.observe(took.as_secs_f64());
                let commands = u32::try_from(commands).unwrap_or(u32::MAX);
                self.commit_commands.observe(commands.into());
            }
            Measured::Heartbeat { failed } => {
                let outcome = outcome(failed);
                count(&self.heartbeats, OfOutcome { outcome });
            }
        }
    }

    /// Everything that was measured, with how things stand, as OpenMetrics text.
    pub(super) fn text(&self, levels: Levels) -> Result<String, fmt::Error> {
        let runs = [
            ("queued", levels.runs.queued),
            ("held", levels.runs.held),
            ("executing", levels.runs.executing),
            ("waiting", levels.runs.waiting),
        ];
        for (status, number) in runs {
            self.open_runs
                .get_or_create(&OfStatus { status })
                .set(number);
        }
        for (source, ready) in levels.sources {
            let gauge = self.source_registered.get_or_create(&OfSource { source });
            gauge.set(ready.into());
        }
        self.slots.set(number(levels.slots));
        self.slots_used.set(number(levels.slots_used));
        self.queued_writes.set(number(levels.writes));
        self.wal.set(levels.wal);
        self.workers.set(levels.workers);
        let mut said = String::new();
        text::encode(&mut said, &self.registry)?;
        Ok(said)
    }
}

impl OfJob {
    fn new(job: &str) -> Self {
        Self {
            job: job.to_owned(),
        }
    }
}

fn outcome(failed: bool) -> &'static str {
    if failed { "failed" } else { "completed" }
}

fn number(size: usize) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}

fn count<L: Clone + std::hash::Hash + Eq>(counters: &Family<L, Counter>, labels: L) {
    counters.get_or_create(&labels).inc();
}

fn observe<L: Clone + std::hash::Hash + Eq>(
    histograms: &Histograms<L>,
    labels: L,
    duration: Duration,
) {
    histograms
        .get_or_create(&labels)
        .observe(duration.as_secs_f64());
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A metric as the guide or the exported text has it: name, type, labels.
    type Row = (String, String, Vec<String>);

    /// The rows of the guide's table.
    fn documented() -> Vec<Row> {
        let guide = include_str!("../guide/operation.rs");
        let rows = guide.lines().filter_map(|line| {
            let mut cells = line.strip_prefix("//! | `trigger_")?.split('|');
            let name = cells.next()?.trim().trim_end_matches('`');
            let kind = cells.next()?.trim();
            let labels = cells
                .next()?
                .split(',')
                .map(|label| label.trim().trim_matches('`'));
            let labels = labels.filter(|label| !label.is_empty()).map(str::to_owned);
            Some((format!("trigger_{name}"), kind.to_owned(), labels.collect()))
        });
        sorted(rows.collect())
    }

    /// What is exported, read back from the text.
    fn exported(text: &str) -> Vec<Row> {
        let types = text.lines().filter_map(|line| line.strip_prefix("# TYPE "));
        let rows = types.map(|line| {
            let (name, kind) = line.split_once(' ').unwrap();
            let sample = text.lines().find(|line| line.starts_with(name)).unwrap();
            let labels = sample.split_once('{').map_or("", |(_, rest)| rest);
            let labels = labels.split_once('}').map_or("", |(labels, _)| labels);
            let labels = labels.split(',').filter_map(|label| label.split_once('='));
            let labels = labels.map(|(label, _)| label.to_owned());
            let labels = labels.filter(|label| label != "le").collect();
            // A counter's samples have its name with `_total`.
            let total = if kind == "counter" { "_total" } else { "" };
            (format!("{name}{total}"), kind.to_owned(), labels)
        });
        sorted(rows.collect())
    }

    fn sorted(mut rows: Vec<Row>) -> Vec<Row> {
        rows.sort();
        rows
    }

    /// Meters that have recorded each measurement once.
    fn used() -> Meters {
        let (meters, took) = (Meters::default(), Duration::from_millis(3));
        let (source, job) = ("stripe.webhook", "announce");
        for measured in [
            Measured::Delivery {
                source,
                verdict: "accepted",
                took,
            },
            Measured::Events { source, number: 2 },
            Measured::RunStarted { job, queued: took },
            Measured::RunEnded {
                job,
                status: "completed",
                took: Some(took),
            },
            Measured::TaskAttempt { job, failed: true },
            Measured::TaskRetry { job },
            Measured::Tick { job, late: took },
            Measured::Commit { commands: 7, took },
            Measured::Heartbeat { failed: false },
        ] {
            meters.record(measured);
        }
        meters
    }

    #[test]
    fn the_guide_lists_what_is_exported_and_nothing_else() {
        let levels = Levels {
            sources: vec![("stripe.webhook".to_owned(), true)],
            ..Levels::default()
        };
        let text = used().text(levels).unwrap();
        assert_eq!(documented(), exported(&text), "{text}");
    }

    #[test]
    fn a_name_ends_with_its_unit() {
        let text = used().text(Levels::default()).unwrap();
        let units: Vec<_> = text
            .lines()
            .filter_map(|line| line.strip_prefix("# UNIT "))
            .collect();
        assert!(
            units.contains(&"trigger_commit_duration_seconds seconds"),
            "{units:?}"
        );
        for unit in &units {
            let (name, unit) = unit.split_once(' ').unwrap();
            assert!(name.ends_with(unit), "{name}");
        }
        let seconds = text.lines().filter(|line| line.starts_with("# TYPE"));
        let seconds = seconds.filter(|line| line.contains("_seconds ") || line.contains("_bytes "));
        assert_eq!(seconds.count(), units.len(), "{text}");
    }

    #[test]
    fn what_nobody_measures_is_not_even_made() {
        let telemetry = crate::telemetry::Telemetry::default();
        telemetry.measure(|| panic!("a measurement was made"));
        assert_eq!(telemetry.text(Levels::default()), Ok(String::new()));
    }
}
