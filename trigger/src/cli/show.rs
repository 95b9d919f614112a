//! One run, whole, for a person.

use super::output::{run_sign, task_sign, time, took};
use crate::record::{RunRecord, StatusRecord, TaskRecord};
use crate::run::LogLine;

/// A run with its tasks and lines.
pub(super) fn run(run: &RunRecord) -> String {
    let summary = &run.summary;
    let mut lines = vec![
        format!(
            "{} {}  {} {}{}",
            run_sign(summary.status),
            summary.status,
            summary.job,
            summary.version,
            if summary.is_test { "  test" } else { "" }
        ),
        format!("run      {}", summary.id),
        format!(
            "event    {} {}{}",
            summary.event.name,
            summary.event.id,
            match &summary.event.source {
                Some(source) => format!("  from {source}"),
                None => String::new(),
            }
        ),
        format!("created  {}", time(summary.created_at)),
    ];
    if let Some(parent) = summary.parent {
        lines.push(format!("started by {parent}"));
    }
    if let (Some(started), Some(finished)) = (summary.started_at, summary.finished_at) {
        lines.push(format!("took     {}", took(started, finished)));
    }
    if let Some(wake_at) = summary.wake_at {
        lines.push(format!("goes on  {}", time(wake_at)));
    }
    for property in &summary.properties {
        lines.push(format!("{}: {}", property.label, property.text));
    }
    lines.extend(run.tasks.iter().map(task));
    for StatusRecord { at, status } in &run.statuses {
        let data = if status.data.is_null() {
            String::new()
        } else {
            format!("  {}", status.data)
        };
        lines.push(format!(
            "{}  {}: {}{data}",
            time(*at),
            status.label,
            status.state
        ));
    }
    for record in &run.log {
        lines.push(format!("· {}", line(&record.line)));
    }
    if let Some(output) = &run.output {
        lines.push(format!("output   {output}"));
    }
    if let Some(error) = &run.error {
        lines.push(format!("error    {error:#}"));
    }
    lines.join("\n")
}

fn task(task: &TaskRecord) -> String {
    let indent = "  ".repeat(task.path.depth());
    let key = task
        .path
        .keys()
        .last()
        .map(ToString::to_string)
        .unwrap_or_default();
    let name = if key == task.name { "" } else { &task.name };
    let result = match (&task.output, &task.error) {
        (_, Some(error)) => format!("{error:#}"),
        (Some(output), None) => output.to_string(),
        (None, None) if task.sealed => "(secret)".to_owned(),
        (None, None) => String::new(),
    };
    let attempts = match task.attempts {
        0 | 1 => String::new(),
        n => format!("  {n} attempts"),
    };
    let took = match task.finished_at {
        Some(finished) => took(task.started_at, finished),
        None => String::new(),
    };
    let params = match task.params.is_empty() {
        true => String::new(),
        false => format!("\n{indent}  ({})", task.params),
    };
    let properties = task.properties.iter();
    let properties: String = properties
        .map(|property| format!("\n{indent}  {}: {}", property.label, property.text))
        .collect();
    format!(
        "{indent}{} {key}  {name}{attempts}  {took}  {result}{params}{properties}",
        task_sign(task.status)
    )
}

/// A recorded line.
pub(super) fn line(line: &LogLine) -> String {
    let data = if line.data.is_null() {
        String::new()
    } else {
        format!("  {}", line.data)
    };
    format!("{:<5} {}{data}", line.level, line.message)
}
