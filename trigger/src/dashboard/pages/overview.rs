//! `/`: how the app does, at a glance; while nothing has run, how to begin.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::App;
use super::super::ask::{Ask, Head, Page, Problem, View};
use super::super::chart::{self, Layer, stacked};
use super::super::icons::icon;
use super::super::layout::{Section, heading};
use super::super::parts::{self, badge, encode, number, span};
use super::jobs::success;
use crate::record::{
    ArrivedDeliveries, DeliveryVerdict, EndedRuns, ExampleRecord, JobRecord, Open, RunQuery,
    RunSummary, SourceRecord, SourceState,
};
use crate::run::RunStatus;
use crate::time::Timestamp;

/// How the app does.
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct OverviewPage {
    /// How many runs have not ended.
    open: Open,
    /// Those that ended in the last 24 hours.
    ended: Vec<EndedRuns>,
    /// What arrived in the last 24 hours.
    arrived: Vec<ArrivedDeliveries>,
    /// The newest runs that failed.
    failures: Vec<RunSummary>,
    /// The schedules that tick next, each with when it does.
    #[schema(value_type = Vec<serde_json::Value>)]
    ticks: Vec<(String, Timestamp)>,
    /// The sources that do not accept deliveries.
    troubled: Vec<SourceRecord>,
    /// Whether nothing has run yet.
    is_new: bool,
    #[serde(skip)]
    first: First,
}

/// What a person begins with.
#[derive(Debug, Default)]
struct First {
    jobs: Vec<JobRecord>,
    /// An example of the first one's trigger.
    example: Option<ExampleRecord>,
    program: String,
}

/// How the app does.
#[utoipa::path(
    get, path = "/index.json", tag = "pages",
    responses((status = 200, body = OverviewPage), (status = "4XX", body = Problem))
)]
pub(super) async fn page(ask: Ask, State(app): State<App>) -> Response {
    let since = chart::since(ask.view.now);
    ask.show(async {
        let runs = |status, limit| {
            app.client.runs(RunQuery {
                status,
                limit,
                ..RunQuery::default()
            })
        };
        let is_new = runs(None, 1).await?.is_empty();
        let schedules = app.engine.schedules().await?;
        let ticking = schedules
            .into_iter()
            .filter(|schedule| schedule.paused_at.is_none());
        let mut ticks: Vec<_> = ticking
            .filter_map(|schedule| Some((schedule.key, *schedule.next.first()?)))
            .collect();
        ticks.sort_by_key(|(_, at)| *at);
        ticks.truncate(5);
        let troubled = app.client.sources().into_iter().filter(|source| {
            matches!(
                source.state,
                SourceState::Failed { .. }
                    | SourceState::Inactive { .. }
                    | SourceState::Drifted { .. }
                    | SourceState::Unwanted { .. }
            )
        });
        let jobs = match is_new {
            true => app.client.jobs().await?,
            false => Vec::new(),
        };
        let first = jobs.first();
        let examples = first.map(|job| app.engine.examples(&job.id));
        Ok(OverviewPage {
            open: app.engine.open().await?,
            ended: app.engine.ended_runs(since).await?,
            arrived: app.engine.arrived_deliveries(since).await?,
            failures: runs(Some(RunStatus::Failed), 5).await?,
            ticks,
            troubled: troubled.collect(),
            first: First {
                example: examples.into_iter().flatten().next(),
                jobs,
                program: app.program.clone(),
            },
            is_new,
        })
    })
    .await
}

impl Page for OverviewPage {
    fn head(&self) -> Head {
        Head::new("Overview", Section::Overview).live()
    }

    fn body(&self, view: &View) -> Markup {
        let durations = chart::durations(&self.ended);
        html! {
            (heading(&html! { "Overview" }, &html! {}))
            @if self.is_new { (self.guide()) }
            (self.tiles())
            @if !self.troubled.is_empty() { (self.trouble()) }
            @if !self.ended.is_empty() || !self.arrived.is_empty() {
                div.grid.even {
                    div.card { h2 { "Runs that ended, by hour" } (by_status(&self.ended, view)) }
                    @if !self.arrived.is_empty() { div.card { h2 { "Deliveries, by hour" } (by_verdict(&self.arrived, view)) } }
                }
            }
            @if !durations.is_empty() { (took(&durations)) }
            div.grid { (self.failed(view)) @if !self.ticks.is_empty() { (self.next(view)) } }
        }
    }
}

impl OverviewPage {
    fn tiles(&self) -> Markup {
        let sum = |of: &dyn Fn(RunStatus) -> bool| -> u64 {
            let wanted = self.ended.iter().filter(|ended| of(ended.status));
            wanted.map(|ended| ended.runs).sum()
        };
        let open = |n: u32| {
            if n >= 10_000 {
                "10 000+".to_owned()
            } else {
                number(n.into())
            }
        };
        let completed = sum(&|status| status == RunStatus::Completed);
        let failed = sum(&chart::is_failure);
        html! {
            div.tiles {
                a.tile href="/runs?status=executing" { (badge("◐", "Running", "blue")) b { (open(self.open.executing)) } }
                a.tile href="/runs?status=queued" { (badge("◌", "Queued", "grey")) b { (open(self.open.queued)) } }
                a.tile href="/runs?status=waiting" { (badge("⧗", "Waiting", "violet")) b { (open(self.open.waiting)) } }
                a.tile href="/runs?status=completed" { span.of { (badge("✓", "Completed", "green")) "24 h" } b { (number(completed)) } }
                a.tile href="/runs?status=failed" { span.of { (badge("✕", "Failed", if failed > 0 { "red" } else { "grey" })) "24 h" } b { (number(failed)) } }
            }
        }
    }

    /// How to begin.
    fn guide(&self) -> Markup {
        let job = self.first.jobs.first();
        html! {
            section.card aria-labelledby="begin" {
                h2 #begin { "Nothing has run yet" }
                @match job {
                    None => p { "This app has no jobs: annotate a function with " code { "#[job(trigger = …)]" } " and start it again." },
                    Some(job) => {
                        (self.try_out(job))
                        p { "Or from another terminal:" }
                        (parts::command("Shell", &format!("{} test {}", self.first.program, job.id)))
                        @if self.first.jobs.len() > 1 { p.muted { "The app has " (self.first.jobs.len()) " " a href="/jobs" { "jobs" } "." } }
                    }
                }
            }
        }
    }

    /// A job, run on its example with one click; where it has none, on what a person writes.
    fn try_out(&self, job: &JobRecord) -> Markup {
        let path = format!("/jobs/{}/test", encode(&job.id));
        html! {
            @match &self.first.example {
                None => p { "Try " b { (job.name) } " on a payload: " a.button.primary href=(path) { (icon("run")) "Test " (job.name) } },
                Some(example) => {
                    p { "Run " b { (job.name) } " on the example " i { (example.name) } ", here and now:" }
                    form.actions method="post" action=(path) {
                        input type="hidden" name="example" value=(example.id);
                        input type="hidden" name="payload" value=(example.payload);
                        button.primary type="submit" { (icon("run")) "Run " (job.name) }
                        a.button href=(path) { (icon("edit")) "Look at it first" }
                    }
                }
            }
        }
    }

    fn trouble(&self) -> Markup {
        html! {
            @for source in &self.troubled {
                p.note {
                    (parts::source_badge(&source.state)) " " a href={ "/sources/" (encode(&source.key)) } { (source.key) } " "
                    @match &source.state {
                        SourceState::Failed { reason } => (parts::prose(reason)),
                        SourceState::Inactive { hint } => (parts::prose(hint)),
                        SourceState::Drifted { found } => (parts::prose(found)),
                        SourceState::Unwanted { .. } => "No job wants it any more.",
                        _ => {}
                    }
                }
            }
        }
    }

    fn failed(&self, view: &View) -> Markup {
        html! {
            div.card {
                h2 { "Newest failures" a href="/runs?status=failed" { "All" } }
                @if self.failures.is_empty() { p.muted { "None." } }
                ul.plain {
                    @for run in &self.failures {
                        li { (parts::run_badge(run.status, run.waits_for)) a href={ "/runs/" (run.id) } { (run.job) } span.end { (parts::ago(run.created_at, view)) } }
                    }
                }
            }
        }
    }

    fn next(&self, view: &View) -> Markup {
        html! {
            div.card {
                h2 { "Next ticks" a href="/schedules" { "All" } }
                ul.plain {
                    @for (key, at) in &self.ticks { li { a href="/schedules" { (key) } span.end { (parts::ago(*at, view)) } } }
                }
            }
        }
    }
}

/// How long runs took, by job.
fn took(durations: &[chart::Durations]) -> Markup {
    html! {
        div.card {
            h2 { "How long runs took, 24 h" }
            div.table { table {
                thead { tr { th { "Job" } th.num { "Ended" } th.num { "Median" } th.num.wide { "95th percentile" } th.wide { div.scale { span { "1 ms" } span { "10 s" } span { "1 d" } } } } }
                tbody {
                    @for own in durations {
                        tr {
                            td { a href={ "/jobs/" (encode(&own.job)) } { (own.job) } }
                            td.num { (success(own)) }
                            td.num { (span(own.half)) }
                            td.num.wide { (span(own.most)) }
                            td.wide { (chart::range(own.half, own.most)) }
                        }
                    }
                }
            } }
        }
    }
}

/// Runs by how they ended.
pub(super) fn by_status(ended: &[EndedRuns], view: &View) -> Markup {
    let layer = |sign, word, tone, of: &dyn Fn(RunStatus) -> bool| {
        let mut by_hour = BTreeMap::new();
        for ended in ended.iter().filter(|ended| of(ended.status)) {
            *by_hour.entry(ended.hour.as_second()).or_default() += ended.runs;
        }
        Layer {
            sign,
            word,
            tone,
            by_hour,
        }
    };
    let layers = [
        layer("✓", "Completed", "green", &|status| {
            status == RunStatus::Completed
        }),
        layer("✕", "Failed", "red", &|status| {
            !matches!(
                status,
                RunStatus::Completed | RunStatus::Cancelled | RunStatus::TimedOut
            )
        }),
        layer("⏱", "Timed out", "orange", &|status| {
            status == RunStatus::TimedOut
        }),
        layer("⊘", "Cancelled", "grey", &|status| {
            status == RunStatus::Cancelled
        }),
    ];
    stacked(
        "Runs that ended in each of the last 24 hours",
        &layers,
        view,
    )
}

fn by_verdict(arrived: &[ArrivedDeliveries], view: &View) -> Markup {
    let layer = |sign, word, tone, verdict| {
        let mut by_hour = BTreeMap::new();
        for arrived in arrived.iter().filter(|arrived| arrived.verdict == verdict) {
            *by_hour.entry(arrived.hour.as_second()).or_default() += arrived.deliveries;
        }
        Layer {
            sign,
            word,
            tone,
            by_hour,
        }
    };
    let layers = [
        layer("✓", "Accepted", "green", DeliveryVerdict::Accepted),
        layer("⧉", "Duplicate", "grey", DeliveryVerdict::Duplicate),
        layer("✕", "Rejected", "red", DeliveryVerdict::Rejected),
    ];
    stacked("Deliveries in each of the last 24 hours", &layers, view)
}
