//! `/integrations`: the APIs that the app works with.

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::App;
use super::super::ask::{Ask, Head, Page, View};
use super::super::icons::icon;
use super::super::layout::{Section, heading};
use super::super::parts::{self, encode};
use crate::record::IntegrationRecord;

/// The app's integrations.
#[derive(Debug, Serialize, ToSchema)]
#[serde(transparent)]
pub(in super::super) struct IntegrationsPage(Vec<IntegrationRecord>);

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
            div.grid {
                @for integration in &self.0 {
                    section.card {
                        h2 { span { (icon(&integration.icon)) " " (integration.name) } code.muted { (integration.id) } }
                        @if integration.jobs.is_empty() { p.muted { "No job takes it as an argument." } } @else {
                            p { "Taken by " @for job in &integration.jobs { a href={ "/jobs/" (encode(job)) } { (job) } " " } }
                        }
                        @for source in &integration.sources { p { "Registers " a href={ "/sources/" (encode(source)) } { (source) } } }
                    }
                }
            }
        }
    }
}
