//! Where in a request its event is, declared: by headers and by JSON pointers into the body.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::{Handled, Incoming, Rejected, Request, check_depth};
use crate::error::{Error, Result};
use crate::time::Timestamp;

/// A place in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the body, at a JSON pointer: `/data/id`. The empty pointer is the whole body.
    Field(&'static str),
    /// A header.
    Header(&'static str),
}

/// Where in a request, whose body is JSON, its one event is.
///
/// ```
/// use trigger::source::{Envelope, Place};
///
/// // {"type": "user.created", "timestamp": "2026-11-23T20:00:00Z", "data": {"id": "user_1"}}
/// const EVENTS: Envelope = Envelope::named(&[Place::Field("/type")])
///     .id(Place::Header("webhook-id"))
///     .timestamp("/timestamp")
///     .payload("/data");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Envelope {
    name: &'static [Place],
    id: Option<Place>,
    timestamp: Option<&'static str>,
    payload: &'static str,
    context: &'static [(&'static str, Place)],
}

impl Envelope {
    /// The event's name is what these places hold, with dots between them. The payload is the whole
    /// body, until [`Self::payload`] says otherwise.
    pub const fn named(name: &'static [Place]) -> Self {
        Self {
            name,
            id: None,
            timestamp: None,
            payload: "",
            context: &[],
        }
    }

    /// With where the provider's id for the event is, which tells a repeated delivery from a new
    /// event. Where a request has none, one is generated.
    #[must_use]
    pub const fn id(mut self, id: Place) -> Self {
        self.id = Some(id);
        self
    }

    /// With a JSON pointer to when it happened: an RFC 3339 text, or a number of seconds or
    /// milliseconds since 1970.
    #[must_use]
    pub const fn timestamp(mut self, pointer: &'static str) -> Self {
        self.timestamp = Some(pointer);
        self
    }

    /// With a JSON pointer to the payload.
    #[must_use]
    pub const fn payload(mut self, pointer: &'static str) -> Self {
        self.payload = pointer;
        self
    }

    /// With what to keep of the rest of the request, in the event's context.
    #[must_use]
    pub const fn context(mut self, context: &'static [(&'static str, Place)]) -> Self {
        self.context = context;
        self
    }

    /// As [Standard Webhooks](https://www.standardwebhooks.com) recommend it:
    /// `{"type": …, "timestamp": …, "data": …}`, with the event's id in the header `webhook-id`.
    pub const STANDARD_WEBHOOKS: Self = Self::named(&[Place::Field("/type")])
        .id(Place::Header("webhook-id"))
        .timestamp("/timestamp")
        .payload("/data");

    /// Finds the event in a verified request. Its payload is borrowed from the body.
    ///
    /// # Errors
    ///
    /// A rejection, when the body is not JSON, or has no name or no payload where they should be.
    pub fn read<'r>(&self, request: &'r Request) -> Result<Handled<'r>, Rejected> {
        let body = json(&request.body)?;
        let names: Result<Vec<_>, _> = self
            .name
            .iter()
            .map(|place| place.of(request, body))
            .collect();
        let payload = at(body, self.payload).ok_or_else(|| missing(&Place::Field(self.payload)))?;
        check_depth(payload)?;
        let id = self.id.and_then(|place| place.of(request, body).ok());
        let context: Map<_, _> = self
            .context
            .iter()
            .map(|(name, place)| ((*name).to_owned(), place.value(request, body)))
            .collect();
        Ok(Handled::event(Incoming {
            id: id.filter(|id| !id.is_empty()),
            name: names?.join("."),
            payload: Cow::Borrowed(payload),
            timestamp: self.timestamp.and_then(|pointer| time(at(body, pointer)?)),
            context: Value::Object(context).into(),
        }))
    }
}

impl Envelope {
    /// Writes an event into a request, the other way round of [`read`](Self::read). What the payload
    /// says itself of its name and its id stays as it is.
    ///
    /// # Errors
    ///
    /// When the payload leaves no room for the rest, because it is the whole body and no object.
    pub fn write(&self, event: &Incoming<'_>, request: &mut Request) -> Result<()> {
        let payload: Value = serde_json::from_str(event.payload.get())?;
        let mut body = Value::Null;
        fill(&mut body, self.payload, payload.clone())?;
        let names = event.name.splitn(self.name.len(), '.');
        let ids = self.id.iter().zip(event.id.as_deref());
        for (place, text) in self.name.iter().zip(names).chain(ids) {
            match place {
                Place::Field(pointer) => fill(&mut body, pointer, text.into())?,
                Place::Header(name) => request.set_header(name, text)?,
            }
        }
        // The payload's own time is not to be touched.
        let outside = |pointer: &&str| !pointer.starts_with(self.payload);
        if let (Some(pointer), Some(at)) = (self.timestamp.filter(outside), event.timestamp) {
            fill(&mut body, pointer, at.to_string().into())?;
        }
        // As it stands, to the last digit of its numbers.
        if let Some(place) = body.pointer_mut(self.payload).filter(|at| **at == payload) {
            *place = PAYLOAD.into();
        }
        let mark = Value::from(PAYLOAD).to_string();
        request.set_json(body.to_string().replacen(&mark, event.payload.get(), 1))
    }
}

/// Stands for the payload until the rest of the body is written.
const PAYLOAD: &str = "\u{0}payload";

/// Writes a value to where a JSON pointer points to, unless something is there.
pub(super) fn fill(body: &mut Value, pointer: &str, value: Value) -> Result<()> {
    let mut place = body;
    for key in pointer.split('/').skip(1) {
        if place.is_null() {
            *place = Value::Object(Map::new());
        }
        let Value::Object(fields) = place else {
            return Err(Error::permanent(format!(
                "the payload is no object, which leaves no place for `{pointer}`"
            )));
        };
        let key = key.replace("~1", "/").replace("~0", "~");
        place = fields.entry(key).or_insert(Value::Null);
    }
    if place.is_null() {
        *place = value;
    }
    Ok(())
}

impl Place {
    /// The text or the number that is there.
    fn of(&self, request: &Request, body: &RawValue) -> Result<String, Rejected> {
        match self {
            Self::Header(name) => request.header(name).map(str::to_owned),
            Self::Field(pointer) => {
                let value =
                    at(body, pointer).and_then(|json| serde_json::from_str(json.get()).ok());
                match value {
                    Some(Value::String(text)) => Ok(text),
                    Some(Value::Number(number)) => Ok(number.to_string()),
                    _ => Err(missing(self)),
                }
            }
        }
    }

    /// What is there, `null` if nothing is.
    fn value(&self, request: &Request, body: &RawValue) -> Value {
        match self {
            Self::Header(name) => request.header(name).map_or(Value::Null, Value::from),
            Self::Field(pointer) => at(body, pointer)
                .and_then(|json| serde_json::from_str(json.get()).ok())
                .unwrap_or_default(),
        }
    }
}

fn missing(place: &Place) -> Rejected {
    Rejected::bad_request(match place {
        Place::Field(pointer) => format!("the body is no event: it has nothing at `{pointer}`"),
        Place::Header(name) => format!("the header `{name}` is missing"),
    })
}

/// Reads a verified body as JSON, nothing of which is decoded yet.
///
/// # Errors
///
/// A rejection, when it is not JSON.
pub(crate) fn json(body: &[u8]) -> Result<&RawValue, Rejected> {
    serde_json::from_slice(body)
        .map_err(|error| Rejected::bad_request(format!("the body is not JSON: {error}")))
}

/// What a JSON pointer points to.
pub(crate) fn at<'r>(json: &'r RawValue, pointer: &str) -> Option<&'r RawValue> {
    let mut segments = pointer.split('/').skip(1);
    segments.try_fold(json, |json, segment| {
        let json = json.get();
        let key = segment.replace("~1", "/").replace("~0", "~");
        if json.starts_with('[') {
            let items: Vec<&RawValue> = serde_json::from_str(json).ok()?;
            return items.get(key.parse::<usize>().ok()?).copied();
        }
        let fields: BTreeMap<String, &RawValue> = serde_json::from_str(json).ok()?;
        fields.get(&key).copied()
    })
}

/// Reads a time of any of the forms that providers have.
fn time(json: &RawValue) -> Option<Timestamp> {
    /// Seconds since 1970 reach this number in the year 5138, milliseconds did in March 1973.
    const MILLISECONDS: i64 = 100_000_000_000;
    match serde_json::from_str(json.get()).ok()? {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => match number.as_i64()? {
            seconds if seconds.abs() < MILLISECONDS => Timestamp::from_second(seconds).ok(),
            milliseconds => Timestamp::from_millisecond(milliseconds).ok(),
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
    use serde_json::json;

    use super::*;

    const EVENTS: Envelope = Envelope::named(&[Place::Field("/type"), Place::Field("/action")])
        .id(Place::Header("x-id"))
        .timestamp("/at")
        .payload("/data")
        .context(&[
            ("shop", Place::Header("x-shop")),
            ("by", Place::Field("/by/0")),
        ]);

    fn request(body: &str, headers: &[(&'static str, &'static str)]) -> Request {
        let header = |(name, value): &(&'static str, &'static str)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        };
        Request {
            method: Method::POST,
            uri: "/".to_owned(),
            headers: headers.iter().map(header).collect::<HeaderMap>(),
            body: body.as_bytes().to_vec().into(),
            received_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn an_event_is_found_where_the_envelope_says() {
        let body = r#"{"type":"Issue","action":7,"data":{"a":1},"at":1760000000000,"by":["ada"]}"#;
        let request = request(body, &[("x-id", "d_1"), ("x-shop", "s")]);
        let handled = EVENTS.read(&request).expect("an event");
        let event = &handled.events[0];
        assert_eq!(
            (event.name.as_str(), event.id.as_deref()),
            ("Issue.7", Some("d_1"))
        );
        assert_eq!(event.timestamp, Timestamp::from_second(1_760_000_000).ok());
        assert_eq!(
            event.context.read().expect("JSON"),
            json!({ "shop": "s", "by": "ada" })
        );
        let Cow::Borrowed(payload) = event.payload else {
            panic!("the payload was copied");
        };
        assert_eq!(payload.get(), r#"{"a":1}"#);
    }

    #[test]
    fn an_event_without_an_id_or_a_time_is_one() {
        let request = request(r#"{"type":"a","action":"b","data":null,"at":{}}"#, &[]);
        let handled = EVENTS.read(&request).expect("an event");
        assert_eq!(handled.events[0].id, None);
        assert_eq!(handled.events[0].timestamp, None);
        assert_eq!(
            handled.events[0].context.read().expect("JSON"),
            json!({ "shop": null, "by": null })
        );
    }

    #[test]
    fn what_has_no_name_or_no_payload_or_is_too_deep_is_refused() {
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        let too_deep = format!(r#"{{"type":"a","action":"b","data":{deep}}}"#);
        for body in [
            "",
            "null",
            "[]",
            "{}",
            "a=b",
            r#"{"type":"a","data":{}}"#,
            r#"{"type":null,"action":"b","data":{}}"#,
            r#"{"type":"a","action":"b"}"#,
            &deep,
            &too_deep,
        ] {
            let rejected = EVENTS
                .read(&request(body, &[]))
                .map(|_| ())
                .expect_err("no event");
            assert_eq!(rejected.status, StatusCode::BAD_REQUEST);
        }
    }

    #[test]
    fn pointers_reach_into_lists_and_names_with_slashes() {
        let value = json!({ "a/b": [1, { "~": "x" }] }).to_string();
        let value = json(value.as_bytes()).expect("JSON");
        assert_eq!(at(value, "/a~1b/1/~0").map(RawValue::get), Some(r#""x""#));
        assert!(at(value, "/a~1b/2").is_none());
        assert!(at(value, "/a~1b/0/x").is_none());
        assert_eq!(at(value, "").map(RawValue::get), Some(value.get()));
    }

    #[test]
    fn times_of_every_form_are_read() {
        let read = |text: &str| time(json(text.as_bytes()).expect("JSON"));
        let expected = Timestamp::from_second(1_760_000_000).ok();
        assert_eq!(read("1760000000"), expected);
        assert_eq!(read("1760000000000"), expected);
        assert_eq!(read(r#""2025-10-09T08:53:20Z""#), expected);
        assert_eq!(read(r#""yesterday""#), None);
        assert_eq!(read("99999999999999999999"), None);
    }
}
