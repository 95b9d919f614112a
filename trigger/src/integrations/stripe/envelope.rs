//! What Stripe sends to an endpoint: an event around the object that it is about.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::client::API_VERSION;
use crate::error::Result;
use crate::source::{Attributes, Incoming, Rejected, check_depth};
use crate::time::Timestamp;

/// An event, with everything that is not needed to route it left as it was sent.
#[derive(Deserialize)]
struct Envelope<'b> {
    id: String,
    #[serde(rename = "type")]
    name: String,
    created: Option<i64>,
    api_version: Option<String>,
    livemode: Option<bool>,
    account: Option<String>,
    /// An object; in API versions before 2017-05-25, an id.
    #[serde(borrow)]
    request: Option<&'b RawValue>,
    #[serde(borrow)]
    data: Data<'b>,
}

#[derive(Deserialize)]
struct Data<'b> {
    #[serde(borrow)]
    object: &'b RawValue,
    #[serde(borrow)]
    previous_attributes: Option<&'b RawValue>,
}

/// What it says beside the object, in the event's context.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Beside<'b> {
    api_version: Option<String>,
    livemode: Option<bool>,
    request: Option<&'b RawValue>,
    previous_attributes: Option<&'b RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<String>,
}

/// Writes an event as Stripe sends it, around the object that it is about.
///
/// # Errors
///
/// Never, in practice: all of it can be written as JSON.
pub(super) fn write(event: &Incoming<'_>, at: Timestamp, connect: bool) -> Result<String> {
    #[derive(Serialize)]
    struct Sent<'e> {
        id: &'e str,
        object: &'static str,
        #[serde(rename = "type")]
        name: &'e str,
        created: i64,
        api_version: &'static str,
        livemode: bool,
        pending_webhooks: u32,
        #[serde(skip_serializing_if = "Option::is_none")]
        account: Option<&'static str>,
        request: Value,
        data: SentData<'e>,
    }
    #[derive(Serialize)]
    struct SentData<'e> {
        object: &'e RawValue,
    }
    Ok(serde_json::to_string(&Sent {
        id: event.id.as_deref().unwrap_or_default(),
        object: "event",
        name: &event.name,
        created: at.as_second(),
        api_version: API_VERSION,
        livemode: false,
        pending_webhooks: 1,
        account: connect.then_some("acct_test"),
        request: json!({ "id": null, "idempotency_key": null }),
        data: SentData {
            object: &event.payload,
        },
    })?)
}

/// Reads a verified body. The event's payload is the object, borrowed from the body; that of a thin
/// event is the event.
///
/// # Errors
///
/// A rejection, when the body is not an event.
pub(super) fn read(body: &[u8]) -> Result<Incoming<'_>, Rejected> {
    let event: Envelope<'_> = match serde_json::from_slice(body) {
        Ok(event) => event,
        Err(fault) => return read_thin(body, &fault),
    };
    check_depth(event.data.object)?;
    let context = Attributes::of(&Beside {
        api_version: event.api_version,
        livemode: event.livemode,
        request: event.request,
        previous_attributes: event.data.previous_attributes,
        account: event.account,
    });
    let context = context.map_err(|error| Rejected::bad_request(error.to_string()))?;
    check_depth(context.raw())?;
    Ok(Incoming {
        id: Some(event.id),
        name: event.name,
        payload: Cow::Borrowed(event.data.object),
        timestamp: event
            .created
            .and_then(|seconds| Timestamp::from_second(seconds).ok()),
        context,
    })
}

/// A thin event, which names what it is about and does not carry it. Destinations that a person set
/// up may send such events; endpoints that register themselves do not.
#[derive(Deserialize)]
struct Thin {
    id: String,
    object: String,
    #[serde(rename = "type")]
    name: String,
    created: Option<Timestamp>,
    livemode: Option<bool>,
    /// The account that it is of.
    context: Option<String>,
}

/// Reads a body that carries no object. The payload of a thin event is all of it.
///
/// # Errors
///
/// A rejection, when the body is not a thin event either.
fn read_thin<'b>(body: &'b [u8], fault: &serde_json::Error) -> Result<Incoming<'b>, Rejected> {
    let thin = serde_json::from_slice(body).ok();
    let thin = thin.filter(|thin: &Thin| thin.object == "v2.core.event");
    let (Some(thin), Ok(payload)) = (thin, serde_json::from_slice::<&RawValue>(body)) else {
        let reason = format!("the body is not an event: {fault}");
        return Err(Rejected::bad_request(reason));
    };
    let mut context = json!({ "thin": true, "livemode": thin.livemode });
    if let Some(account) = thin.context {
        context["account"] = account.into();
    }
    Ok(Incoming {
        id: Some(thin.id),
        name: thin.name,
        payload: Cow::Borrowed(payload),
        timestamp: thin.created,
        context: context.into(),
    })
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::*;

    fn event() -> Value {
        json!({
            "id": "evt_1TmQ",
            "object": "event",
            "api_version": "2026-07-29.dahlia",
            "created": 1_785_398_400,
            "data": {
                "object": { "id": "price_1", "object": "price", "active": true },
                "previous_attributes": { "active": false },
            },
            "livemode": false,
            "pending_webhooks": 1,
            "request": { "id": "req_1", "idempotency_key": null },
            "type": "price.updated",
        })
    }

    fn context(incoming: &Incoming<'_>) -> Value {
        incoming.context.read().expect("JSON")
    }

    #[test]
    fn the_object_is_the_payload_and_the_rest_its_context() {
        let body = event().to_string();
        let incoming = read(body.as_bytes()).expect("an event");
        assert_eq!(incoming.id.as_deref(), Some("evt_1TmQ"));
        assert_eq!(incoming.name, "price.updated");
        assert_eq!(
            incoming.timestamp,
            Timestamp::from_second(1_785_398_400).ok()
        );
        assert_eq!(
            context(&incoming),
            json!({
                "apiVersion": "2026-07-29.dahlia",
                "livemode": false,
                "request": { "id": "req_1", "idempotency_key": null },
                "previousAttributes": { "active": false },
            })
        );
        let Cow::Borrowed(payload) = incoming.payload else {
            panic!("the payload was copied");
        };
        let start = payload.get().as_ptr() as usize - body.as_ptr() as usize;
        assert_eq!(&body[start..start + payload.get().len()], payload.get());
        assert!(payload.get().contains("price_1"));
    }

    #[test]
    fn a_connected_account_is_named() {
        let mut event = event();
        event["account"] = json!("acct_1");
        let body = event.to_string();
        let incoming = read(body.as_bytes()).expect("an event");
        assert_eq!(context(&incoming)["account"], "acct_1");
    }

    #[test]
    fn events_of_other_types_and_versions_are_read() {
        let mut event = event();
        event["type"] = json!("spaceship.landed");
        event["api_version"] = json!("2031-01-01.zinnia");
        event["request"] = json!("req_1");
        event["data"] = json!({ "object": { "id": "s" } });
        event["colour"] = json!([null]);
        let body = event.to_string();
        let incoming = read(body.as_bytes()).expect("an event");
        assert_eq!(incoming.name, "spaceship.landed");
        assert_eq!(context(&incoming)["request"], "req_1");
        assert_eq!(context(&incoming)["previousAttributes"], Value::Null);

        let least = br#"{"id":"evt_1","type":"a.b","data":{"object":{}}}"#;
        assert_eq!(read(least).expect("an event").timestamp, None);
    }

    #[test]
    fn what_is_no_event_is_refused_with_400() {
        let deep = "[".repeat(100_000);
        let deep_object = format!(
            r#"{{"id":"evt_1","type":"a.b","data":{{"object":{deep}{}}}}}"#,
            "]".repeat(100_000)
        );
        let deep_change = format!(
            r#"{{"id":"evt_1","type":"a.b","data":{{"object":{{}},"previous_attributes":{deep}{}}}}}"#,
            "]".repeat(100_000)
        );
        let bodies: [&[u8]; 12] = [
            b"",
            b"null",
            b"[]",
            b"{}",
            b"id=evt_1",
            b"\xef\xbb\xbf{}",
            b"{\"id\":\"\0\"}",
            b"{\"id\":\"\xff\",\"type\":\"a\",\"data\":{\"object\":{}}}",
            b"{\"id\":\"evt_1\",\"type\":\"a\",\"data\":{}}",
            deep.as_bytes(),
            deep_object.as_bytes(),
            deep_change.as_bytes(),
        ];
        for body in bodies {
            let rejected = read(body).expect_err("no event");
            assert_eq!(rejected.status, StatusCode::BAD_REQUEST);
        }
    }

    #[test]
    fn a_thin_event_is_an_event_whose_payload_is_all_of_it() {
        let thin = json!({
            "id": "evt_test_65",
            "object": "v2.core.event",
            "type": "v1.billing.meter.no_meter_found",
            "context": "acct_1",
            "created": "2026-07-29T17:46:22.134Z",
            "livemode": false,
        })
        .to_string();
        let incoming = read(thin.as_bytes()).expect("a thin event");
        assert_eq!(incoming.id.as_deref(), Some("evt_test_65"));
        assert_eq!(incoming.name, "v1.billing.meter.no_meter_found");
        assert_eq!(incoming.payload.get(), thin);
        assert_eq!(
            context(&incoming),
            json!({ "thin": true, "livemode": false, "account": "acct_1" })
        );
        assert_eq!(incoming.timestamp, "2026-07-29T17:46:22.134Z".parse().ok());
    }
}
