//! `/jobs`: the catalogue.

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::App;
use super::super::ask::{Ask, Head, Page, Problem, View};
use super::super::chart;
use super::super::icons::icon;
use super::super::layout::{Section, heading};
use super::super::parts::{self, badge, encode, number, span};
use crate::record::{EndedRuns, JobRecord};

/// The app's jobs.
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct JobsPage {
    /// The jobs, in order of their ids.
    jobs: Vec<JobRecord>,
    /// Their runs that ended in the last 24 hours.
    ended: Vec<EndedRuns>,
}

/// The jobs.
#[utoipa::path(
    get, path = "/jobs.json", tag = "pages",
    responses((status = 200, body = JobsPage), (status = "4XX", body = Problem))
)]
pub(super) async fn page(ask: Ask, State(app): State<App>) -> Response {
    let since = chart::since(ask.view.now);
    ask.show(async {
        Ok(JobsPage {
            jobs: app.client.jobs().await?,
            ended: app.engine.ended_runs(since).await?,
        })
    })
    .await
}

impl Page for JobsPage {
    fn head(&self) -> Head {
        Head::new("Jobs", Section::Jobs).live()
    }

    fn body(&self, _: &View) -> Markup {
        let durations = chart::durations(&self.ended);
        html! {
            (heading(&html! { "Jobs" }, &html! {}))
            @if self.jobs.is_empty() {
                (parts::empty("This app has no jobs", &html! { p { "Annotate a function with " code { "#[job(trigger = …)]" } "." } }))
            } @else {
                div.table { table.rows {
                    thead { tr { th { "Job" } th { "Trigger" } th.num { "Ended in 24 h" } th.num { "Median" } th {} } }
                    tbody {
                        @for job in &self.jobs {
                            @let own = durations.iter().find(|own| own.job == job.id);
                            tr {
                                td {
                                    a data-open href={ "/jobs/" (encode(&job.id)) } { b { (job.name) } }
                                    " " code.muted { (job.id) " " (job.version) }
                                    @if job.paused_at.is_some() { " " (badge("⏸", "Paused", "amber")) }
                                    @if !job.enabled { " " (badge("⊘", "Not enabled", "grey")) }
                                    @if let Some(first) = job.description.trim().lines().next() { div.muted { (first.trim()) } }
                                }
                                td.line { code { (job.trigger) } @if let Some(filter) = &job.filter { div.muted { "if " code { (filter) } } } }
                                td.num data-label="In 24 h" { @match own { Some(own) => (success(own)), None => span.muted { "–" } } }
                                td.num data-label="Median" { @match own { Some(own) if !own.half.is_zero() => (span(own.half)), _ => span.muted { "–" } } }
                                td.num { a.button href={ "/jobs/" (encode(&job.id)) "/test" } { (icon("run")) "Test" } }
                            }
                        }
                    }
                } }
            }
        }
    }
}

/// How many runs ended, and how many of them failed.
pub(super) fn success(of: &chart::Durations) -> Markup {
    html! {
        @if of.failed > 0 { (badge("✕", &format!("{} failed", number(of.failed)), "red")) " " }
        (number(of.ended))
    }
}
