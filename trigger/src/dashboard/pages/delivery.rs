//! `/deliveries/{id}`: a request as it arrived, and what became of it.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::App;
use super::super::ask::{Ask, Head, Page, Problem, View};
use super::super::layout::{Section, crumbs, heading};
use super::super::parts::{self, encode};
use crate::id::DeliveryId;
use crate::record::{DeliveryContent, DeliveryVerdict};

/// A delivery as it arrived.
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct DeliveryPage {
    /// The delivery.
    #[serde(flatten)]
    content: DeliveryContent,
    #[serde(skip)]
    ingress: String,
}

pub(super) async fn page(ask: Ask, State(app): State<App>, Path(id): Path<String>) -> Response {
    ask.show(async {
        let parsed: Result<DeliveryId, _> = id.parse();
        let id = parsed.map_err(|error| Problem::missing(error.to_string()))?;
        let content = app.engine.delivery(id).await?;
        let missing = || {
            Problem::missing(format!(
                "There is no delivery {id}; old ones are forgotten."
            ))
        };
        Ok(DeliveryPage {
            content: content.ok_or_else(missing)?,
            ingress: app.ingress.clone(),
        })
    })
    .await
}

impl Page for DeliveryPage {
    fn head(&self) -> Head {
        let id = self.content.delivery.id.to_string();
        Head::new(
            format!("Delivery {}", parts::short(&id)),
            Section::Deliveries,
        )
    }

    fn body(&self, view: &View) -> Markup {
        let DeliveryContent {
            delivery,
            headers,
            text,
            hex,
            is_cut,
        } = &self.content;
        let title = html! { "Delivery" (parts::verdict_badge(delivery.verdict)) };
        let headers_text: String = headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}\n"))
            .collect();
        html! {
            (crumbs(&[("/deliveries", "Deliveries")]))
            (heading(&title, &html! {}))
            p.lead { (parts::prose(&self.verdict())) }
            dl.facts {
                div { dt { "Delivery" } dd { code { (delivery.id) } (parts::copy(&delivery.id.to_string())) } }
                div { dt { "Source" } dd { a href={ "/sources/" (encode(&delivery.source)) } { (delivery.source) } } }
                div { dt { "Received" } dd { (parts::time(delivery.received_at, view)) } }
                div { dt { "Answered" } dd { code { (delivery.status) } } }
                div { dt { "Body" } dd { (parts::bytes(delivery.body_size.into())) } }
            }
            div.split {
                div.stack {
                    @match (text, hex) {
                        (Some(text), _) => (as_text(text)),
                        (None, Some(hex)) => (parts::code_block("Body, in hexadecimal digits: it is not text", hex)),
                        (None, None) => {}
                    }
                    @if *is_cut { p.note { "Of a rejected body only the beginning is kept." } }
                }
                div.stack {
                    div.card {
                        h2 { "Events found" }
                        @if delivery.events.is_empty() { p.muted { "None." } }
                        ul.plain { @for event in &delivery.events { li { a href=(parts::event_path(event)) { (event.name) } code.muted { (event.id) } } } }
                    }
                    (parts::code_block("Headers", &format!("{} {}\n{headers_text}", delivery.method, delivery.uri)))
                    (parts::code_block("With curl; the signature is yours to make", &self.curl()))
                }
            }
        }
    }
}

/// A body as a person reads it, and the very bytes beside it, which were signed.
fn as_text(text: &str) -> Markup {
    let raw = parts::code_block("Body, as it arrived", text);
    html! {
        @match indented(text) {
            Some(pretty) => {
                (parts::code_block("Body", &pretty))
                details { summary { "The bytes as they arrived" } (raw) }
            }
            None => (raw),
        }
    }
}

fn indented(text: &str) -> Option<String> {
    Some(parts::tidy(text)).filter(|tidy| tidy != text)
}

impl DeliveryPage {
    fn verdict(&self) -> String {
        let delivery = &self.content.delivery;
        let events = delivery.events.len();
        match delivery.verdict {
            DeliveryVerdict::Accepted if events == 0 => {
                "Its signature is good, and there is no event in it.".to_owned()
            }
            DeliveryVerdict::Accepted => format!(
                "Its signature is good, and {events} {} in it.",
                if events == 1 { "event was" } else { "events were" }
            ),
            DeliveryVerdict::Duplicate => {
                "Its signature is good, and its events were known already: nothing was started again."
                    .to_owned()
            }
            DeliveryVerdict::Rejected => format!(
                "It was refused and has started nothing: {}.",
                delivery.reason.as_deref().unwrap_or("no reason is kept")
            ),
        }
    }

    /// The same bytes and headers, but for the signature, which is not shown.
    fn curl(&self) -> String {
        let DeliveryContent {
            delivery,
            headers,
            text,
            ..
        } = &self.content;
        let passed = [
            "host",
            "content-length",
            "connection",
            "accept",
            "user-agent",
            "accept-encoding",
        ];
        let headers = headers
            .iter()
            .filter(|(name, _)| !passed.contains(&name.to_lowercase().as_str()));
        let headers: String = headers
            .map(|(name, value)| format!(" \\\n  -H {}", quoted(&format!("{name}: {value}"))))
            .collect();
        let body = match text {
            Some(text) => quoted(text),
            None => "@body.bin".to_owned(),
        };
        format!(
            "curl -X {} {}{headers} \\\n  --data-binary {body}",
            delivery.method,
            quoted(&format!("{}{}", self.ingress, delivery.uri)),
        )
    }
}

/// A text as a shell takes it, whatever is in it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_text_cannot_end_its_quotes() {
        assert_eq!(quoted("it's"), r"'it'\''s'");
    }
}
