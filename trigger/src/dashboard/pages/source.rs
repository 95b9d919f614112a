//! `/sources/{key}`: one source, what is registered of it, and what arrived.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::App;
use super::super::ask::{Ask, Head, Page, Problem, View};
use super::super::layout::{Section, crumbs, heading};
use super::super::parts::{self, Common, badge, encode};
use super::deliveries;
use crate::record::{DeliveryRecord, RunQuery, RunSummary, SourceRecord, SourceState};

/// The job that registers sources.
const REGISTERS: &str = "register-source";

/// A source.
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct SourcePage {
    /// The source.
    #[serde(flatten)]
    source: SourceRecord,
    /// The newest runs that registered it.
    registrations: Vec<RunSummary>,
    /// What arrived last.
    deliveries: Vec<DeliveryRecord>,
}

/// A source.
#[utoipa::path(
    get, path = "/sources/{key}.json", tag = "pages",
    params(
        ("key" = String, Path, description = "the source"),
    ),
    responses((status = 200, body = SourcePage), (status = "4XX", body = Problem))
)]
pub(super) async fn page(ask: Ask, State(app): State<App>, Path(key): Path<String>) -> Response {
    ask.show(async {
        let sources = app.client.sources().into_iter();
        let source = sources.into_iter().find(|source| source.key == key);
        let missing = || Problem::missing(format!("The app has no source `{key}`."));
        let source = source.ok_or_else(missing)?;
        let query = RunQuery {
            job: Some(REGISTERS.to_owned()),
            ..RunQuery::default()
        };
        let mut registrations = app.client.runs(query).await?;
        let name = format!("source.register.{key}");
        registrations.retain(|run| run.event.name == name);
        registrations.truncate(5);
        let deliveries = app
            .engine
            .arrived(Some(key.clone()), None, None, 10)
            .await?;
        Ok(SourcePage {
            source,
            registrations,
            deliveries,
        })
    })
    .await
}

pub(super) async fn register(
    ask: Ask,
    State(app): State<App>,
    Path(key): Path<String>,
) -> Response {
    ask.act(async {
        let run = app.client.register_source(&key).await?;
        Ok(super::run::address(run))
    })
    .await
}

/// Whether a source registers itself, however far that has got.
fn registers_itself(state: &SourceState) -> bool {
    matches!(
        state,
        SourceState::Registered
            | SourceState::Registering
            | SourceState::Failed { .. }
            | SourceState::Drifted { .. }
    )
}

impl Page for SourcePage {
    fn head(&self) -> Head {
        Head::new(&self.source.key, Section::Sources).live()
    }

    fn body(&self, view: &View) -> Markup {
        let source = &self.source;
        html! {
            (crumbs(&[("/sources", "Sources")]))
            (heading(&html! { (source.key) (parts::source_badge(&source.state)) }, &html! {
                @if registers_itself(&source.state) {
                    (parts::button(&format!("/sources/{}/register", encode(&source.key)), "Register again", "replay", ""))
                }
            }))
            (parts::source_state(&source.state, view))
            dl.facts {
                @if let Some(integration) = &source.integration { div { dt { "Integration" } dd { (integration) } } }
                @if let Some(account) = &source.account { div { dt { "Account" } dd { (account) } } }
                @if let Some(checked) = source.checked_at { div { dt { "Checked" } dd { (parts::ago(checked, view)) } } }
                div { dt { "URL" } dd { @match &source.url { Some(url) => { code { (url) } (parts::copy(url)) } None => span.muted { "set TRIGGER_PUBLIC_URL" } } } }
            }
            div.split {
                div.stack {
                    h2 { "Newest deliveries" }
                    @if self.deliveries.is_empty() { p.muted { "Nothing has arrived." } } @else {
                        (deliveries::table(&self.deliveries, view, false))
                        p { a href={ "/deliveries?source=" (encode(&source.key)) } { "All its deliveries →" } }
                    }
                    @if !self.registrations.is_empty() { h2 { "Registrations" } (parts::runs_table(&self.registrations, view, Common::Job)) }
                }
                (self.events())
            }
        }
    }
}

impl SourcePage {
    /// What is wanted of the provider and what it sends.
    fn events(&self) -> Markup {
        let source = &self.source;
        let names: BTreeSet<_> = source.desired.iter().chain(&source.registered).collect();
        let has_registration = registers_itself(&source.state);
        html! {
            div.card {
                h2 { "Events" }
                ul.plain {
                    @for name in names {
                        li { code { (name) }
                            span.end {
                                @match (source.desired.contains(name), source.registered.contains(name)) {
                                    (true, true) => (badge("✓", "Registered", "green")),
                                    (true, false) if has_registration => (badge("◌", "Missing", "amber")),
                                    (true, false) => (badge("✓", "Wanted", "grey")),
                                    (false, _) => (badge("⊘", "Orphaned", "orange")),
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
