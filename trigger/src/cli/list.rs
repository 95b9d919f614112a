//! The commands that list: jobs, triggers, runs, sources, deliveries.

use serde::Serialize;

use super::Failure;
use super::output::{Output, source_state, table, time};
use crate::engine::{Embedded, Engine, Registry};
use crate::id::DeliveryId;
use crate::record::{DeliveryRecord, SourceRecord};
use crate::source::Feed;
use crate::store::DeliveryQuery;

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
