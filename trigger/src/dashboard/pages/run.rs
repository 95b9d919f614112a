//! `/runs/{id}`: one run, its tasks over time, and what can be done with it.

use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::super::App;
use super::super::ask::{Ask, Head, Page, Problem, View};
use super::super::excerpt::{self, brief};
use super::super::icons::icon;
use super::super::layout::{Section, crumbs, heading};
use super::super::parts::{self, button, encode};
use super::super::waterfall::{icon_of, waterfall};
use crate::id::{DeliveryId, RunId};
use crate::record::{RunRecord, RunSummary, TaskRecord};
use crate::run::{RunStatus, TaskPath, WaitsFor};
use crate::time::until;

/// How many lines are shown, and of how many bytes.
const LINES: usize = 500;
const LINES_SIZE: usize = 16 * 1024;

/// How many things that a run said of itself are shown, and how much of each, in bytes.
const STATUSES: usize = 50;
const STATUS: usize = 256;

/// A run with everything that is kept of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RunWhole)]
pub(in super::super) struct RunPage {
    /// The run.
    #[serde(flatten)]
    run: RunRecord,
    /// The delivery that its event came with.
    delivery: Option<DeliveryId>,
    /// The task that is looked at.
    #[serde(skip)]
    task: Option<TaskPath>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Selected {
    /// The path of a task, as JSON.
    task: Option<String>,
}

/// A run, whole.
#[utoipa::path(
    get, path = "/runs/{id}.json", tag = "pages",
    params(
        ("id" = String, Path, description = "the run"),
    ),
    responses((status = 200, body = RunPage), (status = "4XX", body = Problem))
)]
pub(super) async fn page(
    ask: Ask,
    State(app): State<App>,
    Path(id): Path<String>,
    Query(selected): Query<Selected>,
) -> Response {
    ask.show(async {
        let run = app.client.run(run_id(&id)?).await?;
        let event = &run.summary.event;
        let source = event.source.clone().unwrap_or_default();
        let event = app.engine.event(event.id.clone(), Some(source)).await?;
        let task = selected.task.map(|task| serde_json::from_str(&task));
        let task = task
            .transpose()
            .map_err(|_| Problem::bad("`task` is a path of keys, as JSON"))?;
        Ok(RunPage {
            delivery: event.and_then(|event| event.listed.delivery),
            run,
            task,
        })
    })
    .await
}

fn run_id(id: &str) -> Result<RunId, Problem> {
    id.parse()
        .map_err(|error| Problem::missing(format!("{error}")))
}

/// Where a run is shown.
pub(super) fn address(run: RunId) -> String {
    format!("/runs/{run}")
}

pub(super) async fn cancel(ask: Ask, State(app): State<App>, Path(id): Path<String>) -> Response {
    ask.act(async {
        let run = run_id(&id)?;
        app.client.cancel(run, "cancelled on the dashboard").await?;
        Ok(address(run))
    })
    .await
}

pub(super) async fn retry(ask: Ask, State(app): State<App>, Path(id): Path<String>) -> Response {
    ask.act(async {
        let run = run_id(&id)?;
        app.client.retry(run).await?;
        Ok(address(run))
    })
    .await
}

pub(super) async fn move_to_current(
    ask: Ask,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Response {
    ask.act(async {
        let run = run_id(&id)?;
        app.client.move_to_current(run).await?;
        Ok(address(run))
    })
    .await
}

#[derive(Debug, Deserialize)]
pub(super) struct Edited {
    /// Another payload; the same one without it.
    payload: Option<String>,
}

pub(super) async fn replay(
    ask: Ask,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(edited): Form<Edited>,
) -> Response {
    ask.act(async {
        let run = run_id(&id)?;
        let replay = match edited.payload {
            None => app.client.replay(run).await?,
            Some(payload) => {
                let payload: Box<RawValue> = serde_json::from_str(&payload)
                    .map_err(|error| Problem::bad(format!("the payload is not JSON: {error}")))?;
                app.client.replay_with(run, &payload).await?
            }
        };
        Ok(address(replay))
    })
    .await
}

impl Page for RunPage {
    fn head(&self) -> Head {
        let RunSummary { id, job, .. } = &self.run.summary;
        Head::new(
            format!("{job} {}", parts::short(&id.to_string())),
            Section::Runs,
        )
        .live()
    }

    fn body(&self, view: &View) -> Markup {
        let run = &self.run.summary;
        let title = html! {
            (run.job) code.muted { (run.version) }
            (parts::run_badge(run.status, run.waits_for))
            @if run.is_test { (parts::test_badge()) }
        };
        let selected = self
            .task
            .as_ref()
            .and_then(|path| self.run.tasks.iter().find(|task| task.path == *path));
        html! {
            (crumbs(&[("/runs", "Runs"), (&format!("/jobs/{}", encode(&run.job)), &run.job)]))
            (heading(&title, &self.actions()))
            (self.facts(view))
            @if let Some(error) = self.run.error.as_ref().filter(|_| selected.is_none()) { (parts::error(error)) }
            (waterfall(&self.run, self.task.as_ref(), view))
            @match selected {
                Some(task) => (self.task(task, view)),
                None => (self.whole(view)),
            }
        }
    }
}

impl RunPage {
    fn actions(&self) -> Markup {
        let run = &self.run.summary;
        let to = |action: &str| format!("/runs/{}/{action}", run.id);
        let edit = format!("/jobs/{}/test?run={}&replay=1", encode(&run.job), run.id);
        let may_retry = matches!(
            run.status,
            RunStatus::Failed
                | RunStatus::TimedOut
                | RunStatus::Cancelled
                | RunStatus::UnresolvedAuth
        ) || matches!(run.waits_for, Some(WaitsFor::Retry | WaitsFor::Connection));
        html! {
            @if run.waits_for == Some(WaitsFor::Job) { (button(&to("move"), "Move to the current version", "run", "primary")) }
            @if may_retry { (button(&to("retry"), "Retry from the failed task", "run", "primary")) }
            @if !run.status.is_finished() { (button(&to("cancel"), "Cancel", "stop", "danger")) }
            (button(&to("replay"), "Replay", "replay", ""))
            a.button href=(edit) { (icon("edit")) "Replay with edit" }
        }
    }

    fn facts(&self, view: &View) -> Markup {
        let run = &self.run.summary;
        html! {
            dl.facts {
                div { dt { "Run" } dd { code { (run.id) } (parts::copy(&run.id.to_string())) } }
                div { dt { "Event" } dd { a href=(parts::event_path(&run.event)) { (run.event.name) } } }
                @if let Some(source) = &run.event.source { div { dt { "Source" } dd { a href={ "/sources/" (encode(source)) } { (source) } } } }
                @if let Some(delivery) = self.delivery { div { dt { "Delivery" } dd { (parts::delivery_link(delivery)) } } }
                div { dt { "Created" } dd { (parts::time(run.created_at, view)) } }
                div { dt { @if run.status.is_finished() { "Took" } @else { "So far" } } dd { (parts::took(run, view)) } }
                @if let Some(wake_at) = run.wake_at { div { dt { "Goes on" } dd { (parts::time(wake_at, view)) " · " (parts::ago(wake_at, view)) } } }
                // That it waits for a time is said by when it goes on.
                @if let Some(waits_for) = run.waits_for.filter(|what| *what != WaitsFor::Time) { div { dt { "Waits for" } dd { (waits_for) } } }
                @if let Some(parent) = run.parent { div { dt { "Started by" } dd { (parts::run_link(parent)) } } }
                @if let Some(original) = run.replay_of { div { dt { "Replay of" } dd { (parts::run_link(original)) } } }
                @if !self.run.replays.is_empty() {
                    div { dt { "Replayed by" } dd { @for replay in self.run.replays.iter().take(excerpt::LISTED) { (parts::run_link(*replay)) " " } } }
                }
            }
            (parts::properties(&run.properties))
        }
    }

    /// Where all that is kept of the run is read.
    fn whole_at(&self) -> String {
        format!("{}.json", address(self.run.summary.id))
    }

    /// What there is of the run as a whole.
    fn whole(&self, view: &View) -> Markup {
        let example = format!(
            "{}(\"{}\", json = r#\"{}\"#)",
            "copied", self.run.summary.event.name, self.run.payload
        );
        let whole = self.whole_at();
        html! {
            div.split {
                div.stack {
                    (excerpt::json("Payload", &self.run.payload, &whole))
                    @if let Some(output) = &self.run.output { (excerpt::json("Output", output, &whole)) }
                }
                div.stack {
                    @if !self.run.statuses.is_empty() { (self.statuses(view)) }
                    (self.lines(None, view))
                    div.card {
                        h2 { "Copy as an example" }
                        p.muted { "For the event's " code { "examples(…)" } ": what was received becomes what the job is tried with." }
                        (excerpt::block("Example", &example, &whole))
                    }
                }
            }
        }
    }

    fn statuses(&self, view: &View) -> Markup {
        html! {
            div.card {
                h2 { "Said of itself" }
                ul.lines {
                    @for status in self.run.statuses.iter().rev().take(STATUSES).rev() {
                        li { (parts::time(status.at, view)) b { (brief(&status.status.label, STATUS)) } (brief(&status.status.state, STATUS))
                            @if !status.status.data.is_null() { code { (brief(&status.status.data.to_string(), STATUS)) } } }
                    }
                }
            }
        }
    }

    /// The lines of a task, or of the run.
    fn lines(&self, task: Option<&TaskPath>, view: &View) -> Markup {
        let log = self.run.log.iter();
        let lines: Vec<_> = log
            .filter(|line| task.is_none_or(|task| line.task == *task))
            .collect();
        let mut room = LINES_SIZE;
        let fits = lines.iter().take_while(|line| {
            let size = line.line.message.len() + line.line.data.to_string().len();
            let has_room = room > 0;
            room = room.saturating_sub(size);
            has_room
        });
        let shown = fits.count().min(LINES);
        html! {
            div.card {
                h2 { "Log" span.muted { (lines.len()) } }
                @if lines.is_empty() { p.muted { "No lines. " code { "io.log().info(…)" } " records them." } }
                ul.lines {
                    @for line in lines.iter().take(shown) {
                        li { (parts::clock(line.at, view)) (parts::line(&line.line)) }
                    }
                }
                (excerpt::rest(shown, lines.len(), &self.whole_at()))
            }
        }
    }

    fn task(&self, task: &TaskRecord, view: &View) -> Markup {
        let (sign, word, tone) = parts::task_look(task.status);
        let whole = self.whole_at();
        html! {
            section #task aria-label="Task" {
                div.stack {
                    div.heading {
                        h2 { (icon(icon_of(task))) " " (task.path) " " (parts::badge(sign, word, tone)) }
                        a.button href=(address(self.run.summary.id)) hx-get=(address(self.run.summary.id)) hx-target="#main" hx-select="#main" hx-swap="morph:outerHTML show:none" hx-push-url="true" { "Close" }
                    }
                    @if let Some(error) = &task.error { (parts::error(error)) }
                    dl.facts {
                        div { dt { "Operation" } dd { code { (task.kind) } } }
                        div { dt { "Name" } dd { (task.name) } }
                        div { dt { "Attempts" } dd { (task.attempts) } }
                        div { dt { "Started" } dd { (parts::time(task.started_at, view)) } }
                        @if let Some(finished) = task.finished_at { div { dt { "Took" } dd { (parts::span(until(task.started_at, finished))) } } }
                        @if let Some(wake_at) = task.wake_at { div { dt { "Goes on" } dd { (parts::time(wake_at, view)) } } }
                    }
                    (parts::properties(&task.properties))
                    div.split {
                        div.stack {
                            @if !task.params.is_empty() { (excerpt::json("Input", &task.params, &whole)) }
                            @match &task.output {
                                Some(output) => (excerpt::json("Output", output, &whole)),
                                None => @if task.sealed { p.note { "The output is a secret: it is kept encrypted and not shown." } },
                            }
                        }
                        (self.lines(Some(&task.path), view))
                    }
                }
            }
        }
    }
}
