//! `tests/apps/inbox.rs`, and what is sent to it.

use std::sync::atomic::{AtomicU64, Ordering};

use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::Sha256;

use super::app::App;
use super::stripe_api::now;

/// What senders sign with, as it is configured: the new secret, the old one, and a stranger's.
pub const SECRETS: [&str; 3] = [
    "whsec_6e6577206e6577206e6577206e6577206e6577",
    "whsec_6f6c64206f6c64206f6c64206f6c64206f6c64",
    "whsec_6e6f6e65206e6f6e65206e6f6e65206e6f6e65",
];

/// The app, with nothing that it could verify by.
pub fn app() -> App {
    App::example("inbox")
}

/// A new order, as `orders.webhook` sends it.
pub fn order() -> String {
    static PLACED: AtomicU64 = AtomicU64::new(1);
    let number = PLACED.fetch_add(1, Ordering::Relaxed);
    json!({ "type": "order.placed", "data": { "number": number } }).to_string()
}

/// The headers of a body that is signed with each of some secrets, as `orders.webhook` does it: with
/// the HMAC in hexadecimal digits, each under `v1=`.
pub fn signed_with(secrets: &[&str], body: &str) -> Vec<(&'static str, String)> {
    let time = now();
    let signature = |secret: &&str| format!("v1={}", hmac(secret, &format!("{time}.{body}")));
    let signatures: Vec<_> = secrets.iter().map(signature).collect();
    vec![
        ("x-orders-time", time.to_string()),
        ("x-orders-signature", signatures.join(" ")),
    ]
}

/// The HMAC-SHA-256 of a text, made apart from the code under test.
pub fn hmac(secret: &str, text: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any key will do");
    mac.update(text.as_bytes());
    hex::encode(mac.finalize().into_bytes())
}
