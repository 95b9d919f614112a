//! `deliveries`: list what arrived at the sources, or process one of them anew.

use std::sync::Arc;

use super::Failure;
use super::output::{Output, table, time};
use crate::client::{Client, DeliveryQuery};
use crate::engine::Embedded;
use crate::id::DeliveryId;
use crate::record::{DeliveryRecord, DeliveryVerdict, ReplayRecord};

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Option<Command>,

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

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Process a delivery anew: one that was rejected, or for jobs that have come since
    Replay(ReplayArgs),
}

/// What is processed anew.
#[derive(Debug, clap::Args)]
pub(super) struct ReplayArgs {
    /// The delivery's id
    id: DeliveryId,

    /// Start another run of jobs that have one of its events already
    #[arg(long)]
    again: bool,
}

pub(super) async fn deliveries(
    engine: Arc<Embedded>,
    args: Args,
    output: Output,
) -> Result<(), Failure> {
    if let Some(Command::Replay(args)) = args.command {
        return replay(engine, args, output).await;
    }
    let query = DeliveryQuery {
        source: args.source,
        limit: args.limit,
        after: args.after,
    };
    let deliveries = Client::new(engine).deliveries(query).await?;
    output.print(&deliveries, |deliveries| {
        table(
            [
                "delivery", "source", "received", "verdict", "answered", "events",
            ],
            deliveries.iter().map(row),
            "nothing has arrived yet",
        )
    })
}

pub(super) async fn replay(
    engine: Arc<Embedded>,
    args: ReplayArgs,
    output: Output,
) -> Result<(), Failure> {
    let client = Client::new(engine);
    let replay = match args.again {
        true => client.replay_delivery_again(args.id).await?,
        false => client.replay_delivery(args.id).await?,
    };
    output.print(&replay, replayed)?;
    match &replay.delivery.reason {
        Some(reason) => {
            eprintln!("error: it is rejected again: {reason}");
            Err(Failure::Shown)
        }
        None => Ok(()),
    }
}

/// A replay, for a person.
fn replayed(replay: &ReplayRecord) -> String {
    let delivery = &replay.delivery;
    let mut lines = vec![format!("replayed as {}", delivery.id)];
    match delivery.verdict {
        DeliveryVerdict::Rejected => {}
        _ if replay.runs.is_empty() && delivery.events.is_empty() => {
            lines.push("no events were found in it".to_owned());
        }
        _ if replay.runs.is_empty() => {
            lines.push("its events start nothing that they have not started".to_owned());
        }
        _ => lines.extend(replay.runs.iter().map(|run| format!("started {run}"))),
    }
    lines.join("\n")
}

fn row(delivery: &DeliveryRecord) -> [String; 6] {
    let events = delivery.events.iter();
    let events: Vec<_> = events.map(|event| event.name.as_str()).collect();
    let verdict = match delivery.replay_of {
        Some(_) => format!("{} (replay)", delivery.verdict.as_str()),
        None => delivery.verdict.as_str().to_owned(),
    };
    [
        delivery.id.to_string(),
        delivery.source.clone(),
        time(delivery.received_at),
        match &delivery.reason {
            Some(reason) => format!("{verdict}: {reason}"),
            None => verdict,
        },
        delivery.status.to_string(),
        events.join(", "),
    ]
}
