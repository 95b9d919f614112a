//! `/integrations`: the APIs that the app works with.

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::App;
use super::super::ask::{Ask, Head, Page, Problem, View};
use super::super::icons::mark;
use super::super::layout::{Section, heading};
use super::super::parts::{self, encode};
use crate::record::IntegrationRecord;

/// The app's integrations.
#[derive(Debug, Serialize, ToSchema)]
#[serde(transparent)]
pub(in super::super) struct IntegrationsPage(Vec<IntegrationRecord>);

/// The integrations.
#[utoipa::path(
    get, path = "/integrations.json", tag = "pages",
    responses((status = 200, body = IntegrationsPage), (status = "4XX", body = Problem))
)]
pub(super) async fn page(ask: Ask, State(app): State<App>) -> Response {
    ask.show(async { Ok(IntegrationsPage(app.engine.integrations())) })
        .await
}

impl Page for IntegrationsPage {
    fn head(&self) -> Head {
        Head::new("Integrations", Section::Integrations)
    }

    fn body(&self, _: &View) -> Markup {
        html! {
            (heading(&html! { "Integrations" }, &html! {}))
            @if self.0.is_empty() {
                (parts::empty("No integrations", &html! { p { "Give the app one: " code { ".integration(Stripe::from_env())" } } }))
            }
            div.grid.cards {
                @for integration in &self.0 {
                    section.card {
                        h2 { span.titled { (mark(&integration.icon, &integration.name)) (integration.name) } code.muted { (integration.id) } }
                        dl.facts {
                            div { dt { "Sources" } dd { (links("/sources/", &integration.sources)) } }
                            div { dt { "Jobs that call it" } dd { (links("/jobs/", &integration.jobs)) } }
                        }
                    }
                }
            }
        }
    }
}

fn links(path: &str, names: &[String]) -> Markup {
    html! {
        @if names.is_empty() { span.muted { "none" } }
        @for (n, name) in names.iter().enumerate() {
            @if n > 0 { ", " }
            a href={ (path) (encode(name)) } { (name) }
        }
    }
}
