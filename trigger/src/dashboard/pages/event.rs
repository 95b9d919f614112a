//! `/events/{id}`: what an event carries, what it started, and why it did not start the rest.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::App;
use super::super::ask::{Ask, Head, Page, Problem, View};
use super::super::excerpt::{self, brief};
use super::super::layout::{Section, crumbs, heading};
use super::super::parts::{self, Common, badge, encode};
use crate::record::EventRecord;

/// How much is shown of a value that a filter has read, in bytes.
const VALUE: usize = 256;

/// An event.
#[derive(Debug, Serialize, ToSchema)]
#[serde(transparent)]
pub(in super::super) struct EventPage(EventRecord);

#[derive(Debug, Deserialize)]
pub(super) struct From {
    source: Option<String>,
}

/// An event, what it started, and why nothing else.
#[utoipa::path(
    get, path = "/events/{id}.json", tag = "pages",
    params(
        ("id" = String, Path, description = "the event"),
        ("source" = Option<String>, Query, description = "the source that it came through; empty for the app"),
    ),
    responses((status = 200, body = EventPage), (status = "4XX", body = Problem))
)]
pub(super) async fn page(
    ask: Ask,
    State(app): State<App>,
    Path(id): Path<String>,
    Query(from): Query<From>,
) -> Response {
    ask.show(async {
        let event = app.engine.event(id.clone(), from.source).await?;
        let missing = || Problem::missing(format!("There is no event `{id}`."));
        event.map(EventPage).ok_or_else(missing)
    })
    .await
}

impl Page for EventPage {
    fn head(&self) -> Head {
        Head::new(&self.0.listed.event.name, Section::Events).live()
    }

    fn body(&self, view: &View) -> Markup {
        let EventRecord {
            listed,
            happened_at,
            context,
            payload,
            runs,
            left_out,
        } = &self.0;
        let source = listed.event.source.as_deref().unwrap_or_default();
        let whole = format!(
            "/events/{}.json?source={}",
            encode(&listed.event.id),
            encode(source)
        );
        let shown = runs.get(..excerpt::LISTED / 2).unwrap_or(runs);
        let title = html! { (listed.event.name) @if listed.is_test { (parts::test_badge()) } };
        html! {
            (crumbs(&[("/events", "Events")]))
            (heading(&title, &html! {}))
            dl.facts {
                div { dt { "Id" } dd { code { (listed.event.id) } (parts::copy(&listed.event.id)) } }
                div { dt { "From" } dd { @match &listed.event.source { Some(source) => a href={ "/sources/" (encode(source)) } { (source) }, None => "this app" } } }
                @if let Some(delivery) = listed.delivery { div { dt { "Delivery" } dd { (parts::delivery_link(delivery)) } } }
                div { dt { "Happened" } dd { (parts::time(*happened_at, view)) } }
                div { dt { "Received" } dd { (parts::time(listed.received_at, view)) } }
            }
            div.split {
                div.stack {
                    h2 { "Runs that it started" }
                    @if runs.is_empty() { p.muted { "None." } } @else { (parts::runs_table(shown, view, Common::Event)) }
                    (excerpt::rest(shown.len(), runs.len(), &whole))
                    @if !left_out.is_empty() {
                        h2 { "Jobs that listen to it and did not start" }
                        div.stack {
                            @for left_out in left_out {
                                div.card {
                                    h2 { a href={ "/jobs/" (encode(&left_out.job)) } { (left_out.job) } (badge("⤼", "Filtered", "grey")) }
                                    @match &left_out.condition {
                                        Some(condition) => {
                                            p { code { (condition) } " does not hold" }
                                            @if !left_out.values.is_empty() {
                                                dl.facts { @for (field, value) in &left_out.values { div { dt { code { (field) } } dd { code { (brief(&value.to_string(), VALUE)) } } } } }
                                            }
                                        }
                                        None => p { (parts::prose(&left_out.why)) },
                                    }
                                }
                            }
                            p.muted { "This is how the jobs of the program that runs now judge it." }
                        }
                    }
                }
                div.stack {
                    (excerpt::json("Payload", payload, &whole))
                    @if !context.is_null() { (excerpt::json("Context", context, &whole)) }
                }
            }
        }
    }
}
