//! The commands that list: jobs, triggers, runs, sources, deliveries.

use serde::Serialize;

use super::output::{Output, run_sign, source_state, table, time, took};
use super::{Failure, show};
use crate::engine::{Embedded, Engine, Registry};
use crate::id::RunId;
use crate::record::{DeliveryRecord, RunSummary, SourceRecord};
use crate::run::RunStatus;
use crate::source::Feed;
use crate::store::{DeliveryQuery, RunQuery};

pub(super) fn jobs(registry: &Registry, output: Output) -> Result<(), Failure> {
    output.print(&registry.records(), |jobs| {
        let rows = jobs.iter().map(|job| {
            [
                job.id.clone(),
                job.version.clone(),
                job.trigger.clone(),
                job.filter.clone().unwrap_or_default(),
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
    examples: Vec<&'static str>,
    jobs: Vec<&'static str>,
}

pub(super) fn triggers(registry: &Registry, output: Output) -> Result<(), Failure> {
    let mut triggers: Vec<TriggerRow> = Vec::new();
    for job in registry.jobs() {
        for bound in job.binding.events() {
            let source = match (&bound.source, bound.feed) {
                (Some(source), _) => Some(source.key.to_string()),
                (None, Feed::App) => None,
                (None, feed) => Some(feed.to_string()),
            };
            for &event in bound.event.names {
                let same = |row: &&mut TriggerRow| row.event == event && row.source == source;
                match triggers.iter_mut().find(same) {
                    Some(row) => row.jobs.push(job.def.meta.id),
                    None => triggers.push(TriggerRow {
                        event,
                        title: bound.event.title,
                        source: source.clone(),
                        examples: bound
                            .event
                            .examples
                            .iter()
                            .map(|example| example.id)
                            .collect(),
                        jobs: vec![job.def.meta.id],
                    }),
                }
            }
        }
    }
    output.print(&triggers, |triggers| {
        let rows = triggers.iter().map(|row| {
            [
                row.event.to_owned(),
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
        ..RunQuery::default()
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
        ..DeliveryQuery::default()
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
