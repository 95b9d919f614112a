//! `/deliveries`: what arrived at the sources, newest first.

use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::App;
use super::super::ask::{Ask, Head, Page, Problem, View};
use super::super::layout::{Section, heading};
use super::super::parts::{self, encode};
use super::{given, parsed};
use crate::id::DeliveryId;
use crate::record::{DeliveryRecord, DeliveryVerdict};

const LISTED: usize = 50;

const VERDICTS: [DeliveryVerdict; 3] = [
    DeliveryVerdict::Accepted,
    DeliveryVerdict::Duplicate,
    DeliveryVerdict::Rejected,
];

/// Deliveries, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct DeliveriesPage {
    /// The source that the address narrows them to.
    source: Option<String>,
    /// The verdict that the address narrows them to.
    verdict: Option<DeliveryVerdict>,
    /// The deliveries.
    deliveries: Vec<DeliveryRecord>,
    /// What `after` is for the next page; `null` on the last one.
    next: Option<DeliveryId>,
    #[serde(skip)]
    sources: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Filter {
    source: Option<String>,
    verdict: Option<String>,
    after: Option<String>,
}

/// Deliveries, newest first.
#[utoipa::path(
    get, path = "/deliveries.json", tag = "pages",
    params(
        ("source" = Option<String>, Query, description = "only deliveries to this source"),
        ("verdict" = Option<String>, Query, description = "only deliveries of this verdict"),
        ("after" = Option<String>, Query, description = "only deliveries older than this one"),
    ),
    responses((status = 200, body = DeliveriesPage), (status = "4XX", body = Problem))
)]
pub(super) async fn page(
    ask: Ask,
    State(app): State<App>,
    Query(filter): Query<Filter>,
) -> Response {
    ask.show(async {
        let source = given(filter.source);
        let verdict = match given(filter.verdict) {
            None => None,
            Some(text) => {
                let known = VERDICTS.into_iter().find(|known| known.as_str() == text);
                let unknown = || Problem::bad("`verdict` is accepted, duplicate or rejected");
                Some(known.ok_or_else(unknown)?)
            }
        };
        let after = parsed(filter.after)?;
        let deliveries = app
            .engine
            .arrived(source.clone(), verdict, after, LISTED)
            .await?;
        let next = deliveries.last().filter(|_| deliveries.len() == LISTED);
        Ok(DeliveriesPage {
            next: next.map(|delivery| delivery.id),
            sources: app
                .client
                .sources()
                .into_iter()
                .map(|source| source.key)
                .collect(),
            source,
            verdict,
            deliveries,
        })
    })
    .await
}

impl Page for DeliveriesPage {
    fn head(&self) -> Head {
        Head::new("Deliveries", Section::Deliveries).live()
    }

    fn body(&self, view: &View) -> Markup {
        let source = self.source.as_deref().unwrap_or_default();
        let verdict = self
            .verdict
            .map(DeliveryVerdict::as_str)
            .unwrap_or_default();
        let next = self.next.map(|next| {
            format!(
                "/deliveries?source={}&verdict={verdict}&after={next}",
                encode(source)
            )
        });
        html! {
            (heading(&html! { "Deliveries" }, &html! {}))
            form.filters method="get" action="/deliveries" hx-get="/deliveries" hx-target="#main" hx-select="#main" hx-swap="morph:outerHTML" hx-push-url="true" hx-trigger="change, submit" {
                select name="verdict" aria-label="Verdict" {
                    option value="" { "Every verdict" }
                    @for known in VERDICTS { option value=(known.as_str()) selected[self.verdict == Some(known)] { (known.as_str()) } }
                }
                select name="source" aria-label="Source" {
                    option value="" { "Every source" }
                    @for known in &self.sources { option value=(known) selected[source == known] { (known) } }
                }
                noscript { button type="submit" { "Apply" } }
            }
            @if self.deliveries.is_empty() {
                (parts::empty("Nothing has arrived", &html! { p { "Providers send to the URLs of the " a href="/sources" { "sources" } "." } }))
            } @else { (table(&self.deliveries, view, true)) }
            (parts::older(next.as_deref()))
        }
    }
}

/// Deliveries as a table; those of one source need not name it.
pub(super) fn table(deliveries: &[DeliveryRecord], view: &View, with_source: bool) -> Markup {
    html! {
        div.table { table.rows {
            thead { tr { th { "Verdict" } th { "Delivery" } @if with_source { th { "Source" } } th { "Events" } th.num { "Answered" } th.num { "Received" } } }
            tbody {
                @for delivery in deliveries {
                    tr {
                        td { (parts::verdict_badge(delivery.verdict)) @if delivery.replay_of.is_some() { " " (parts::badge("↻", "Replay", "grey")) } }
                        td.line { a.id data-open href={ "/deliveries/" (delivery.id) } { "delivery_…" (parts::short(&delivery.id.to_string())) }
                            @if let Some(reason) = &delivery.reason { span.glance.reason { (parts::prose(reason)) } } }
                        @if with_source { td.name { a href={ "/sources/" (encode(&delivery.source)) } { (delivery.source) } } }
                        td { @for event in &delivery.events { a href=(parts::event_path(event)) { (event.name) } " " } }
                        td.num data-label="Answered" { code { (delivery.status) } }
                        td.num.when { (parts::ago(delivery.received_at, view)) }
                    }
                }
            }
        } }
    }
}
