//! What the targets share: requests made of bytes, and what must hold of each.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher as _, Hasher as _};
use std::sync::LazyLock;

use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use trigger::Timestamp;
use trigger::source::signature::{Encoding, KeyForm, Part, Scheme, Secrets, Stamp};
use trigger::source::{ExternalSource, Handled, Rejected, Request, Source, SourceKey};

pub const STRIPE: Scheme = Scheme::hmac_sha256("stripe-signature")
    .separator(',')
    .prefix("v1=")
    .over(&[
        Part::Timestamp(Stamp::entry("t=")),
        Part::Text("."),
        Part::Body,
    ]);

pub const GITHUB: Scheme = Scheme::hmac_sha256("x-hub-signature-256").prefix("sha256=");

pub const SLACK: Scheme = Scheme::hmac_sha256("x-slack-signature")
    .prefix("v0=")
    .over(&[
        Part::Text("v0:"),
        Part::Timestamp(Stamp::header("x-slack-request-timestamp")),
        Part::Text(":"),
        Part::Body,
    ]);

pub const TWILIO: Scheme = Scheme::hmac_sha1("x-twilio-signature")
    .encoding(Encoding::Base64)
    .over(&[Part::Url, Part::Form]);

pub const DISCORD: Scheme = Scheme::ed25519("x-signature-ed25519").over(&[
    Part::Timestamp(Stamp::header("x-signature-timestamp")),
    Part::Body,
]);

/// Schemes of every shape that a declaration can have.
pub const SHAPES: [Scheme; 6] = [
    Scheme::hmac_sha256("x-signature"),
    Scheme::hmac_sha512("x-signature")
        .separator(' ')
        .prefix("v1,")
        .encoding(Encoding::Base64)
        .key(KeyForm::Base64("whsec_"))
        .over(&[
            Part::Header("x-id"),
            Part::Text("."),
            Part::Timestamp(Stamp::header("x-time")),
            Part::Text("."),
            Part::Body,
        ]),
    Scheme::hmac_sha1("x-signature")
        .separator(';')
        .over(&[Part::Timestamp(Stamp::entry("time:").milliseconds()), Part::Body]),
    Scheme::hmac_sha256("x-signature")
        .key(KeyForm::Hex)
        .over(&[Part::Url, Part::Text("\n"), Part::Form]),
    Scheme::hmac_sha256("x-signature").prefix("v=").separator('|'),
    IN_BODY,
];

const IN_BODY: Scheme = Scheme::hmac_sha256("x-signature")
    .timestamp_in_body("/sent/at", std::time::Duration::from_secs(60));

/// A secret that nobody can guess, as every scheme of these reads it.
static SECRET: LazyLock<String> = LazyLock::new(|| {
    let number = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}{:016x}{:016x}", number(), number(), number(), number())
});

/// When every request arrives.
const ARRIVAL: i64 = 1_790_000_000;

fn secrets() -> Secrets {
    Secrets::from(SECRET.as_str())
}

fn request(headers: HeaderMap, body: &[u8]) -> Request {
    Request {
        method: Method::POST,
        uri: "/sources/fuzz?a=b".to_owned(),
        headers,
        body: body.to_vec().into(),
        received_at: Timestamp::from_second(ARRIVAL).expect("a time"),
    }
}

/// Makes headers of lines, each under the name that its first byte picks; what comes after an empty
/// line is the body.
fn taken_apart<'d>(data: &'d [u8], names: &[&'static str]) -> (HeaderMap, &'d [u8]) {
    let mut headers = HeaderMap::new();
    let mut rest = data;
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        let (line, after) = rest.split_at(end);
        rest = &after[1..];
        let Some((pick, value)) = line.split_first() else {
            break;
        };
        let name = HeaderName::from_static(names[usize::from(*pick) % names.len()]);
        if let Ok(value) = HeaderValue::from_bytes(value) {
            headers.append(name, value);
        }
    }
    (headers, rest)
}

/// Holds a scheme to what must be so of every request. `names` are the headers that it reads, first
/// the one of the signature.
pub fn verify(scheme: Scheme, names: &[&'static str], data: &[u8]) {
    let (headers, body) = taken_apart(data, names);
    let given = request(headers, body);
    let secrets = secrets();
    if let Ok(()) = scheme.verify(&given, &secrets) {
        panic!("it was accepted and nobody has signed it: {given:?}");
    }

    let mut signed = given.clone();
    if scheme.sign(&mut signed, &secrets).is_err() {
        return;
    }
    match scheme.verify(&signed, &secrets) {
        Ok(()) => {}
        // A time within the body is the sender's own.
        Err(rejected) if scheme == IN_BODY && rejected.status == StatusCode::BAD_REQUEST => {}
        Err(rejected) => panic!("{rejected} of what was signed: {signed:?}"),
    }

    // Beside a good signature, whatever else stands there.
    let name = names[0];
    let good = signed.headers[name].as_bytes().to_vec();
    for value in given.headers.get_all(name) {
        for mixed in [
            [&good[..], b",", value.as_bytes()].concat(),
            [value.as_bytes(), b",", &good[..]].concat(),
        ] {
            let Ok(mixed) = HeaderValue::from_bytes(&mixed) else {
                continue;
            };
            let mut beside = signed.clone();
            beside.headers.insert(name, mixed);
            let verdict = scheme.verify(&beside, &secrets);
            if scheme == STRIPE
                && let Err(Rejected { status, reason }) = verdict
            {
                assert_eq!(status, StatusCode::BAD_REQUEST, "{reason}: {beside:?}");
            }
        }
    }
}

/// Hands a body, signed as its provider would, to a source, and reads what it finds.
pub fn handle<S>(
    scheme: Scheme,
    params: &S::Params,
    headers: &[(&'static str, &str)],
    body: &[u8],
    read: impl Fn(&str, &str),
) where
    S: ExternalSource,
{
    let named = headers.iter().map(|(name, value)| {
        let value = HeaderValue::from_str(value).expect("a header");
        (HeaderName::from_static(name), value)
    });
    let mut request = request(named.collect(), body);
    let secrets = secrets();
    scheme.sign(&mut request, &secrets).expect("a secret");
    let key = SourceKey::new("fuzz", [""; 0]);
    let source = Source::<S>::new(&key, params, &secrets);
    let Ok(Handled { events, .. }) = S::handle(&request, &source) else {
        return;
    };
    for event in events {
        let payload = event.payload.get();
        let value: Result<Value, _> = serde_json::from_str(payload);
        // What is not UTF-8 or too deep is refused by what has called the source.
        if let Ok(value) = value {
            let again = serde_json::to_string(&value).expect("it was read");
            assert_eq!(serde_json::from_str::<Value>(&again).ok(), Some(value));
        }
        read(&event.name, payload);
    }
}

/// Reads a payload as a type; what it makes of it can be written, and read again.
pub fn typed<T: DeserializeOwned + Serialize>(payload: &str) {
    let Ok(value) = serde_json::from_str::<T>(payload) else {
        return;
    };
    let written = serde_json::to_string(&value).expect("what was read can be written");
    if let Err(error) = serde_json::from_str::<T>(&written) {
        panic!("{error}: {written}");
    }
}
