//! The commands that list: jobs, triggers, runs, deliveries.

use serde::Serialize;

use super::Failure;
use super::output::{Output, table, time};
use super::schedules::JobsCommand;
use crate::engine::{Embedded, Engine, Registry};
use crate::id::DeliveryId;
use crate::job::EventBinding;
use crate::record::{DeliveryRecord, JobRecord};
use crate::source::Feed;
use crate::spec::EventMeta;
use crate::store::DeliveryQuery;

/// What `jobs` is told.
#[derive(Debug, clap::Args)]
pub(super) struct JobsArgs {
    #[command(subcommand)]
    pub(super) command: Option<JobsCommand>,
}

pub(super) fn jobs(jobs: &[JobRecord], output: Output) -> Result<(), Failure> {
    output.print(jobs, |jobs| {
        let rows = jobs.iter().map(|job| {
            [
                match job.paused_at {
                    Some(_) => format!("{} (paused)", job.id),
                    None => job.id.clone(),
                },
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
pub(super) struct DeliveriesArgs {
    /// Only deliveries to this source
    #[arg(long, value_name = "KEY")]
    source: Option<String>,

    /// How many to list at the most
    #[arg(long, default_value_t = 50, value_name = "N")]
    limit: usize,

    /// Only what arrived before this delivery: the last one listed gives the next page
    #[arg(long, value_name = "DELIVERY")]
    after: Option<DeliveryId>,
}

pub(super) async fn deliveries(
    engine: &Embedded,
    args: DeliveriesArgs,
    output: Output,
) -> Result<(), Failure> {
    let query = DeliveryQuery {
        source: args.source,
        limit: args.limit,
        after: args.after,
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
