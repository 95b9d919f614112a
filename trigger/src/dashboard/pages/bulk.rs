//! `/runs/change`: changing all runs that match, after a look at how many those are.

use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::App;
use super::super::ask::{Ask, Head, Page, Problem, View};
use super::super::bulk::{self, Change, Progress};
use super::super::layout::{Section, crumbs, heading};
use super::super::parts::number;
use super::runs::Filter;
use crate::record::RunQuery;

/// How many runs are counted; beyond that it is said that there are more.
const COUNTED: usize = 10_000;

/// What is asked for.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    change: Change,
    #[serde(flatten)]
    filter: Filter,
}

/// What a change would be done to.
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct ConfirmPage {
    /// What is done to each run.
    change: Change,
    /// Which runs.
    filter: Filter,
    /// How many of them it makes sense for.
    matching: usize,
    /// Whether there are more, which are not counted.
    has_more: bool,
}

pub(super) async fn confirm(
    ask: Ask,
    State(app): State<App>,
    Query(Wanted { change, mut filter }): Query<Wanted>,
) -> Response {
    let now = ask.view.now;
    ask.show(async {
        // What is created from now on is not meant.
        filter.until = filter.until.or(Some(now.to_string()));
        filter.after = None;
        let matching = matching(&app, &filter.query()?, change).await?;
        Ok(ConfirmPage {
            change,
            filter,
            has_more: matching >= COUNTED,
            matching,
        })
    })
    .await
}

/// How many of the runs that match a change makes sense for.
async fn matching(app: &App, query: &RunQuery, change: Change) -> Result<usize, Problem> {
    use crate::run::RunStatus::{Cancelled, Executing, Failed, Queued, TimedOut, Waiting};
    let sensible: &[_] = match change {
        Change::Cancel => &[Queued, Executing, Waiting],
        Change::Retry => &[Failed, TimedOut, Cancelled],
    };
    let mut count = 0;
    for status in sensible {
        if query.status.is_some_and(|only| only != *status) {
            continue;
        }
        let query = RunQuery {
            status: Some(*status),
            ..query.clone()
        };
        count += app.engine.count_runs(query, COUNTED).await?;
    }
    Ok(count)
}

impl Page for ConfirmPage {
    fn head(&self) -> Head {
        Head::new("Change runs", Section::Runs)
    }

    fn body(&self, _: &View) -> Markup {
        let back = format!("/runs?{}", self.filter.address(None));
        let count = number(self.matching as u64);
        let count = if self.has_more {
            format!("more than {count}")
        } else {
            count
        };
        let runs = if self.matching == 1 { "run" } else { "runs" };
        let (verb, what) = match self.change {
            Change::Cancel => (
                "Cancel",
                "Each stops at its next await and keeps what it has finished. The runs it waits for stop with it.",
            ),
            Change::Retry => (
                "Retry",
                "Each goes on from its failed task; what it has completed is not executed again.",
            ),
        };
        html! {
            (crumbs(&[("/runs", "Runs")]))
            (heading(&html! { (verb) " " (count) " " (runs) }, &html! {}))
            div.card {
                p { (what) }
                @if self.matching == 0 {
                    p.note { "None of the runs that match is in a state in which this makes sense." }
                }
                dl.facts {
                    div { dt { "Status" } dd { (self.filter.status.as_deref().filter(|text| !text.is_empty()).unwrap_or("every one that allows it")) } }
                    div { dt { "Job" } dd { (self.filter.job.as_deref().filter(|text| !text.is_empty()).unwrap_or("every job")) } }
                    @if let Some(text) = self.filter.q.as_deref().filter(|text| !text.is_empty()) { div { dt { "Text" } dd { code { (text) } } } }
                    div { dt { "Created before" } dd { code { (self.filter.until.as_deref().unwrap_or_default()) } } }
                }
                form.actions method="post" action="/runs/change" {
                    input type="hidden" name="change" value=(self.change.as_str());
                    @for (name, value) in [("status", &self.filter.status), ("job", &self.filter.job), ("q", &self.filter.q), ("from", &self.filter.from), ("until", &self.filter.until)] {
                        @if let Some(value) = value { input type="hidden" name=(name) value=(value); }
                    }
                    @if self.matching > 0 {
                        button.primary type="submit" autofocus { (verb) " " (count) " " (runs) }
                    }
                    a.button href=(back) { "Back" }
                }
            }
        }
    }
}

pub(super) async fn begin(
    ask: Ask,
    State(app): State<App>,
    Form(Wanted { change, filter }): Form<Wanted>,
) -> Response {
    ask.act(async {
        let mut query = filter.query()?;
        query.after = None;
        let total = matching(&app, &query, change).await?;
        let number = bulk::begin(&app, query, change, total as u64);
        Ok(format!("/runs/change/{number}"))
    })
    .await
}

/// How far a change has come.
#[derive(Debug, Serialize, ToSchema)]
#[serde(transparent)]
pub(in super::super) struct ProgressPage(Progress);

/// How far a change of many runs has come.
#[utoipa::path(
    get, path = "/runs/change/{number}.json", tag = "pages",
    params(
        ("number" = String, Path, description = "the change"),
    ),
    responses((status = 200, body = ProgressPage), (status = "4XX", body = Problem))
)]
pub(super) async fn progress(
    ask: Ask,
    State(app): State<App>,
    Path(number): Path<u64>,
) -> Response {
    ask.show(async {
        let progress = app.bulk.progress(number);
        let gone =
            || Problem::missing("This change was made by a process that has ended, or long ago.");
        progress.map(ProgressPage).ok_or_else(gone)
    })
    .await
}

impl Page for ProgressPage {
    fn head(&self) -> Head {
        Head::new("Changing runs", Section::Runs).live()
    }

    fn body(&self, _: &View) -> Markup {
        let Progress {
            change,
            total,
            changed,
            skipped,
            is_done,
            error,
        } = &self.0;
        let title = match (change, is_done) {
            (Change::Cancel, false) => "Cancelling runs",
            (Change::Cancel, true) => "Runs cancelled",
            (Change::Retry, false) => "Retrying runs",
            (Change::Retry, true) => "Runs retried",
        };
        let most = (*total).max(*changed).max(1);
        html! {
            (crumbs(&[("/runs", "Runs")]))
            (heading(&html! { (title) }, &html! {}))
            div.card {
                progress max=(most) value=(if *is_done { most } else { *changed }) aria-label=(title) {}
                p role="status" { (number(*changed)) " of " (number(*total)) @if *is_done { " · done" } }
                @if *skipped > 0 { p.muted { (number(*skipped)) " were left as they are: it makes no sense where they stand." } }
                @if let Some(error) = error { p.alert role="alert" { (error) } }
                p { a.button href="/runs" { "Runs" } }
            }
        }
    }
}
