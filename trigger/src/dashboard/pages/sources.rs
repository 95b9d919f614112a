//! `/sources`: where events come from, and how that is registered.

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::App;
use super::super::ask::{Ask, Head, Page, Problem, View};
use super::super::excerpt;
use super::super::layout::{Section, heading};
use super::super::parts::{self, encode};
use crate::record::SourceRecord;

/// The app's sources.
#[derive(Debug, Serialize, ToSchema)]
#[serde(transparent)]
pub(in super::super) struct SourcesPage(Vec<SourceRecord>);

/// The sources.
#[utoipa::path(
    get, path = "/sources.json", tag = "pages",
    responses((status = 200, body = SourcesPage), (status = "4XX", body = Problem))
)]
pub(super) async fn page(ask: Ask, State(app): State<App>) -> Response {
    ask.show(async { Ok(SourcesPage(app.client.sources())) })
        .await
}

impl Page for SourcesPage {
    fn head(&self) -> Head {
        Head::new("Sources", Section::Sources).live()
    }

    fn body(&self, _: &View) -> Markup {
        html! {
            (heading(&html! { "Sources" }, &html! {}))
            @if self.0.is_empty() {
                (parts::empty("No sources", &html! { p { "No job is triggered by events of a provider." } }))
            } @else {
                div.table { table.rows {
                    thead { tr { th { "State" } th { "Source" } th { "Wants" } th { "URL" } } }
                    tbody {
                        @for source in self.0.iter().take(excerpt::LISTED) {
                            tr {
                                td { (parts::source_badge(&source.state)) }
                                td.line { a data-open href={ "/sources/" (encode(&source.key)) } { b { (source.key) } } }
                                td data-label="Wants" { (parts::count(source.desired.len() as u64, "event")) @if let Some(integration) = &source.integration { " of " (integration) } }
                                td data-label="URL" { @match &source.url { Some(url) => code { (url) }, None => span.muted { "set TRIGGER_PUBLIC_URL" } } }
                            }
                        }
                    }
                } }
                (excerpt::rest(self.0.len().min(excerpt::LISTED), self.0.len(), "/sources.json"))
            }
        }
    }
}
