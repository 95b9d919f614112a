//! A request as the payload of an endpoint.

use std::collections::BTreeMap;

use http::HeaderMap;
use http::header::CONTENT_TYPE;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use super::is_credential;
use super::{EndpointMeta, Rejected, Request};
use crate::error::{Error, Result};

/// A request as the payload of an [`#[http_endpoint]`](macro@crate::http_endpoint), for jobs that
/// look at more than the body:
///
/// ```
/// use trigger::prelude::*;
/// use trigger::source::HttpRequest;
///
/// #[http_endpoint(verify = nothing, method = ["GET", "POST"])]
/// fn on_ping(ping: &HttpRequest) -> Properties {
///     properties! { "From" => ping.query("from").unwrap_or("nobody") }
/// }
///
/// #[job(trigger = on_ping, filter = |ping| ping.method == "POST" && ping.header("x-team") == Some("ops"))]
/// async fn note(ping: HttpRequest, io: Io) -> Result<()> {
///     io.log().info("pinged", json!({ "body": ping.body }));
///     Ok(())
/// }
/// ```
///
/// A `B` is read from the body: JSON, or the fields of a form as text. Any other text is a JSON
/// string, and no body is `null`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpRequest<B = Value> {
    /// The method, in capitals.
    pub method: String,
    /// The query, decoded; of a name that comes more than once, the last value.
    pub query: BTreeMap<String, String>,
    /// The headers by their names in lower case, without credentials; of one that comes more than
    /// once, the values with commas between them.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: B,
}

impl<B> HttpRequest<B> {
    /// A value of the query.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.get(name).map(String::as_str)
    }

    /// A header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

impl Request {
    /// Writes the payload of an endpoint into a request: the other way round of
    /// [`payload`](Self::payload).
    ///
    /// # Errors
    ///
    /// When it is to be a whole request and is none.
    pub(crate) fn write_payload(
        &mut self,
        payload: &RawValue,
        endpoint: EndpointMeta,
    ) -> Result<()> {
        if !endpoint.whole {
            let method = endpoint.methods.first().copied().unwrap_or("POST");
            self.method = method.parse().map_err(Error::new)?;
            return self.set_json(payload.get().to_owned());
        }
        let HttpRequest {
            method,
            query,
            headers,
            body,
        } = serde_json::from_str(payload.get())?;
        self.method = method.parse().map_err(Error::new)?;
        if !query.is_empty() {
            let mut encoded = form_urlencoded::Serializer::new(String::new());
            self.uri = format!("{}?{}", self.uri, encoded.extend_pairs(query).finish());
        }
        for (name, value) in headers {
            self.set_header(&name, &value)?;
        }
        match body {
            Value::Null => Ok(()),
            Value::String(text) if !self.is_json() => {
                self.body = text.into();
                Ok(())
            }
            json => self.set_json(json.to_string()),
        }
    }

    /// The body as JSON, with what is around it if the payload is to be the `whole` request. It
    /// was verified by now.
    pub(crate) fn payload(&self, whole: bool) -> Result<std::borrow::Cow<'_, RawValue>, Rejected> {
        if !whole {
            return if self.is_form() {
                Ok(std::borrow::Cow::Owned(raw(&form(&self.body)?)?))
            } else {
                json(&self.body).map(std::borrow::Cow::Borrowed)
            };
        }
        let body = if self.is_form() {
            raw(&form(&self.body)?)?
        } else if self.body.is_empty() {
            raw(&Value::Null)?
        } else if self.is_json() {
            json(&self.body)?.to_owned()
        } else {
            raw(text(&self.body)?)?
        };
        let query = self.uri.split_once('?').map_or("", |(_, query)| query);
        let request = HttpRequest {
            method: self.method.to_string(),
            query: form(query.as_bytes())?,
            headers: shown(&self.headers),
            body,
        };
        raw(&request).map(std::borrow::Cow::Owned)
    }

    fn content_type(&self) -> &str {
        let value = self.headers.get(CONTENT_TYPE);
        let value = value.and_then(|value| value.to_str().ok());
        let essence = value.unwrap_or_default().split(';').next();
        essence.unwrap_or_default().trim()
    }

    fn is_form(&self) -> bool {
        let form = "application/x-www-form-urlencoded";
        self.content_type().eq_ignore_ascii_case(form)
    }

    /// Whether the body is to be JSON, which it also is where nothing else is said.
    fn is_json(&self) -> bool {
        let kind = self.content_type().to_ascii_lowercase();
        kind.is_empty() || kind == "application/json" || kind.ends_with("+json")
    }
}

fn shown(headers: &HeaderMap) -> BTreeMap<String, String> {
    let mut shown: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in headers {
        if is_credential(name.as_str()) {
            continue;
        }
        let value = String::from_utf8_lossy(value.as_bytes());
        shown
            .entry(name.to_string())
            .and_modify(|values| *values = format!("{values}, {value}"))
            .or_insert_with(|| value.into_owned());
    }
    shown
}

fn json(body: &[u8]) -> Result<&RawValue, Rejected> {
    serde_json::from_slice(body)
        .map_err(|error| Rejected::bad_request(format!("the body is not JSON: {error}")))
}

fn text(body: &[u8]) -> Result<&str, Rejected> {
    std::str::from_utf8(body).map_err(|_| Rejected::bad_request("the body is not UTF-8"))
}

fn raw(value: &(impl Serialize + ?Sized)) -> Result<Box<RawValue>, Rejected> {
    to_raw_value(value).map_err(|error| Rejected::bad_request(error.to_string()))
}

/// The fields of a form or a query; of one that comes more than once, the last.
fn form(encoded: &[u8]) -> Result<BTreeMap<String, String>, Rejected> {
    let fields = text(encoded)?.split('&').filter(|field| !field.is_empty());
    fields
        .map(|field| {
            let (name, value) = field.split_once('=').unwrap_or((field, ""));
            Ok((decoded(name)?, decoded(value)?))
        })
        .collect()
}

/// Takes away the percent signs. One that no two hexadecimal digits follow stands for itself.
fn decoded(encoded: &str) -> Result<String, Rejected> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.as_bytes();
    while let [first, after @ ..] = rest {
        let digits = after.get(..2).filter(|_| *first == b'%');
        let byte = digits.and_then(|digits| hex::decode(digits).ok());
        match (byte.as_deref(), first) {
            (Some(byte), _) => {
                bytes.extend_from_slice(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            (None, b'+') => {
                bytes.push(b' ');
                rest = after;
            }
            (None, other) => {
                bytes.push(*other);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).map_err(|_| Rejected::bad_request("the query or form is not UTF-8"))
}

#[cfg(test)]
mod tests {
    use http::{HeaderValue, Method};
    use serde_json::json;

    use super::*;
    use crate::time::Timestamp;

    fn request(content_type: &'static str, uri: &str, body: &'static [u8]) -> Request {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        headers.insert("authorization", HeaderValue::from_static("canary"));
        headers.append("x-tag", HeaderValue::from_static("a"));
        headers.append("x-tag", HeaderValue::from_static("b"));
        Request {
            method: Method::PUT,
            uri: uri.to_owned(),
            headers,
            body: body.into(),
            received_at: Timestamp::UNIX_EPOCH,
        }
    }

    fn payload(content_type: &'static str, body: &'static [u8], whole: bool) -> Option<Value> {
        let request = request(content_type, "/e?a=1&b=%C3%A4+%26&a=2&%zz", body);
        let payload = request.payload(whole).ok()?;
        serde_json::from_str(payload.get()).ok()
    }

    #[test]
    fn a_body_is_json_or_a_form() {
        let json = json!({ "a": [1] });
        assert_eq!(payload("", br#"{"a":[1]}"#, false), Some(json.clone()));
        assert_eq!(payload("text/plain", br#"{"a":[1]}"#, false), Some(json));
        let form = payload("application/x-www-form-urlencoded", b"a=1&b=x+y&c", false);
        assert_eq!(form, Some(json!({ "a": "1", "b": "x y", "c": "" })));
        assert_eq!(payload("", b"", false), None);
        assert_eq!(
            payload("", b"\xef\xbb\xbf{}", false),
            None,
            "a byte order mark"
        );
        assert_eq!(payload("", b"\"\xff\"", false), None, "bad UTF-8");
        assert_eq!(payload("", b"{}\0", false), None, "a NUL");
    }

    #[test]
    fn a_whole_request_has_its_method_query_and_headers_without_credentials() {
        let request = payload("application/vnd.api+json", b"[1]", true);
        let expected = json!({
            "method": "PUT",
            "query": { "a": "2", "b": "\u{e4} &", "%zz": "" },
            "headers": { "content-type": "application/vnd.api+json", "x-tag": "a, b" },
            "body": [1],
        });
        assert_eq!(request, Some(expected));
        let body = |kind, body| payload(kind, body, true).map(|mut whole| whole["body"].take());
        assert_eq!(body("text/plain", b"hello"), Some(json!("hello")));
        assert_eq!(body("", b""), Some(Value::Null));
        assert_eq!(body("text/plain", b"\xff"), None);
        assert_eq!(body("application/json", b"hello"), None);
    }
}
