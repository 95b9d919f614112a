//! A run's story: what a failed assertion shows.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::fakes::Fakes;
use crate::engine::Progress;
use crate::id::RunId;
use crate::record::{LogRecord, RunRecord, TaskRecord, TaskStatus};
use crate::run::{LogLine, RunStatus, TaskPath};
use crate::time::{Timestamp, until};

/// In which order things happened. On virtual time most of them happen at one moment, so their
/// times do not tell.
#[derive(Default)]
pub(super) struct Order {
    marks: Mutex<HashMap<Mark, usize>>,
}

#[derive(PartialEq, Eq, Hash)]
enum Mark {
    Task(RunId, TaskPath),
    Line(RunId, TaskPath, String),
}

impl Mark {
    fn line(run: RunId, task: &TaskPath, line: &LogLine) -> Self {
        Self::Line(run, task.clone(), text(line))
    }
}

impl Order {
    pub(super) fn note(&self, progress: &Progress) {
        match progress {
            Progress::Task { run, path, .. } => self.note_task(*run, path),
            Progress::Line { run, task, line } => self.mark(Mark::line(*run, task, line)),
            Progress::Rested { .. } => {}
        }
    }

    pub(super) fn note_task(&self, run: RunId, path: &TaskPath) {
        self.mark(Mark::Task(run, path.clone()));
    }

    /// What was noted before keeps its place: a replay tells it again.
    fn mark(&self, mark: Mark) {
        let mut marks = self.marks.lock().unwrap_or_else(PoisonError::into_inner);
        let next = marks.len();
        marks.entry(mark).or_insert(next);
    }

    fn of(&self, mark: &Mark) -> usize {
        let marks = self.marks.lock().unwrap_or_else(PoisonError::into_inner);
        marks.get(mark).copied().unwrap_or(usize::MAX)
    }
}

/// A run, whole: how it stands, what started it, its tasks and lines in order, how it ended.
pub(super) fn of_run(run: &RunRecord, order: &Order, fakes: &Fakes) -> String {
    let summary = &run.summary;
    let begun = summary.created_at;
    let mut story = format!("{} {}: {}", summary.job, summary.version, summary.status);
    if let Some(wake_at) = summary.wake_at {
        let _ = write!(
            story,
            ", until {wake_at} ({} from its start)",
            span(begun, wake_at)
        );
    }
    let _ = write!(story, "\n  started by `{}`", summary.event.name);
    let _ = write!(story, " at {begun} with {}", brief(&run.payload));
    for (_, entry) in entries(run, order, fakes) {
        let _ = write!(story, "\n{entry}");
    }
    if run.tasks.is_empty() && run.log.is_empty() {
        story.push_str("\n  (no task and no line)");
    }
    if let Some(output) = &run.output {
        let _ = write!(story, "\n  returned {output}");
    }
    if let Some(error) = &run.error {
        let when = match summary.status {
            RunStatus::Waiting => "to be started again after",
            _ => "failed with",
        };
        let _ = write!(story, "\n  {when}: {error:#}");
    }
    story
}

/// A value, cut where it would fill the page.
pub(super) fn brief(value: &impl std::fmt::Display) -> String {
    const LENGTH: usize = 240;
    let text = value.to_string();
    match text.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// The tasks and lines of a run, each with its place.
fn entries(run: &RunRecord, order: &Order, fakes: &Fakes) -> Vec<(usize, String)> {
    let (id, begun) = (run.summary.id, run.summary.created_at);
    let tasks = run.tasks.iter().map(|one| {
        let place = order.of(&Mark::Task(id, one.path.clone()));
        let faked = fakes.has_faked(id, &one.path);
        (place, task(one, begun, faked))
    });
    let lines = run.log.iter().map(|one| {
        let place = order.of(&Mark::line(id, &one.task, &one.line));
        (place, line(one, begun))
    });
    let mut entries: Vec<_> = tasks.chain(lines).collect();
    entries.sort_by_key(|(place, _)| *place);
    entries
}

fn task(task: &TaskRecord, begun: Timestamp, is_faked: bool) -> String {
    let key = task.path.keys().last().map(ToString::to_string);
    let key = key.unwrap_or_default();
    let sign = match task.status {
        TaskStatus::Completed => "✓",
        TaskStatus::Failed => "✕",
        TaskStatus::Retrying => "↻",
        TaskStatus::Waiting => "⧗",
    };
    let mut text = format!(
        "{}{sign} {key}",
        margin(begun, task.started_at, task.path.depth())
    );
    if key != task.name {
        let _ = write!(text, " ({})", task.name);
    }
    if is_faked {
        text.push_str(" [faked]");
    }
    if task.attempts > 1 {
        let _ = write!(text, " {} attempts", task.attempts);
    }
    match (&task.output, &task.error) {
        (_, Some(error)) => drop(write!(text, ": {error:#}")),
        (Some(output), None) if !output.is_null() => drop(write!(text, ": {}", brief(output))),
        (None, None) if task.sealed => text.push_str(": (secret)"),
        _ => {}
    }
    if let Some(wake_at) = task.wake_at {
        let _ = write!(text, ", until +{}", span(begun, wake_at));
    }
    text
}

fn line(record: &LogRecord, begun: Timestamp) -> String {
    let margin = margin(begun, record.at, record.task.keys().len());
    format!("{margin}· {}", text(&record.line))
}

/// A recorded line as it is shown.
pub(super) fn text(line: &LogLine) -> String {
    let data = match &line.data {
        serde_json::Value::Null => String::new(),
        data => format!(" {data}"),
    };
    format!("{} {}{data}", line.level, line.message)
}

fn margin(begun: Timestamp, at: Timestamp, depth: usize) -> String {
    format!("  +{:<8}{}", span(begun, at), "  ".repeat(depth))
}

/// How long it is from one time to another: `1d 2h`, `15s`, `250ms`.
pub(super) fn span(from: Timestamp, to: Timestamp) -> String {
    let span = until(from, to);
    let (seconds, millis) = (span.as_secs(), span.subsec_millis());
    let parts = [
        (seconds / 86_400, "d"),
        (seconds / 3600 % 24, "h"),
        (seconds / 60 % 60, "m"),
        (seconds % 60, "s"),
        (millis.into(), "ms"),
    ];
    let parts = parts.iter().filter(|(count, _)| *count > 0);
    let parts: Vec<_> = parts
        .map(|(count, unit)| format!("{count}{unit}"))
        .collect();
    if parts.is_empty() {
        return "0s".to_owned();
    }
    parts.join(" ")
}

/// A duration as a person writes it.
pub(super) fn duration(span_: Duration) -> String {
    span(
        Timestamp::UNIX_EPOCH,
        crate::time::add(Timestamp::UNIX_EPOCH, span_),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_value_is_cut_between_two_characters() {
        assert_eq!(brief(&"é".repeat(240)), "é".repeat(240));
        assert_eq!(brief(&"é".repeat(241)), format!("{}…", "é".repeat(240)));
    }

    #[test]
    fn a_span_is_written_in_the_units_that_it_has() {
        let written = |millis| duration(Duration::from_millis(millis));
        assert_eq!(written(0), "0s");
        assert_eq!(written(1_500), "1s 500ms");
        assert_eq!(written(90_000_000), "1d 1h");
    }
}
