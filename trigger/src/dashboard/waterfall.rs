//! A run's tasks over time, to scale.

use std::collections::HashMap;
use std::time::Duration;

use maud::{Markup, html};

use super::ask::View;
use super::excerpt::brief;
use super::icons::{icon, sign as sign_of};
use super::parts::{self, encode, look, span, task_look};
use crate::record::{RunRecord, TaskRecord, TaskStatus};
use crate::run::{StepKind, TaskPath};
use crate::time::{Timestamp, until};

/// How thin a bar gets, in percent: what took no time is still to be seen.
const THINNEST: f64 = 0.4;

/// How many tasks are shown at the beginning and at the end of a run of very many, and how many that
/// did not end well between them.
const AT_EACH_END: usize = 100;
const NOTABLE: usize = 50;

/// How much of a key is shown, in bytes.
const KEY: usize = 96;

/// Maps times to percents of the width.
struct Scale {
    from: Timestamp,
    to: Timestamp,
}

impl Scale {
    fn of(run: &RunRecord, now: Timestamp) -> Self {
        let summary = &run.summary;
        let tasks = run.tasks.iter();
        let ends = tasks.flat_map(|task| [task.finished_at, Some(task.started_at)]);
        let ends = ends.flatten().chain(summary.finished_at);
        let latest = ends.max().unwrap_or(summary.created_at);
        let to = if summary.status.is_finished() {
            latest
        } else {
            latest.max(now).max(summary.wake_at.unwrap_or(latest))
        };
        Self {
            from: summary.created_at,
            to,
        }
    }

    fn length(&self) -> Duration {
        until(self.from, self.to).max(Duration::from_micros(1))
    }

    fn at(&self, time: Timestamp) -> f64 {
        let part = until(self.from, time).as_secs_f64() / self.length().as_secs_f64();
        (part * 100.0).clamp(0.0, 100.0)
    }

    /// A bar from one time to another.
    fn bar(&self, class: &str, from: Timestamp, to: Timestamp) -> Markup {
        let width = (self.at(to) - self.at(from)).max(THINNEST);
        let x = self.at(from).min(100.0 - width);
        html! {
            rect class={ "bar " (class) } x={ (percent(x)) } width={ (percent(width)) } y="4" height="12" {}
        }
    }
}

fn percent(part: f64) -> String {
    format!("{part:.3}%")
}

/// The address of a run's page with a task selected.
fn address(run: &RunRecord, task: &TaskPath) -> String {
    let path = serde_json::to_string(task).unwrap_or_default();
    format!("/runs/{}?task={}", run.summary.id, encode(&path))
}

/// The tasks in the order in which they started, each followed by those that are nested in it.
fn in_tree_order(tasks: &[TaskRecord]) -> Vec<&TaskRecord> {
    let mut children: HashMap<TaskPath, Vec<&TaskRecord>> = HashMap::new();
    for task in tasks {
        children.entry(task.path.parent()).or_default().push(task);
    }
    let mut ordered = Vec::new();
    let mut next: Vec<&TaskRecord> = Vec::new();
    let mut under = |path: &TaskPath, next: &mut Vec<_>| {
        next.extend(children.remove(path).into_iter().flatten().rev());
    };
    under(&TaskPath::root(), &mut next);
    while let Some(task) = next.pop() {
        ordered.push(task);
        under(&task.path, &mut next);
    }
    // What its parent is not there for, because that has not been kept yet.
    let mut lost: Vec<_> = children.into_values().flatten().collect();
    lost.sort_by_key(|task| task.started_at);
    ordered.extend(lost);
    ordered
}

/// A row of the waterfall.
enum Row<'r> {
    Task(&'r TaskRecord),
    /// So many tasks that are not shown.
    LeftOut(usize),
}

/// The tasks that are shown: of very many, the first and the last, and of those between them the one
/// that is looked at and some that did not end well.
fn rows<'r>(tasks: &'r [TaskRecord], selected: Option<&TaskPath>) -> Vec<Row<'r>> {
    let ordered = in_tree_order(tasks);
    let last = ordered.len().saturating_sub(AT_EACH_END);
    let mut notable = NOTABLE;
    let mut rows = Vec::new();
    for (index, task) in ordered.into_iter().enumerate() {
        let is_notable = task.status != TaskStatus::Completed && notable > 0;
        if index < AT_EACH_END || index >= last || selected == Some(&task.path) {
            rows.push(Row::Task(task));
        } else if is_notable {
            notable -= 1;
            rows.push(Row::Task(task));
        } else if let Some(Row::LeftOut(count)) = rows.last_mut() {
            *count += 1;
        } else {
            rows.push(Row::LeftOut(1));
        }
    }
    rows
}

/// The waterfall of a run.
pub(super) fn waterfall(run: &RunRecord, selected: Option<&TaskPath>, view: &View) -> Markup {
    let scale = Scale::of(run, view.now);
    html! {
        section.waterfall aria-label="Timeline" {
            (axis(&scale))
            (own_row(run, &scale, view, selected.is_none()))
            @for row in rows(&run.tasks, selected) {
                @match row {
                    Row::Task(task) => (task_row(run, task, &scale, view, selected == Some(&task.path))),
                    Row::LeftOut(skipped) => p.note { "Here " (parts::count(skipped as u64, "task")) " are left out; all of them are in " a href={ "/runs/" (run.summary.id) ".json" } { "JSON" } "." },
                }
            }
        }
    }
}

fn axis(scale: &Scale) -> Markup {
    const TICKS: u32 = 4;
    html! {
        div.row.axis {
            span {}
            svg.bars aria-hidden="true" {
                @for tick in 0..=TICKS {
                    @let anchor = match tick { 0 => "start", TICKS => "end", _ => "middle" };
                    text x={ (percent(f64::from(tick) * 100.0 / f64::from(TICKS))) } y="12" text-anchor=(anchor) {
                        @if tick == 0 { "0" } @else { (span(scale.length() * tick / TICKS)) }
                    }
                }
            }
            span {}
        }
    }
}

fn own_row(run: &RunRecord, scale: &Scale, view: &View, is_selected: bool) -> Markup {
    let summary = &run.summary;
    let (sign, word, tone) = look(summary.status, summary.waits_for);
    let end = summary.finished_at.unwrap_or(view.now);
    let started = summary.started_at.unwrap_or(end);
    let is_open = !summary.status.is_finished();
    let live = if is_open { "root live" } else { "root" };
    html! {
        a class={ "row " (tone) } href={ "/runs/" (summary.id) } aria-current=[is_selected.then_some("true")]
            hx-get={ "/runs/" (summary.id) } hx-target="#main" hx-select="#main" hx-swap="morph:outerHTML show:none" hx-push-url="true" {
            span.name { span title=(word) { (sign_of(sign)) } (icon("jobs")) span.text { (summary.job) } }
            svg.bars role="img" aria-label={ (word) ", " (span(until(summary.created_at, end))) } {
                @if summary.started_at.is_none_or(|at| until(summary.created_at, at) > Duration::from_millis(1)) {
                    (scale.bar("queue", summary.created_at, started))
                }
                @if summary.started_at.is_some() { (scale.bar(live, started, end)) }
                @if is_open {
                    line.now x1=(percent(scale.at(view.now))) x2=(percent(scale.at(view.now))) y1="0" y2="20" {}
                }
            }
            span.took { @if summary.started_at.is_some() { (span(until(started, end))) } }
        }
    }
}

fn task_row(
    run: &RunRecord,
    task: &TaskRecord,
    scale: &Scale,
    view: &View,
    is_selected: bool,
) -> Markup {
    let (sign, word, tone) = task_look(task.status);
    let is_wait = matches!(
        task.kind,
        StepKind::Wait | StepKind::WaitForEvent | StepKind::WaitForRequest
    ) || matches!(task.status, TaskStatus::Waiting);
    let end = task.finished_at.unwrap_or(view.now);
    let key = task.path.keys().last().map(ToString::to_string);
    let key = key.unwrap_or_default();
    let key = brief(&key, KEY);
    let depth = format!("name d{}", task.path.depth().min(5) + 1);
    let address = address(run, &task.path);
    let class = match (is_wait, task.finished_at) {
        (true, _) => "task waits",
        (false, None) => "task live",
        (false, Some(_)) => "task",
    };
    html! {
        a class={ "row " (tone) } href=(address) aria-current=[is_selected.then_some("true")] data-task
            hx-get=(address) hx-target="#main" hx-select="#main" hx-swap="morph:outerHTML show:none" hx-push-url="true" {
            span class=(depth) title={ (key) " · " (task.name) } {
                span title=(word) { (sign_of(sign)) }
                (icon(icon_of(task)))
                span.text { (key) }
                @if task.attempts > 1 { span.badge.amber title="attempts" { "×" (task.attempts) } }
            }
            svg.bars role="img" aria-label={ (word) ", " (span(until(task.started_at, end))) } {
                (scale.bar(class, task.started_at, end))
                @if let (None, Some(wake_at)) = (task.finished_at, task.wake_at) {
                    (scale.bar("task-ahead waits", end, wake_at.max(end)))
                }
            }
            span.took { (span(until(task.started_at, end))) }
        }
    }
}

/// The icon of a task: its own, or that of what it does.
pub(super) fn icon_of(task: &TaskRecord) -> &str {
    match task.kind {
        StepKind::Task if !task.icon.is_empty() && task.icon != "task" => &task.icon,
        StepKind::Task => "run",
        StepKind::Wait | StepKind::YieldNow | StepKind::Now => "clock",
        StepKind::WaitForEvent => "event",
        StepKind::WaitForRequest | StepKind::RequestUrl | StepKind::Fetch => "fetch",
        StepKind::SendEvent | StepKind::SendEvents | StepKind::CancelEvent => "send",
        StepKind::StoreGet | StepKind::StoreHas | StepKind::StoreSet | StepKind::StoreDelete => {
            "store"
        }
        StepKind::Random | StepKind::Uuid => "random",
        StepKind::Invoke | StepKind::InvokeAndWait | StepKind::InvokeAllAndWait => "jobs",
        _ => "runs",
    }
}
