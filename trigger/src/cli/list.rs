//! The commands that list what the program has: jobs and triggers.

use serde::Serialize;

use super::Failure;
use super::output::{Output, table};
use super::schedules::JobsCommand;
use crate::engine::Registry;
use crate::job::EventBinding;
use crate::record::JobRecord;
use crate::source::Feed;
use crate::spec::EventMeta;

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
