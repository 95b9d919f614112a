//! The commands that list: jobs, triggers, runs, sources, deliveries.

use std::collections::BTreeMap;

use serde::Serialize;

use super::output::{Output, run_sign, source_state, table, time, took};
use super::schedules::JobsCommand;
use super::{Failure, show};
use crate::engine::{Embedded, Engine, Registry};
use crate::id::RunId;
use crate::job::{EventBinding, JobDef};
use crate::record::{DeliveryRecord, RunSummary, SourceRecord};
use crate::run::{Level, RunStatus};
use crate::source::Feed;
use crate::spec::EventMeta;
use crate::store::{DeliveryQuery, RunQuery};
use crate::time::Timestamp;

/// A job, as it is listed.
#[derive(Debug, Serialize)]
pub(super) struct JobRow {
    pub(super) id: &'static str,
    name: &'static str,
    pub(super) version: &'static str,
    description: &'static str,
    /// What starts it, in words.
    pub(super) trigger: String,
    events: Vec<&'static str>,
    filter: Option<&'static str>,
    enabled: bool,
    /// Since when its runs are queued and not started.
    pub(super) paused_at: Option<Timestamp>,
    options: Options,
    integrations: Vec<&'static str>,
    pub(super) place: String,
}

/// What a job asks of the engine beside its trigger, as it is listed.
#[derive(Debug, Serialize)]
struct Options {
    concurrency: Option<u32>,
    concurrency_group: Option<&'static str>,
    /// In seconds.
    timeout: Option<f64>,
    /// How many attempts there are in all.
    attempts: u32,
    log_level: Level,
    on_success: Option<&'static str>,
    on_failure: Option<&'static str>,
}

impl Options {
    fn of(def: &JobDef) -> Self {
        let options = def.options;
        Self {
            concurrency: options.concurrency.map(|concurrency| concurrency.limit),
            concurrency_group: options
                .concurrency
                .and_then(|concurrency| concurrency.group),
            timeout: options.timeout.map(|timeout| timeout.as_secs_f64()),
            attempts: options.retry.limit,
            log_level: options.log_level,
            on_success: options.on_success,
            on_failure: options.on_failure,
        }
    }
}

/// What `jobs` is told.
#[derive(Debug, clap::Args)]
pub(super) struct JobsArgs {
    #[command(subcommand)]
    pub(super) command: Option<JobsCommand>,
}

pub(super) fn job_rows(registry: &Registry, paused: &BTreeMap<String, Timestamp>) -> Vec<JobRow> {
    registry
        .jobs()
        .map(|job| {
            let meta = job.def.meta;
            let needs = (job.def.needs)();
            JobRow {
                id: meta.id,
                name: meta.name,
                version: meta.version,
                description: meta.description,
                trigger: job.binding.to_string(),
                events: job.binding.names(),
                filter: Some(meta.filter).filter(|filter| !filter.is_empty()),
                enabled: (job.def.enabled)(),
                paused_at: paused.get(meta.id).copied(),
                options: Options::of(&job.def),
                integrations: needs.iter().map(|need| need.integration.id).collect(),
                place: format!("{}:{}", meta.file, meta.line),
            }
        })
        .collect()
}

pub(super) fn jobs(
    registry: &Registry,
    paused: &BTreeMap<String, Timestamp>,
    output: Output,
) -> Result<(), Failure> {
    output.print(&job_rows(registry, paused), |jobs| {
        let rows = jobs.iter().map(|job| {
            [
                match job.paused_at {
                    Some(_) => format!("{} (paused)", job.id),
                    None => job.id.to_owned(),
                },
                job.version.to_owned(),
                job.trigger.clone(),
                job.filter.unwrap_or_default().to_owned(),
                job.integrations.join(", "),
                job.place.clone(),
            ]
        });
        table(
            [
                "job",
                "version",
                "trigger",
                "filter",
                "integrations",
                "written at",
            ],
            rows,
            "no jobs: annotate a function with #[job]",
        )
    })
}

/// An event that starts jobs, as it is listed.
#[derive(Debug, Serialize)]
struct TriggerRow {
    event: &'static str,
    title: &'static str,
    source: Option<String>,
    filter: Option<&'static str>,
    /// What to use in its place, which may be empty; `null` if it is not deprecated.
    deprecated: Option<&'static str>,
    examples: Vec<&'static str>,
    jobs: Vec<&'static str>,
}

impl TriggerRow {
    fn new(event: &'static str, bound: &EventBinding) -> Self {
        let EventMeta {
            title,
            filter,
            deprecated,
            examples,
            ..
        } = bound.event;
        Self {
            event,
            title,
            source: match (&bound.source, bound.feed) {
                (Some(source), _) => Some(source.key.to_string()),
                (None, Feed::App) => None,
                (None, feed) => Some(feed.to_string()),
            },
            filter: Some(filter).filter(|filter| !filter.is_empty()),
            deprecated,
            examples: examples.iter().map(|example| example.id).collect(),
            jobs: Vec::new(),
        }
    }

    /// Whether another row is of the same event.
    fn is(&self, other: &Self) -> bool {
        (self.event, self.title, &self.source, self.filter)
            == (other.event, other.title, &other.source, other.filter)
    }

    /// The event, which of those of its name it is, and that it should no longer be used.
    fn described(&self) -> String {
        let mut text = self.event.to_owned();
        if let Some(filter) = self.filter {
            text = format!("{text} if {filter}");
        }
        match self.deprecated {
            None => text,
            Some("") => format!("{text} (deprecated)"),
            Some(instead) => format!("{text} (deprecated: {instead})"),
        }
    }
}

pub(super) fn triggers(registry: &Registry, output: Output) -> Result<(), Failure> {
    let mut triggers: Vec<TriggerRow> = Vec::new();
    for job in registry.jobs() {
        for bound in job.binding.events() {
            for event in bound.event.names {
                let new = TriggerRow::new(event, bound);
                let index = triggers.iter().position(|row| row.is(&new));
                let index = index.unwrap_or_else(|| {
                    triggers.push(new);
                    triggers.len() - 1
                });
                triggers[index].jobs.push(job.def.meta.id);
            }
        }
    }
    output.print(&triggers, |triggers| {
        let rows = triggers.iter().map(|row| {
            [
                row.described(),
                row.source.clone().unwrap_or_else(|| Feed::App.to_string()),
                row.examples.join(", "),
                row.jobs.join(", "),
            ]
        });
        table(["event", "from", "examples", "starts"], rows, "no triggers")
    })
}

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct RunsArgs {
    #[command(subcommand)]
    command: Option<RunsCommand>,

    /// Only runs of this status
    #[arg(long)]
    status: Option<RunStatus>,

    /// Only runs of this job
    #[arg(long, value_name = "ID")]
    job: Option<String>,

    /// How many to list at the most
    #[arg(long, default_value_t = 50, value_name = "N")]
    limit: usize,
}

#[derive(Debug, clap::Subcommand)]
enum RunsCommand {
    /// Show a run with its tasks
    Show {
        /// The run's id
        id: RunId,
    },
}

pub(super) async fn runs(engine: &Embedded, args: RunsArgs, output: Output) -> Result<(), Failure> {
    if let Some(RunsCommand::Show { id }) = args.command {
        let unknown = || Failure::Failed(format!("there is no run {id}"));
        let run = engine.run(id).await?.ok_or_else(unknown)?;
        return output.print(&run, show::run);
    }
    let query = RunQuery {
        status: args.status,
        job: args.job,
        limit: args.limit,
    };
    output.print(&engine.runs(query).await?, |runs| {
        table(
            ["run", "job", "status", "event", "created", "took"],
            runs.iter().map(run_row),
            "no runs yet: try one with `test JOB`",
        )
    })
}

fn run_row(run: &RunSummary) -> [String; 6] {
    let took = match (run.started_at, run.finished_at) {
        (Some(started), Some(finished)) => took(started, finished),
        _ => String::new(),
    };
    [
        run.id.to_string(),
        run.job.clone(),
        format!("{} {}", run_sign(run.status), run.status),
        run.event.name.clone(),
        time(run.created_at),
        took,
    ]
}

pub(super) fn sources(engine: &Embedded, output: Output) -> Result<(), Failure> {
    output.print(&engine.sources().records(), |sources| {
        let row = |source: &SourceRecord| {
            [
                source.key.clone(),
                source_state(&source.state),
                source.desired.join(", "),
                source.registered.join(", "),
                source.url.clone().unwrap_or_default(),
            ]
        };
        table(
            ["source", "state", "wanted", "registered", "url"],
            sources.iter().map(row),
            "no sources: no job is triggered by one",
        )
    })
}

#[derive(Debug, clap::Args)]
pub(super) struct DeliveriesArgs {
    /// Only deliveries to this source
    #[arg(long, value_name = "KEY")]
    source: Option<String>,

    /// How many to list at the most
    #[arg(long, default_value_t = 50, value_name = "N")]
    limit: usize,
}

pub(super) async fn deliveries(
    engine: &Embedded,
    args: DeliveriesArgs,
    output: Output,
) -> Result<(), Failure> {
    let query = DeliveryQuery {
        source: args.source,
        limit: args.limit,
    };
    output.print(&engine.deliveries(query).await?, |deliveries| {
        table(
            [
                "delivery", "source", "received", "verdict", "answered", "events",
            ],
            deliveries.iter().map(delivery_row),
            "nothing has arrived yet",
        )
    })
}

fn delivery_row(delivery: &DeliveryRecord) -> [String; 6] {
    let events = delivery.events.iter();
    let events: Vec<_> = events.map(|event| event.name.as_str()).collect();
    let verdict = delivery.verdict.as_str();
    [
        delivery.id.to_string(),
        delivery.source.clone(),
        time(delivery.received_at),
        match &delivery.reason {
            Some(reason) => format!("{verdict}: {reason}"),
            None => verdict.to_owned(),
        },
        delivery.status.to_string(),
        events.join(", "),
    ]
}
