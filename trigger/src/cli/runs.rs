//! `runs`: list runs, show one, change one or many.

use std::sync::Arc;

use super::control::{self, Selection};
use super::output::{Output, run_sign, table, time, took};
use super::{Failure, show};
use crate::client::Client;
use crate::engine::Embedded;
use crate::id::RunId;
use crate::record::{RunQuery, RunSummary};
use crate::run::RunStatus;
use crate::time::Timestamp;

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Option<Command>,

    #[command(flatten)]
    filter: Filter,

    /// Only runs older than this one: the last one listed gives the next page
    #[arg(long, value_name = "RUN")]
    after: Option<RunId>,

    /// How many to list at the most
    #[arg(long, default_value_t = 50, value_name = "N")]
    limit: usize,
}

/// Which runs.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct Filter {
    /// Only runs of this status
    #[arg(long)]
    status: Option<RunStatus>,

    /// Only runs of this job
    #[arg(long, value_name = "ID")]
    job: Option<String>,

    /// Only runs created at this time or later, such as 2026-01-31T08:00:00Z
    #[arg(long, value_name = "TIME")]
    from: Option<Timestamp>,

    /// Only runs created before this time
    #[arg(long, value_name = "TIME")]
    until: Option<Timestamp>,

    /// Only runs in whose event, properties or payload this text stands
    #[arg(long, value_name = "TEXT")]
    text: Option<String>,
}

impl Filter {
    pub(super) fn query(self) -> RunQuery {
        RunQuery {
            status: self.status,
            job: self.job,
            from: self.from,
            until: self.until,
            text: self.text,
            ..RunQuery::default()
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        let Self {
            status,
            job,
            from,
            until,
            text,
        } = self;
        status.is_none() && job.is_none() && from.is_none() && until.is_none() && text.is_none()
    }
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Show a run with its tasks
    Show {
        /// The run's id
        id: RunId,
    },
    /// Stop runs
    Cancel {
        #[command(flatten)]
        selection: Selection,

        /// Why, kept with the run
        #[arg(
            long,
            default_value = "cancelled from the command line",
            value_name = "TEXT"
        )]
        reason: String,
    },
    /// Have failed runs go on from where they failed
    Retry {
        #[command(flatten)]
        selection: Selection,
    },
    /// Start new runs that repeat others
    Replay {
        #[command(flatten)]
        selection: Selection,

        /// Another payload, as JSON, for one run
        #[arg(long, value_name = "JSON")]
        payload: Option<String>,
    },
    /// Have runs of another version of their job go on with the one of this program
    Move {
        #[command(flatten)]
        selection: Selection,

        /// Say so: the code may differ from what the runs began with
        #[arg(long, required = true)]
        to_current: bool,
    },
}

pub(super) async fn runs(engine: Arc<Embedded>, args: Args, output: Output) -> Result<(), Failure> {
    let client = Client::new(engine);
    match args.command {
        None => {
            let query = RunQuery {
                after: args.after,
                limit: args.limit,
                ..args.filter.query()
            };
            list(&client, query, output).await
        }
        Some(Command::Show { id }) => output.print(&client.run(id).await?, show::run),
        Some(Command::Cancel { selection, reason }) => {
            control::cancel(&client, selection, reason, output).await
        }
        Some(Command::Retry { selection }) => control::retry(&client, selection, output).await,
        Some(Command::Replay { selection, payload }) => {
            control::replay(&client, selection, payload, output).await
        }
        Some(Command::Move { selection, .. }) => {
            control::move_to_current(&client, selection, output).await
        }
    }
}

async fn list(client: &Client, query: RunQuery, output: Output) -> Result<(), Failure> {
    output.print(&client.runs(query).await?, |runs| {
        table(
            ["run", "job", "status", "event", "created", "took"],
            runs.iter().map(row),
            "no such runs; try a job with `test JOB`",
        )
    })
}

fn row(run: &RunSummary) -> [String; 6] {
    let took = match (run.started_at, run.finished_at) {
        (Some(started), Some(finished)) => took(started, finished),
        _ => String::new(),
    };
    let waits_for = run.waits_for.map(|on| format!(" for {on}"));
    [
        run.id.to_string(),
        run.job.clone(),
        format!(
            "{} {}{}",
            run_sign(run.status),
            run.status,
            waits_for.unwrap_or_default()
        ),
        run.event.name.clone(),
        time(run.created_at),
        took,
    ]
}
