//! `/events`: what happened, newest first.

use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::App;
use super::super::ask::{Ask, Head, Page, Problem, View};
use super::super::layout::{Section, heading};
use super::super::parts::{self, badge, encode};
use super::given;
use crate::record::{EventListed, EventQuery};

const LISTED: usize = 50;

/// Events, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct EventsPage {
    /// The name that the address narrows them to.
    name: Option<String>,
    /// The events.
    events: Vec<EventListed>,
    /// What `after` is for the next page; `null` on the last one.
    next: Option<i64>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Filter {
    name: Option<String>,
    after: Option<i64>,
}

/// Events, newest first.
#[utoipa::path(
    get, path = "/events.json", tag = "pages",
    params(
        ("name" = Option<String>, Query, description = "only events of this name, among the newest 10,000"),
        ("after" = Option<String>, Query, description = "only events older than the one at this place"),
    ),
    responses((status = 200, body = EventsPage), (status = "4XX", body = Problem))
)]
pub(super) async fn page(
    ask: Ask,
    State(app): State<App>,
    Query(filter): Query<Filter>,
) -> Response {
    ask.show(async {
        let query = EventQuery {
            name: given(filter.name),
            after: filter.after,
            limit: LISTED,
        };
        let name = query.name.clone();
        let events = app.engine.events(query).await?;
        let next = events.last().filter(|_| events.len() == LISTED);
        Ok(EventsPage {
            name,
            next: next.map(|event| event.place),
            events,
        })
    })
    .await
}

impl Page for EventsPage {
    fn head(&self) -> Head {
        Head::new("Events", Section::Events).live()
    }

    fn body(&self, view: &View) -> Markup {
        let name = self.name.as_deref().unwrap_or_default();
        let next = self
            .next
            .map(|next| format!("/events?name={}&after={next}", encode(name)));
        html! {
            (heading(&html! { "Events" }, &html! {}))
            form.filters method="get" action="/events" hx-get="/events" hx-target="#main" hx-select="#main" hx-swap="morph:outerHTML" hx-push-url="true" hx-trigger="submit, input delay:300ms" {
                input #name type="search" name="name" value=(name) placeholder="Name, such as price.created" aria-label="Name";
            }
            @if self.events.is_empty() {
                (parts::empty("No events", &html! { p { "Events arrive from sources, or the app sends them: " code { "io.send_event(…)" } } }))
            } @else {
                div.table { table.rows {
                    thead { tr { th { "Event" } th { "Id" } th { "From" } th.num { "Runs" } th.num { "Received" } } }
                    tbody {
                        @for listed in &self.events {
                            tr {
                                td { a data-open href=(parts::event_path(&listed.event)) { b { (listed.event.name) } } @if listed.is_test { " " (parts::test_badge()) } }
                                td.line { code { (listed.event.id) } }
                                td data-label="From" { @match &listed.event.source { Some(source) => a href={ "/sources/" (encode(source)) } { (source) }, None => "this app" } }
                                td.num data-label="Runs" { @if listed.runs == 0 { (badge("⤼", "None", "grey")) } @else { (listed.runs) } }
                                td.num.when { (parts::ago(listed.received_at, view)) }
                            }
                        }
                    }
                } }
            }
            (parts::older(next.as_deref()))
        }
    }
}
