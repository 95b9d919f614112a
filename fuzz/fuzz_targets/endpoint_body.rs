//! What is posted to an endpoint: JSON, a form, or a text.

#![no_main]

use http::{HeaderMap, HeaderValue, Method, header};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use trigger::Timestamp;
use trigger::source::{HttpRequest, Request};

const KINDS: [&str; 5] = [
    "application/json",
    "application/x-www-form-urlencoded",
    "text/plain",
    "application/problem+json; charset=utf-8",
    "multipart/form-data",
];

fuzz_target!(|data: &[u8]| {
    let Some((pick, data)) = data.split_first() else {
        return;
    };
    let kind = KINDS[usize::from(*pick) % KINDS.len()];
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(value) = HeaderValue::from_bytes(data) {
        headers.append("x-given", value);
    }
    let query = String::from_utf8_lossy(data);
    let request = Request {
        method: Method::POST,
        uri: format!("/endpoints/fuzz?{query}"),
        headers,
        body: data.to_vec().into(),
        received_at: Timestamp::UNIX_EPOCH,
    };
    if let Ok(payload) = trigger::fuzzing::payload(&request, false) {
        let _ = serde_json::from_str::<Value>(&payload);
    }
    if let Ok(payload) = trigger::fuzzing::payload(&request, true)
        && let Ok(read) = serde_json::from_str::<HttpRequest>(&payload)
    {
        assert_eq!(read.method, "POST");
        let written = serde_json::to_string(&read).expect("what was read can be written");
        assert_eq!(serde_json::from_str::<HttpRequest>(&written).ok(), Some(read));
    }
});
