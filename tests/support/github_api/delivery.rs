//! What GitHub sends: events, signed with a webhook's secret.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;

use super::super::http::{self, Answer};

/// An event as GitHub delivers it.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// What tells it apart; the same when it is delivered again.
    pub id: String,
    /// The event's name.
    pub event: String,
    /// The body.
    pub body: String,
}

impl Delivery {
    /// A new one.
    pub fn of(event: &str, payload: &Value) -> Self {
        static SENT: AtomicU64 = AtomicU64::new(1);
        let number = SENT.fetch_add(1, Ordering::Relaxed);
        Self {
            id: format!("{:08x}-0000-11f1-8000-{number:012x}", std::process::id()),
            event: event.to_owned(),
            body: payload.to_string(),
        }
    }

    /// Posts it to a URL, signed with a secret. It blocks.
    pub fn post(&self, url: &str, secret: &str) -> std::io::Result<Answer> {
        self.post_signed(url, &self.signature(secret))
    }

    /// Posts it to a URL with any signature. It blocks.
    pub fn post_signed(&self, url: &str, signature: &str) -> std::io::Result<Answer> {
        let headers = [
            ("content-type", "application/json"),
            ("user-agent", "GitHub-Hookshot/1f2e3d4"),
            ("x-github-event", &self.event),
            ("x-github-delivery", &self.id),
            ("x-github-hook-id", "601277001"),
            ("x-hub-signature-256", signature),
        ];
        http::post(url, &headers, self.body.as_bytes())
    }

    /// The `X-Hub-Signature-256` header, made apart from the code under test.
    pub fn signature(&self, secret: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any key will do");
        mac.update(self.body.as_bytes());
        format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
    }
}

/// One of the library's example payloads, by its file's name.
pub fn example(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("trigger/examples/github");
    let file = folder.join(name).with_extension("json");
    let text = std::fs::read_to_string(&file).expect("an example");
    serde_json::from_str(&text).expect("JSON")
}
