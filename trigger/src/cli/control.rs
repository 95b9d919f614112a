//! Changing runs from the command line: those that are named, or all that match.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::value::RawValue;

use super::output::Output;
use super::runs::Filter;
use super::{Failure, test};
use crate::client::{Client, ClientError};
use crate::engine::Embedded;
use crate::id::RunId;
use crate::record::{Changed, RunQuery};

/// The runs to change.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Selection {
    /// The runs' ids
    #[arg(value_name = "RUN")]
    ids: Vec<RunId>,

    #[command(flatten)]
    filter: Filter,

    /// Every run for which it makes sense
    #[arg(long)]
    all: bool,
}

/// The runs to change, once it is clear which.
enum Selected {
    Named(Vec<RunId>),
    Matching(RunQuery),
}

impl Selection {
    fn resolve(self) -> Result<Selected, Failure> {
        let usage = |text: &str| Err(Failure::Usage(text.to_owned()));
        match (self.ids.is_empty(), self.filter.is_empty(), self.all) {
            (false, true, false) => Ok(Selected::Named(self.ids)),
            (true, false, false) | (true, true, true) => {
                Ok(Selected::Matching(self.filter.query()))
            }
            (true, true, false) => usage(
                "which runs? name them, or say which with --status, --job, --from, --until, \
                 --text, or --all",
            ),
            (false, _, _) => usage("name runs, or say which ones, not both"),
            (true, false, true) => usage("--all leaves nothing out: give it alone"),
        }
    }
}

pub(super) async fn cancel(
    client: &Client,
    selection: Selection,
    reason: String,
    output: Output,
) -> Result<(), Failure> {
    let changed = match selection.resolve()? {
        Selected::Named(ids) => {
            each(ids, async |id| {
                client.cancel(id, &*reason).await.map(|_| id)
            })
            .await
        }
        Selected::Matching(query) => whole(client.cancel_all(query, reason).await?),
    };
    say(changed, "cancelled", output)
}

pub(super) async fn retry(
    client: &Client,
    selection: Selection,
    output: Output,
) -> Result<(), Failure> {
    let changed = match selection.resolve()? {
        Selected::Named(ids) => each(ids, async |id| client.retry(id).await.map(|_| id)).await,
        Selected::Matching(query) => whole(client.retry_all(query).await?),
    };
    say(changed, "retried", output)
}

pub(super) async fn replay(
    client: &Client,
    selection: Selection,
    payload: Option<String>,
    output: Output,
) -> Result<(), Failure> {
    let payload = payload.map(|payload| test::parse(&payload, "--payload"));
    let payload = payload.transpose()?;
    let changed = match (selection.resolve()?, payload) {
        (Selected::Named(ids), None) => each(ids, async |id| client.replay(id).await).await,
        (Selected::Named(ids), Some(payload)) if ids.len() == 1 => {
            each(ids, async |id| client.replay_with(id, &payload).await).await
        }
        (Selected::Matching(query), None) => whole(client.replay_all(query).await?),
        (_, Some(_)) => {
            let refusal = "--payload is for one run: name it";
            return Err(Failure::Usage(refusal.to_owned()));
        }
    };
    say(changed, "replayed as", output)
}

pub(super) async fn move_to_current(
    client: &Client,
    selection: Selection,
    output: Output,
) -> Result<(), Failure> {
    let changed = match selection.resolve()? {
        Selected::Named(ids) => {
            each(ids, async |id| client.move_to_current(id).await.map(|_| id)).await
        }
        Selected::Matching(query) => whole(client.move_all_to_current(query).await?),
    };
    say(changed, "moved", output)
}

/// What was changed, and why the others were not.
type Outcome = (Changed, Vec<ClientError>);

fn whole(changed: Changed) -> Outcome {
    (changed, Vec::new())
}

/// Changes each of some runs; one that cannot be changed is in nobody's way.
async fn each(
    ids: Vec<RunId>,
    change: impl AsyncFn(RunId) -> Result<RunId, ClientError>,
) -> Outcome {
    let mut changed = Changed::default();
    let mut refused = Vec::new();
    for id in ids {
        match change(id).await {
            Ok(id) => changed.runs.push(id),
            Err(error) => {
                changed.skipped += 1;
                refused.push(error);
            }
        }
    }
    (changed, refused)
}

fn say((changed, refused): Outcome, done: &str, output: Output) -> Result<(), Failure> {
    output.print(&changed, |changed| {
        let mut lines: Vec<_> = changed
            .runs
            .iter()
            .map(|id| format!("{done} {id}"))
            .collect();
        let (runs, skipped) = (changed.runs.len(), changed.skipped);
        if runs != 1 || skipped > 0 {
            lines.push(format!("{runs} {done}, {skipped} left as they are"));
        }
        lines.join("\n")
    })?;
    for error in &refused {
        eprintln!("error: {error}");
    }
    if refused.is_empty() {
        Ok(())
    } else {
        Err(Failure::Shown)
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct InvokeArgs {
    /// The job's id
    job: String,

    /// What it is started with, as JSON
    #[arg(long, value_name = "JSON", required_unless_present = "file")]
    payload: Option<String>,

    /// A file with what it is started with
    #[arg(long, value_name = "FILE", conflicts_with = "payload")]
    file: Option<PathBuf>,

    /// Starts the job once: the same key gives the same run
    #[arg(long, value_name = "KEY")]
    key: Option<String>,

    /// Wait for the run's end; the exit code says how it ended
    #[arg(long)]
    wait: bool,
}

/// A run that was started.
#[derive(serde::Serialize)]
struct Started {
    run: RunId,
}

pub(super) async fn invoke(
    engine: Arc<Embedded>,
    args: InvokeArgs,
    output: Output,
) -> Result<(), Failure> {
    let client = Client::new(engine);
    let payload = payload(args.payload, args.file)?;
    let run = client.invoke_raw(&args.job, payload, args.key).await;
    let run = run.map_err(|error| match error {
        ClientError::NoJob(_) | ClientError::NotCalled { .. } => Failure::Usage(error.to_string()),
        error => error.into(),
    })?;
    if !args.wait {
        return output.print(&Started { run }, |started| {
            let run = started.run;
            format!("started {run}\nwhile the app serves, it executes; `runs show {run}` shows it")
        });
    }
    let ended = client.finished(run).await?;
    output.print(&ended, super::show::run)?;
    match ended.summary.status {
        crate::run::RunStatus::Completed => Ok(()),
        _ => Err(Failure::Shown),
    }
}

/// JSON from an argument or a file.
pub(super) fn payload(
    given: Option<String>,
    file: Option<PathBuf>,
) -> Result<Box<RawValue>, Failure> {
    match (given, file) {
        (Some(given), _) => test::parse(&given, "--payload"),
        (None, Some(file)) => {
            let name = file.display().to_string();
            let text = std::fs::read_to_string(&file)
                .map_err(|error| Failure::Usage(format!("{name}: {error}")))?;
            test::parse(&text, &name)
        }
        (None, None) => Err(Failure::Usage("give --payload or --file".to_owned())),
    }
}
