//! `schedules`, and what pauses schedules and jobs.

use serde_json::json;

use super::Failure;
use super::output::{Output, table, time};
use crate::engine::{Embedded, Engine};
use crate::record::ScheduleRecord;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Stop a schedule's ticks until it is resumed
    Pause {
        /// The schedule's key, as `schedules` lists it
        key: String,
    },
    /// Let a schedule go on; what it missed is treated as its policy says
    Resume {
        /// The schedule's key
        key: String,
    },
}

/// What `jobs` can be told beside nothing.
#[derive(Debug, clap::Subcommand)]
pub(super) enum JobsCommand {
    /// Queue a job's runs without starting them, until it is resumed
    Pause {
        /// The job's id
        id: String,
    },
    /// Let a job's queued runs start
    Resume {
        /// The job's id
        id: String,
    },
}

pub(super) async fn schedules(
    engine: &Embedded,
    args: Args,
    output: Output,
) -> Result<(), Failure> {
    let (key, paused, known) = match args.command {
        None => return list(engine, output).await,
        Some(Command::Pause { key }) => {
            let known = engine.pause_schedule(key.clone()).await?;
            (key, true, known)
        }
        Some(Command::Resume { key }) => {
            let known = engine.resume_schedule(key.clone()).await?;
            (key, false, known)
        }
    };
    if !known {
        let schedules = engine.schedules().await?;
        let keys: Vec<_> = schedules.iter().map(|schedule| &*schedule.key).collect();
        return Err(unknown("schedule", &key, &keys));
    }
    output.print(&json!({ "key": key, "paused": paused }), |_| {
        format!("{key} {}", if paused { "is paused" } else { "goes on" })
    })
}

pub(super) async fn jobs(
    engine: &Embedded,
    command: JobsCommand,
    output: Output,
) -> Result<(), Failure> {
    let (JobsCommand::Pause { id } | JobsCommand::Resume { id }) = &command;
    let registry = engine.registry();
    if registry.job(id).is_none() {
        let ids: Vec<_> = registry.jobs().map(|job| job.def.meta.id).collect();
        return Err(unknown("job", id, &ids));
    }
    let paused = matches!(command, JobsCommand::Pause { .. });
    if paused {
        engine.pause_job(id.clone()).await?;
    } else {
        engine.resume_job(id.clone()).await?;
    }
    output.print(&json!({ "job": id, "paused": paused }), |_| {
        if paused {
            format!("{id} is paused: its runs are queued; `jobs resume {id}` starts them")
        } else {
            format!("{id} goes on")
        }
    })
}

fn unknown(what: &str, given: &str, known: &[&str]) -> Failure {
    let known = match known {
        [] => "none at all".to_owned(),
        _ => format!("`{}`", known.join("`, `")),
    };
    Failure::Usage(format!("there is no {what} `{given}`; there is {known}"))
}

async fn list(engine: &Embedded, output: Output) -> Result<(), Failure> {
    output.print(&engine.schedules().await?, |schedules| {
        table(
            [
                "schedule",
                "starts",
                "when",
                "missed",
                "last tick",
                "next ticks",
            ],
            schedules.iter().map(row),
            "no schedules: give a job `trigger = every(\"15m\")`",
        )
    })
}

fn row(schedule: &ScheduleRecord) -> [String; 6] {
    let next: Vec<_> = schedule.next.iter().copied().map(time).collect();
    [
        schedule.key.clone(),
        schedule.starts.join(", "),
        match &schedule.zone {
            Some(zone) => format!("{}, {zone}", schedule.words),
            None => schedule.words.clone(),
        },
        schedule.missed.as_str().to_owned(),
        schedule.last_at.map(time).unwrap_or_default(),
        match schedule.paused_at {
            Some(at) => format!("paused at {}", time(at)),
            None => next.join("\n"),
        },
    ]
}
