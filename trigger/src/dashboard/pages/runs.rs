//! `/runs`: all runs, newest first, narrowed by what is in the address.

use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::App;
use super::super::ask::{Ask, Head, Page, Problem, View};
use super::super::layout::{Section, heading};
use super::super::parts::{self, Common, encode};
use super::{given, parsed};
use crate::id::RunId;
use crate::record::{RunQuery, RunSummary, SEARCHED};
use crate::run::RunStatus;
use crate::time::Timestamp;

/// What the address narrows the runs to.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub(super) struct Filter {
    /// Only runs of this status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) status: Option<String>,
    /// Only runs of this job.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) job: Option<String>,
    /// Only runs in whose event, properties or payload this text stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) q: Option<String>,
    /// Only runs that were created at this time or later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) from: Option<String>,
    /// Only runs that were created before this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) until: Option<String>,
    /// Only runs older than this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) after: Option<String>,
}

impl Filter {
    pub(super) fn query(&self) -> Result<RunQuery, Problem> {
        Ok(RunQuery {
            status: parsed(self.status.clone())?,
            job: given(self.job.clone()),
            from: parsed::<Timestamp>(self.from.clone())?,
            until: parsed::<Timestamp>(self.until.clone())?,
            text: given(self.q.clone()),
            after: parsed(self.after.clone())?,
            limit: 50,
        })
    }

    /// The filter as it stands in an address, from another run on.
    pub(super) fn address(&self, after: Option<RunId>) -> String {
        let after = after.map(|after| after.to_string());
        let pairs = [
            ("status", &self.status),
            ("job", &self.job),
            ("q", &self.q),
            ("from", &self.from),
            ("until", &self.until),
            ("after", &after),
        ];
        let pairs = pairs.into_iter().filter_map(|(name, value)| {
            let value = given(value.clone())?;
            Some(format!("{name}={}", encode(&value)))
        });
        pairs.collect::<Vec<_>>().join("&")
    }

    fn is_narrow(&self) -> bool {
        !self.address(None).is_empty()
    }
}

/// Runs, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct RunsPage {
    /// What the address narrows them to.
    filter: Filter,
    /// The runs.
    runs: Vec<RunSummary>,
    /// What `after` is for the next page; `null` on the last one.
    next: Option<RunId>,
    /// The ids of the app's jobs.
    #[serde(skip)]
    jobs: Vec<String>,
}

/// Runs, newest first.
#[utoipa::path(
    get, path = "/runs.json", tag = "pages",
    params(
        ("status" = Option<String>, Query, description = "only runs of this status"),
        ("job" = Option<String>, Query, description = "only runs of this job"),
        ("q" = Option<String>, Query, description = "only runs in whose event, properties or payload this text stands"),
        ("from" = Option<String>, Query, description = "only runs that were created at this time or later"),
        ("until" = Option<String>, Query, description = "only runs that were created before this time"),
        ("after" = Option<String>, Query, description = "only runs older than this one"),
    ),
    responses((status = 200, body = RunsPage), (status = "4XX", body = Problem))
)]
pub(super) async fn page(
    ask: Ask,
    State(app): State<App>,
    Query(filter): Query<Filter>,
) -> Response {
    ask.show(async {
        let query = filter.query()?;
        let limit = query.limit;
        let runs = app.client.runs(query).await?;
        let next = runs.last().filter(|_| runs.len() == limit);
        let jobs = app.client.jobs().await?;
        Ok(RunsPage {
            next: next.map(|run| run.id),
            runs,
            jobs: jobs.into_iter().map(|job| job.id).collect(),
            filter,
        })
    })
    .await
}

impl Page for RunsPage {
    fn head(&self) -> Head {
        Head::new("Runs", Section::Runs).live()
    }

    fn body(&self, view: &View) -> Markup {
        let next = self
            .next
            .map(|next| format!("/runs?{}", self.filter.address(Some(next))));
        html! {
            (heading(&html! { "Runs" }, &self.changes()))
            (self.filters(view))
            @if self.runs.is_empty() {
                @if self.filter.is_narrow() {
                    (parts::empty("No run matches", &html! {
                        @if given(self.filter.q.clone()).is_some() { p { (searched()) } }
                        p { a href="/runs" { "Show all runs" } }
                    }))
                } @else {
                    (parts::empty("Nothing has run yet", &html! { p { "Try one of the " a href="/jobs" { "jobs" } "." } }))
                }
            } @else {
                (parts::runs_table(&self.runs, view, Common::Nothing))
            }
            (parts::older(next.as_deref()))
        }
    }
}

impl RunsPage {
    /// What can be done to all that match.
    fn changes(&self) -> Markup {
        let all = Filter {
            after: None,
            ..self.filter.clone()
        };
        let way = |change: &str| format!("/runs/change?change={change}&{}", all.address(None));
        html! {
            @if !self.runs.is_empty() {
                a.button href=(way("retry")) { (super::super::icons::icon("replay")) "Retry all…" }
                a.button.danger href=(way("cancel")) { (super::super::icons::icon("stop")) "Cancel all…" }
            }
        }
    }

    fn filters(&self, view: &View) -> Markup {
        let is = |value: &Option<String>, text: &str| value.as_deref() == Some(text);
        html! {
            form.filters method="get" action="/runs"
                hx-get="/runs" hx-target="#main" hx-select="#main" hx-swap="morph:outerHTML" hx-push-url="true"
                hx-trigger="change, submit, input delay:300ms from:#q" {
                select name="status" aria-label="Status" {
                    option value="" { "Every status" }
                    @for status in RunStatus::ALL {
                        @let (sign, word, _) = parts::look(status, None);
                        option value=(status.as_str()) selected[is(&self.filter.status, status.as_str())] { (sign) " " (word) }
                    }
                }
                select name="job" aria-label="Job" {
                    option value="" { "Every job" }
                    @for job in &self.jobs {
                        option value=(job) selected[is(&self.filter.job, job)] { (job) }
                    }
                }
                input #q type="search" name="q" value=[&self.filter.q] placeholder="Text in event, properties or payload" aria-label="Text";
                @if let Some(from) = &self.filter.from { input type="hidden" name="from" value=(from); }
                @if let Some(until) = &self.filter.until { input type="hidden" name="until" value=(until); }
                noscript { button type="submit" { "Apply" } }
                (created(&self.filter, view))
                @if self.filter.is_narrow() { a.button href="/runs" { "Clear" } }
            }
        }
    }
}

/// How far a search for a text goes.
fn searched() -> String {
    let searched = parts::number(SEARCHED.into());
    format!("A text is looked for in the newest {searched} runs that match otherwise.")
}

/// The time to which the address narrows them, in words.
fn created(filter: &Filter, view: &View) -> Markup {
    let time = |text: &Option<String>| {
        let at = parsed::<Timestamp>(text.clone()).ok().flatten();
        at.map(|at| parts::time(at, view))
    };
    html! {
        @match (time(&filter.from), time(&filter.until)) {
            (Some(from), Some(until)) => span.muted { "Created from " (from) " until " (until) },
            (Some(from), None) => span.muted { "Created since " (from) },
            (None, Some(until)) => span.muted { "Created before " (until) },
            (None, None) => {}
        }
    }
}
