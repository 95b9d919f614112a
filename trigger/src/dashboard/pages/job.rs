//! `/jobs/{id}`: what a job is, and its runs.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::App;
use super::super::ask::{Ask, Head, Page, Problem, View};
use super::super::chart;
use super::super::icons::icon;
use super::super::layout::{Section, crumbs, heading};
use super::super::parts::{self, Common, badge, button, encode};
use super::jobs::success;
use super::{overview, shape};
use crate::record::{EndedRuns, ExampleRecord, JobRecord, RunQuery, RunSummary};

/// A job and its newest runs.
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct JobPage {
    /// The job.
    #[serde(flatten)]
    job: JobRecord,
    /// The payloads that it can be tried with.
    examples: Vec<ExampleRecord>,
    /// Its newest runs.
    runs: Vec<RunSummary>,
    /// Its runs that ended in the last 24 hours.
    ended: Vec<EndedRuns>,
}

/// A job of the app.
pub(super) async fn find(app: &App, id: &str) -> Result<JobRecord, Problem> {
    let jobs = app.client.jobs().await?;
    let job = jobs.into_iter().find(|job| job.id == id);
    job.ok_or_else(|| Problem::missing(format!("The app has no job `{id}`.")))
}

/// A job.
#[utoipa::path(
    get, path = "/jobs/{id}.json", tag = "pages",
    params(
        ("id" = String, Path, description = "the job"),
    ),
    responses((status = 200, body = JobPage), (status = "4XX", body = Problem))
)]
pub(super) async fn page(ask: Ask, State(app): State<App>, Path(id): Path<String>) -> Response {
    let since = chart::since(ask.view.now);
    ask.show(async {
        let query = RunQuery {
            job: Some(id.clone()),
            limit: 20,
            ..RunQuery::default()
        };
        let mut ended = app.engine.ended_runs(since).await?;
        ended.retain(|ended| ended.job == id);
        Ok(JobPage {
            job: find(&app, &id).await?,
            examples: app.engine.examples(&id),
            runs: app.client.runs(query).await?,
            ended,
        })
    })
    .await
}

pub(super) async fn pause(ask: Ask, State(app): State<App>, Path(id): Path<String>) -> Response {
    ask.act(async {
        find(&app, &id).await?;
        app.engine.pause_job(id.clone()).await?;
        Ok(format!("/jobs/{}", encode(&id)))
    })
    .await
}

pub(super) async fn resume(ask: Ask, State(app): State<App>, Path(id): Path<String>) -> Response {
    ask.act(async {
        find(&app, &id).await?;
        app.engine.resume_job(id.clone()).await?;
        Ok(format!("/jobs/{}", encode(&id)))
    })
    .await
}

impl Page for JobPage {
    fn head(&self) -> Head {
        Head::new(&self.job.name, Section::Jobs).live()
    }

    fn body(&self, view: &View) -> Markup {
        let job = &self.job;
        let path = format!("/jobs/{}", encode(&job.id));
        let title = html! {
            (job.name) code.muted { (job.id) " " (job.version) }
            @if job.paused_at.is_some() { (badge("⏸", "Paused", "amber")) }
            @if !job.enabled { (badge("⊘", "Not enabled", "grey")) }
        };
        let actions = html! {
            a.button.primary href={ (path) "/test" } { (icon("run")) "Test" }
            @if job.paused_at.is_some() { (button(&format!("{path}/resume"), "Resume", "run", "")) }
            @else { (button(&format!("{path}/pause"), "Pause", "pause", "")) }
        };
        html! {
            (crumbs(&[("/jobs", "Jobs")]))
            (heading(&title, &actions))
            @for paragraph in job.description.trim().split("\n\n").filter(|text| !text.trim().is_empty()) { p.lead { (paragraph.trim()) } }
            div.split {
                div.stack {
                    @if !self.ended.is_empty() { div.card { h2 { "Runs that ended, by hour" } (overview::by_status(&self.ended, view)) } }
                    h2 { "Runs" }
                    @if self.runs.is_empty() {
                        (parts::empty("It has not run yet", &html! { p { a href={ (path) "/test" } { "Try it on an example" } } }))
                    } @else {
                        (parts::runs_table(&self.runs, view, Common::Job))
                        p { a href={ "/runs?job=" (encode(&job.id)) } { "All its runs →" } }
                    }
                }
                div.stack { (self.facts(view)) (self.payload()) }
            }
        }
    }
}

impl JobPage {
    fn facts(&self, view: &View) -> Markup {
        let job = &self.job;
        let options = &job.options;
        let seconds = |seconds: f64| parts::span(std::time::Duration::from_secs_f64(seconds));
        let durations = chart::durations(&self.ended);
        html! {
            div.card {
                dl.facts {
                    div { dt { "Trigger" } dd { code { (job.trigger) } } }
                    @if let Some(filter) = &job.filter { div { dt { "Filter" } dd { code { (filter) } } } }
                    div { dt { "Written at" } dd { code { (job.place) } } }
                    @if !job.integrations.is_empty() { div { dt { "Integrations" } dd { (job.integrations.join(", ")) } } }
                    @for own in &durations { div { dt { "Ended in 24 h" } dd { (success(own)) } } }
                    div { dt { "Attempts" } dd { (options.attempts) } }
                    @if let Some(timeout) = options.timeout { div { dt { "Timeout" } dd { (seconds(timeout)) } } }
                    @if let Some(concurrency) = options.concurrency { div { dt { "At once" } dd { (concurrency) @if let Some(group) = &options.concurrency_group { " in " (group) } } } }
                    @if let Some(next) = &options.on_success { div { dt { "On success" } dd { a href={ "/jobs/" (encode(next)) } { (next) } } } }
                    @if let Some(next) = &options.on_failure { div { dt { "On failure" } dd { a href={ "/jobs/" (encode(next)) } { (next) } } } }
                    @if let Some(paused) = job.paused_at { div { dt { "Paused" } dd { (parts::ago(paused, view)) } } }
                }
            }
        }
    }

    fn payload(&self) -> Markup {
        html! {
            @if !self.examples.is_empty() {
                div.card {
                    h2 { "Payload" a href={ "/jobs/" (encode(&self.job.id)) "/test" } { "Try an example" } }
                    (shape::of_examples(&self.examples))
                }
            }
        }
    }
}
