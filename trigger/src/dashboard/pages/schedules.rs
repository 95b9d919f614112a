//! `/schedules`: what the clock starts, in plain English.

use axum::extract::{Form, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::App;
use super::super::ask::{Ask, Head, Page, Problem, View};
use super::super::excerpt;
use super::super::icons::icon;
use super::super::layout::{Section, heading};
use super::super::parts::{self, badge, encode};
use crate::record::ScheduleRecord;

/// How many schedules are shown: an app may have one for each customer.
const SHOWN: usize = 50;

/// The app's schedules.
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct SchedulesPage {
    /// The schedules, in order of their keys.
    #[schema(value_type = Vec<serde_json::Value>)]
    schedules: Vec<ScheduleRecord>,
}

/// The schedules.
#[utoipa::path(
    get, path = "/schedules.json", tag = "pages",
    responses((status = 200, body = SchedulesPage), (status = "4XX", body = Problem))
)]
pub(super) async fn page(ask: Ask, State(app): State<App>) -> Response {
    ask.show(async {
        let schedules = app.engine.schedules().await?;
        Ok(SchedulesPage { schedules })
    })
    .await
}

#[derive(Debug, Deserialize)]
pub(super) struct Change {
    key: String,
    pause: bool,
}

pub(super) async fn change(
    ask: Ask,
    State(app): State<App>,
    Form(Change { key, pause }): Form<Change>,
) -> Response {
    ask.act(async {
        let is_known = if pause {
            app.engine.pause_schedule(key.clone()).await?
        } else {
            app.engine.resume_schedule(key.clone()).await?
        };
        if !is_known {
            return Err(Problem::missing(format!("There is no schedule `{key}`.")));
        }
        Ok("/schedules".to_owned())
    })
    .await
}

impl Page for SchedulesPage {
    fn head(&self) -> Head {
        Head::new("Schedules", Section::Schedules).live()
    }

    fn body(&self, view: &View) -> Markup {
        html! {
            (heading(&html! { "Schedules" }, &html! {}))
            @if self.schedules.is_empty() {
                (parts::empty("No schedules", &html! { p { "A job with " code { "trigger = cron(\"0 9 * * MON-FRI\")" } " or " code { "every(\"15m\")" } " has one." } }))
            }
            div.grid.cards { @for schedule in self.schedules.iter().take(SHOWN) { (card(schedule, view)) } }
            (excerpt::rest(self.schedules.len().min(SHOWN), self.schedules.len(), "/schedules.json"))
        }
    }
}

/// The zone in which a person sees times.
fn zone_of(view: &View) -> String {
    let zone = view.taste.zone.iana_name();
    zone.unwrap_or("UTC").to_owned()
}

fn card(schedule: &ScheduleRecord, view: &View) -> Markup {
    let mut words = schedule.words.chars();
    let words: String = words
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(words)
        .collect();
    let is_paused = schedule.paused_at.is_some();
    html! {
        section.card {
            div.heading {
                h2 { (words) }
                form.inline method="post" action="/schedules/change" {
                    input type="hidden" name="key" value=(schedule.key);
                    input type="hidden" name="pause" value=(!is_paused);
                    button type="submit" { @if is_paused { (icon("run")) "Resume" } @else { (icon("pause")) "Pause" } }
                }
            }
            @if is_paused { p { (badge("⏸", "Paused", "amber")) } }
            dl.facts {
                div { dt { "Schedule" } dd { code { (schedule.key) } } }
                div { dt { "Written as" } dd { code { (schedule.timing) } } }
                @if let Some(zone) = &schedule.zone { div { dt { "Time zone" } dd { (zone) } } }
                div { dt { "Starts" } dd { @for job in &schedule.starts { a href={ "/jobs/" (encode(job)) } { (job) } " " } } }
                @if let Some(last) = schedule.last_at { div { dt { "Last tick" } dd { (parts::time(last, view)) } } }
            }
            h3 { "Next ticks, " (zone_of(view)) }
            ul.plain {
                @for next in &schedule.next { li { (parts::time(*next, view)) span.end { (parts::ago(*next, view)) } } }
            }
            @if let Some(params) = &schedule.params { (excerpt::json("Registered with", params, "/schedules.json")) }
        }
    }
}
