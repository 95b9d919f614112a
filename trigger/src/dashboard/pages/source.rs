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
use super::super::parts::{self, badge, encode};
use super::deliveries;
use crate::record::{DeliveryRecord, PollRecord, RunQuery, RunSummary, SourceRecord, SourceState};

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

impl Page for SourcePage {
    fn head(&self) -> Head {
        Head::new(&self.source.key, Section::Sources).live()
    }

    fn body(&self, view: &View) -> Markup {
        let source = &self.source;
        html! {
            (crumbs(&[("/sources", "Sources")]))
            (heading(&html! { (source.key) (parts::source_badge(&source.state)) }, &html! {}))
            (standing(source, view))
            dl.facts {
                @if let Some(integration) = &source.integration { div { dt { "Integration" } dd { (integration) } } }
                @if let Some(account) = &source.account { div { dt { "Account" } dd { (account) } } }
                @if !is_polled(source) {
                    div { dt { "URL" } dd { @match &source.url { Some(url) => { code { (url) } (parts::copy(url)) } None => span.muted { "set TRIGGER_PUBLIC_URL" } } } }
                }
                @for option in &source.options { div { dt { (option.name) } dd { (option.desired.join(", ")) } } }
                @if let Some(at) = source.checked_at { div { dt { "Checked" } dd { (parts::ago(at, view)) } } }
            }
            div.split {
                div.stack {
                    h2 { "Newest deliveries" }
                    @if self.deliveries.is_empty() { p.muted { "Nothing has arrived." } } @else {
                        (deliveries::table(&self.deliveries, view))
                        p { a href={ "/deliveries?source=" (encode(&source.key)) } { "All its deliveries →" } }
                    }
                    @if !self.registrations.is_empty() { h2 { "Registrations" } (parts::runs_table(&self.registrations, view, false)) }
                }
                (self.events())
            }
        }
    }
}

/// How the source stands, in a sentence.
fn standing(source: &SourceRecord, view: &View) -> Markup {
    html! {
        @match &source.state {
            SourceState::Failed { reason } => p.alert { (reason) },
            SourceState::Drifted { found } => p.alert { (found) ". It is registered anew." },
            SourceState::Inactive { hint } => p.note { (hint) },
            SourceState::Manual => p.lead { "A person has registered it at the provider; the secret that is set verifies what arrives." },
            SourceState::Registered => p.lead { "It has registered itself at the provider." },
            SourceState::Registering => p.lead { "It registers itself at the provider." },
            SourceState::Unwanted { error } => {
                p.note { "No job wants it any more, and it is still registered. " code { "sources prune" } " removes it at the provider." }
                @if let Some(error) = error { p.alert { (error) } }
            }
            SourceState::Unverified => p.note { "It takes whatever is sent to it: anybody who knows the URL can start its jobs." },
            SourceState::Polling(poll) => (polling(poll, view)),
        }
    }
}

fn is_polled(source: &SourceRecord) -> bool {
    matches!(source.state, SourceState::Polling(_))
}

/// How it stands with a source that is asked what is new.
fn polling(poll: &PollRecord, view: &View) -> Markup {
    html! {
        @if let Some(error) = &poll.error { p.alert { "Failed " (poll.failures) " times: " (error) } }
        dl.facts {
            div { dt { "Answered" } dd { @match poll.answered_at { Some(at) => (parts::ago(at, view)), None => "never" } } }
            div { dt { "Asked" } dd {
                @match poll.next_at {
                    _ if poll.is_asked => "now",
                    Some(at) => (parts::ago(at, view)),
                    None => "once the app serves",
                }
            } }
            @if let Some(cursor) = &poll.cursor { div { dt { "Cursor" } dd { code { (cursor) } } } }
        }
    }
}

/// Whether what is wanted of it and not registered is missing.
fn registers_itself(state: &SourceState) -> bool {
    matches!(
        state,
        SourceState::Registered
            | SourceState::Registering
            | SourceState::Drifted { .. }
            | SourceState::Failed { .. }
    )
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
