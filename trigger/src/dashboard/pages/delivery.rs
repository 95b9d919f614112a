//! `/deliveries/{id}`: a request as it arrived, and what became of it.

use axum::extract::{Form, Path, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::App;
use super::super::ask::{Ask, Head, Page, Problem, View};
use super::super::excerpt;
use super::super::icons::icon;
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

/// A delivery as it arrived.
#[utoipa::path(
    get, path = "/deliveries/{id}.json", tag = "pages",
    params(
        ("id" = String, Path, description = "the delivery"),
    ),
    responses((status = 200, body = DeliveryPage), (status = "4XX", body = Problem))
)]
pub(super) async fn page(ask: Ask, State(app): State<App>, Path(id): Path<String>) -> Response {
    ask.show(async {
        let id = delivery_id(&id)?;
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

#[derive(Debug, Deserialize)]
pub(super) struct Replay {
    #[serde(default)]
    again: bool,
}

/// Processes a delivery anew, and shows the replay.
pub(super) async fn replay(
    ask: Ask,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(Replay { again }): Form<Replay>,
) -> Response {
    ask.act(async {
        let id = delivery_id(&id)?;
        let replay = match again {
            true => app.client.replay_delivery_again(id).await?,
            false => app.client.replay_delivery(id).await?,
        };
        Ok(format!("/deliveries/{}", replay.delivery.id))
    })
    .await
}

fn delivery_id(id: &str) -> Result<DeliveryId, Problem> {
    let parsed: Result<DeliveryId, _> = id.parse();
    parsed.map_err(|error| Problem::missing(error.to_string()))
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
        let whole = format!("/deliveries/{}.json", delivery.id);
        html! {
            (crumbs(&[("/deliveries", "Deliveries")]))
            (heading(&title, &html! { (self.replay()) }))
            p.lead { (parts::prose(&self.verdict())) }
            dl.facts {
                div { dt { "Delivery" } dd { code { (delivery.id) } (parts::copy(&delivery.id.to_string())) } }
                div { dt { "Source" } dd { a href={ "/sources/" (encode(&delivery.source)) } { (delivery.source) } } }
                div { dt { "Received" } dd { (parts::time(delivery.received_at, view)) } }
                div { dt { "Answered" } dd { code { (delivery.status) } } }
                div { dt { "Body" } dd { (parts::bytes(delivery.body_size.into())) } }
                @if let Some(original) = delivery.replay_of { div { dt { "Replay of" } dd { (parts::delivery_link(original)) } } }
                @if !delivery.replays.is_empty() {
                    div { dt { "Replayed by" } dd { @for replay in delivery.replays.iter().take(excerpt::LISTED) { (parts::delivery_link(*replay)) " " } } }
                }
            }
            div.split {
                div.stack {
                    @match (text, hex) {
                        (Some(text), _) => (as_text(text, &whole)),
                        (None, Some(hex)) => (excerpt::block("Body, in hexadecimal digits: it is not text", hex, &whole)),
                        (None, None) => {}
                    }
                    @if *is_cut { p.note { "Of a rejected body only the beginning is kept." } }
                }
                div.stack {
                    div.card {
                        h2 { "Events found" }
                        @if delivery.events.is_empty() { p.muted { "None." } }
                        ul.plain { @for event in delivery.events.iter().take(excerpt::LISTED) { li { a href=(parts::event_path(event)) { (event.name) } code.muted { (event.id) } } } }
                    }
                    (excerpt::block("Headers", &format!("{} {}\n{headers_text}", delivery.method, delivery.uri), &whole))
                    (excerpt::block("With curl; the signature is yours to make", &self.curl(), &whole))
                }
            }
        }
    }
}

/// A body as a person reads it, and the very bytes beside it, which were signed.
fn as_text(text: &str, whole: &str) -> Markup {
    let raw = excerpt::block("Body, as it arrived", text, whole);
    html! {
        @match indented(text) {
            Some(pretty) => {
                (excerpt::block("Body", &pretty, whole))
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
    /// Replaying asks first what is meant, because runs may do again what they did.
    fn replay(&self) -> Markup {
        let delivery = &self.content.delivery;
        let action = format!("/deliveries/{}/replay", delivery.id);
        html! {
            details.confirm {
                summary.button { (icon("replay")) "Replay…" }
                form.card method="post" action=(action) {
                    @if delivery.events.is_empty() {
                        p { "It is verified again, by the secrets that its source has now." }
                        div.actions { button.primary type="submit" { "Replay" } }
                    } @else {
                        p { "Its events start the jobs that have no run of them: those that were added, or whose filter has changed since." }
                        label.choice { input type="checkbox" name="again" value="true"; "Start another run of jobs that have one" }
                        div.actions { button.primary type="submit" { "Replay" } }
                    }
                }
            }
        }
    }

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
            Some(text) if excerpt::is_short(text) => quoted(text),
            Some(_) => "@body.json".to_owned(),
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
