//! `events`: list what happened, or look at one event: what it started, and why nothing else.

use super::Failure;
use super::output::{Output, run_sign, table, time};
use crate::engine::Embedded;
use crate::record::{EventListed, EventQuery, EventRecord, LeftOut};

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Option<Command>,

    /// Only events of this name, among the newest 10,000
    #[arg(long)]
    name: Option<String>,

    /// How many to list at the most
    #[arg(long, default_value_t = 50, value_name = "N")]
    limit: usize,

    /// Only what came before the event at this place: the last one listed gives the next page
    #[arg(long, value_name = "PLACE")]
    after: Option<i64>,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Show an event: what it carries, what it started, and why it did not start other jobs
    Show {
        /// The event's id
        id: String,

        /// The source that it came through, if several have one of this id
        #[arg(long, value_name = "KEY")]
        source: Option<String>,
    },
}

pub(super) async fn events(engine: &Embedded, args: Args, output: Output) -> Result<(), Failure> {
    if let Some(Command::Show { id, source }) = args.command {
        let event = engine.event_record(id.clone(), source).await?;
        let missing = || Failure::Failed(format!("there is no event `{id}`; `events` lists them"));
        return output.print(&event.ok_or_else(missing)?, shown);
    }
    let query = EventQuery {
        name: args.name,
        after: args.after,
        limit: args.limit,
    };
    let events = engine.listed_events(query).await?;
    output.print(&events, |events| {
        table(
            ["event", "id", "from", "runs", "received", "place"],
            events.iter().map(row),
            "nothing has happened yet",
        )
    })
}

fn row(listed: &EventListed) -> [String; 6] {
    let EventListed {
        event,
        place,
        received_at,
        is_test,
        delivery: _,
        runs,
    } = listed;
    [
        match is_test {
            true => format!("{} (test)", event.name),
            false => event.name.clone(),
        },
        event.id.clone(),
        event
            .source
            .clone()
            .unwrap_or_else(|| "this app".to_owned()),
        runs.to_string(),
        time(*received_at),
        place.to_string(),
    ]
}

/// An event, whole, for a person.
fn shown(event: &EventRecord) -> String {
    let EventRecord {
        listed,
        happened_at,
        context,
        payload,
        runs,
        left_out,
    } = event;
    let test = if listed.is_test { "  test" } else { "" };
    let mut lines = vec![
        format!("{}{test}", listed.event.name),
        format!("event     {}", listed.event.id),
    ];
    let source = listed.event.source.as_deref().unwrap_or("this app");
    lines.push(format!("from      {source}"));
    lines.extend(listed.delivery.map(|id| format!("delivery  {id}")));
    lines.push(format!("happened  {}", time(*happened_at)));
    lines.push(format!("received  {}", time(listed.received_at)));
    for run in runs {
        let (sign, status) = (run_sign(run.status), run.status);
        lines.push(format!("{sign} {}  {status}  {}", run.job, run.id));
    }
    lines.extend(left_out.iter().flat_map(why));
    if runs.is_empty() && left_out.is_empty() {
        lines.push("no job of this program listens to it".to_owned());
    }
    if !context.is_null() {
        lines.push(format!("context   {context}"));
    }
    lines.push(format!("{payload:#}"));
    lines.join("\n")
}

/// Why a job was not started.
fn why(left_out: &LeftOut) -> Vec<String> {
    let LeftOut {
        job,
        why,
        condition,
        values,
    } = left_out;
    let Some(condition) = condition else {
        return vec![format!("⤼ {job}  {why}")];
    };
    let mut lines = vec![format!("⤼ {job}  `{condition}` does not hold")];
    let values = values.iter();
    lines.extend(values.map(|(field, value)| format!("    {field} is {value}")));
    lines
}
