//! `test`: run one job on an example, in this process, and show what happens.

use std::io::Read;
use std::path::PathBuf;

use serde_json::value::RawValue;
use tokio::sync::broadcast::{Receiver, error::RecvError};

use super::assign::Assignment;
use super::output::{Output, print, run_sign, task_sign};
use super::{Failure, show};
use crate::engine::{Embedded, Engine, Progress, RegisteredJob};
use crate::job::{Binding, JobDef, Screened};
use crate::record::{RunRecord, TaskStatus};
use crate::run::RunStatus;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The job's id
    job: String,

    /// The example to run it on; the trigger's first one by default
    #[arg(long, value_name = "ID", conflicts_with = "file")]
    example: Option<String>,

    /// A file with a payload to run it on; `-` for standard input
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,

    /// Change a value of the payload, such as data.amount=500; may be given several times
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<Assignment>,

    /// Deliver it to the job's source as its provider would: signed, verified and filtered
    #[arg(long)]
    deliver: bool,
}

pub(super) async fn test(engine: &Embedded, args: Args, output: Output) -> Result<(), Failure> {
    let Some(job) = engine.registry().job(&args.job) else {
        let known: Vec<_> = engine
            .registry()
            .jobs()
            .map(|job| job.def.meta.id)
            .collect();
        return Err(Failure::Usage(format!(
            "there is no job `{}`; there is {}",
            args.job,
            listed(&known, "no job at all")
        )));
    };
    let payload = changed(payload(&args, &job.def, &job.binding)?, &args.set)?;
    if args.deliver {
        return deliver(engine, job, &payload, output).await;
    }
    let progress = engine.progress();
    let id = if output.json {
        engine.try_job(&args.job, payload).await?
    } else {
        print(format_args!(
            "▸ {} {}",
            job.def.meta.id, job.def.meta.version
        ))?;
        if let Screened::Excluded(exclusion) = job.screen(payload.get()) {
            print(format_args!("  as an event it starts no run: {exclusion}"))?;
        }
        tokio::select! {
            biased;
            shown = show_progress(progress) => match shown? {},
            id = engine.try_job(&args.job, payload) => id?,
        }
    };
    let run = engine
        .run(id)
        .await?
        .ok_or_else(|| Failure::Failed("the run is gone".to_owned()))?;
    output.print(&run, summary)?;
    match run.summary.status {
        RunStatus::Completed => Ok(()),
        _ => Err(Failure::Shown),
    }
}

/// Has the payload delivered, executes the runs that it starts, and shows those of the job.
async fn deliver(
    engine: &Embedded,
    job: &RegisteredJob,
    payload: &RawValue,
    output: Output,
) -> Result<(), Failure> {
    let id = job.def.meta.id;
    let progress = engine.progress();
    let delivered = engine.deliver_trial(id, payload).await?;
    if !output.json {
        let (delivery, verdict) = (&delivered.delivery, delivered.delivery.verdict.as_str());
        let source = &delivery.source;
        print(format_args!("▸ {source}  {}  {verdict}", delivery.id))?;
        tokio::select! {
            biased;
            shown = show_progress(progress) => match shown? {},
            seen = engine.see_all_through(&delivered.runs) => seen?,
        }
    } else {
        engine.see_all_through(&delivered.runs).await?;
    }
    let mut runs = Vec::new();
    for run in &delivered.runs {
        runs.extend(engine.run(*run).await?);
    }
    let own = runs.iter().find(|run| run.summary.job == id);
    let status = own.map(|run| run.summary.status);
    output.print(&delivered, |_| {
        runs.iter().map(summary).collect::<Vec<_>>().join("\n")
    })?;
    match status {
        Some(RunStatus::Completed) => Ok(()),
        Some(_) => Err(Failure::Shown),
        None => Err(Failure::Failed(match job.screen(payload.get()) {
            Screened::Excluded(exclusion) => format!("it starts no run of `{id}`: {exclusion}"),
            _ => format!("it starts no run of `{id}`; `events` says what became of its event"),
        })),
    }
}

fn payload(args: &Args, job: &JobDef, trigger: &Binding) -> Result<Box<RawValue>, Failure> {
    if let Some(file) = &args.file {
        let text = if file.as_os_str() == "-" {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text)?;
            text
        } else {
            std::fs::read_to_string(file)
                .map_err(|error| Failure::Usage(format!("{}: {error}", file.display())))?
        };
        return parse(&text, &file.display().to_string());
    }
    let mut examples = trigger.examples();
    let chosen = match &args.example {
        Some(id) => examples.find(|example| example.id == *id),
        None => examples.next(),
    };
    let Some(example) = chosen else {
        let known: Vec<_> = trigger.examples().map(|example| example.id).collect();
        return Err(Failure::Usage(match &args.example {
            Some(id) => format!(
                "the trigger of `{}` has no example `{id}`; there is {}",
                job.meta.id,
                listed(&known, "none")
            ),
            None => format!(
                "the trigger of `{}` has no example: give a payload with --file",
                job.meta.id
            ),
        }));
    };
    parse(example.payload, example.id)
}

/// A payload with values of it set.
fn changed(payload: Box<RawValue>, set: &[Assignment]) -> Result<Box<RawValue>, Failure> {
    if set.is_empty() {
        return Ok(payload);
    }
    let mut value = serde_json::from_str(payload.get())?;
    for assignment in set {
        if assignment.is_new(&value) {
            let path = assignment.path();
            eprintln!("note: the payload has no `{path}` so far; it is added");
        }
        assignment
            .apply(&mut value)
            .map_err(|error| Failure::Usage(format!("--set: {error}")))?;
    }
    Ok(serde_json::value::to_raw_value(&value)?)
}

/// Reads a payload; what is wrong with it is said with its line and column.
pub(super) fn parse(text: &str, from: &str) -> Result<Box<RawValue>, Failure> {
    serde_json::from_str(text)
        .map_err(|error| Failure::Usage(format!("{from} is not JSON: {error}")))
}

fn listed(known: &[&str], none: &str) -> String {
    if known.is_empty() {
        none.to_owned()
    } else {
        format!("`{}`", known.join("`, `"))
    }
}

/// Prints what happens as it happens. Never ends by itself.
async fn show_progress(
    mut progress: Receiver<Progress>,
) -> Result<std::convert::Infallible, Failure> {
    loop {
        match progress.recv().await {
            Ok(progress) => show_one(&progress)?,
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}

fn show_one(progress: &Progress) -> Result<(), Failure> {
    match progress {
        Progress::Task {
            path,
            name,
            status,
            attempts,
            detail,
            ..
        } => {
            let indent = "  ".repeat(path.depth());
            let attempt = match (status, attempts) {
                (TaskStatus::Retrying, n) => format!("  attempt {n} failed"),
                (_, n) if *n > 1 => format!("  attempt {n}"),
                _ => String::new(),
            };
            let key = path.keys().last().map(ToString::to_string);
            let key = key.filter(|key| key != name).unwrap_or_default();
            let detail = detail.as_deref().unwrap_or_default();
            let sign = task_sign(*status);
            print(format_args!(
                "  {indent}{sign} {name}  {key}{attempt}  {detail}"
            ))
        }
        Progress::Line { task, line, .. } => {
            let indent = "  ".repeat(task.keys().len());
            print(format_args!("  {indent}· {}", show::line(line)))
        }
        Progress::Rested { .. } => Ok(()),
    }
}

fn summary(run: &RunRecord) -> String {
    let status = run.summary.status;
    let mut text = format!("{} {status}  {}", run_sign(status), run.summary.id);
    for property in &run.summary.properties {
        text = format!("{text}\n  {}: {}", property.label, property.text);
    }
    if let Some(error) = &run.error {
        text = format!("{text}\n  {error:#}");
    }
    text
}
