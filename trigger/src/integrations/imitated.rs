//! What the providers send can be written as well as read.

use bytes::Bytes;
use http::{HeaderMap, Method};
use serde_json::Value;
use std::borrow::Cow;

use crate::source::signature::Secrets;
use crate::source::{Attributes, ExternalSource, Incoming, NoParams, Request, Source, SourceKey};
use crate::time::Timestamp;

/// An event that is written and read again.
#[track_caller]
fn again<S: ExternalSource<Params = NoParams>>(name: &str, payload: &str) -> Value {
    let key = SourceKey::new(S::META.id, [""; 0]);
    let secrets = Secrets::from("whsec_c2VjcmV0");
    let (params, url) = (
        NoParams::default(),
        format!("https://app.example/sources/{key}"),
    );
    let source = Source::<S>::new(&key, &params, &secrets).url(Some(&url));
    let event = Incoming {
        id: Some("event_1".to_owned()),
        name: name.to_owned(),
        payload: Cow::Owned(serde_json::from_str(payload).expect("JSON")),
        timestamp: Some(Timestamp::UNIX_EPOCH),
        context: Attributes::default(),
    };
    let request = Request {
        method: Method::POST,
        uri: format!("/sources/{key}"),
        headers: HeaderMap::new(),
        body: Bytes::new(),
        received_at: Timestamp::UNIX_EPOCH,
    };
    let request = S::imitate(&event, &source, request).expect("it can be written");
    let handled = S::handle(&request, &source).expect("it is accepted");
    let [found] = &handled.events[..] else {
        panic!("one event: {handled:?}");
    };
    assert_eq!(found.name, name);
    assert_eq!(found.id.as_deref(), Some("event_1"));
    serde_json::from_str(found.payload.get()).expect("JSON")
}

#[cfg(feature = "linear")]
#[test]
fn an_issue_of_linear_s() {
    use super::linear::LinearWebhook;
    let issue = r#"{"type":"Issue","action":"create","data":{"id":"i"}}"#;
    assert_eq!(
        again::<LinearWebhook>("Issue.create", issue)["data"]["id"],
        "i"
    );
    // A payload that does not say what it is.
    let issue = again::<LinearWebhook>("Issue.create", r#"{"data":{"id":"i"}}"#);
    assert_eq!(issue["action"], "create");
}

#[cfg(feature = "shopify")]
#[test]
fn an_order_of_shopify_s_to_the_last_digit() {
    use super::shopify::ShopifyWebhook;
    let order = again::<ShopifyWebhook>(
        "orders/paid",
        r#"{"id":12345678901234567,"total_price":"1.10"}"#,
    );
    assert_eq!(order["id"], 12_345_678_901_234_567_u64);
}

#[cfg(feature = "typeform")]
#[test]
fn an_answer_of_typeform_s() {
    use super::typeform::TypeformWebhook;
    let answer = again::<TypeformWebhook>("form_response", r#"{"form_id":"f","token":"t"}"#);
    assert_eq!(answer["form_id"], "f");
}

#[cfg(feature = "twilio")]
#[test]
fn a_message_of_twilio_s() {
    use super::twilio::TwilioWebhook;
    let message = r#"{"MessageSid":"SM1","Body":"a & b = ü","From":"+1"}"#;
    assert_eq!(
        again::<TwilioWebhook>("message.received", message)["Body"],
        "a & b = ü"
    );
}

#[cfg(feature = "slack")]
#[test]
fn a_mention_of_slack_s() {
    use super::slack::SlackEvents;
    let mention = again::<SlackEvents>("app_mention", r#"{"type":"app_mention","text":"hi"}"#);
    assert_eq!(mention["text"], "hi");
}

#[cfg(feature = "discord")]
#[test]
fn discord_s_cannot_be_written_because_only_discord_has_the_key() {
    use super::discord::DiscordWebhook;
    let key = SourceKey::new(DiscordWebhook::META.id, [""; 0]);
    let (params, secrets) = (NoParams::default(), Secrets::from("00ff"));
    let event = Incoming {
        id: None,
        name: "x".to_owned(),
        payload: Cow::Owned(serde_json::from_str("{}").expect("JSON")),
        timestamp: None,
        context: Attributes::default(),
    };
    let request = Request {
        method: Method::POST,
        uri: String::new(),
        headers: HeaderMap::new(),
        body: Bytes::new(),
        received_at: Timestamp::UNIX_EPOCH,
    };
    let source = Source::<DiscordWebhook>::new(&key, &params, &secrets);
    let error = DiscordWebhook::imitate(&event, &source, request).expect_err("no key");
    assert!(error.message().contains("only the provider"), "{error}");
}
