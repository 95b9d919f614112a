//! What Stripe sends: events, signed with an endpoint's secret.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use super::super::http::{self, Answer};

/// An event of a type about an object, as Stripe sends it: a new id, created now.
///
/// Change the value to get another event: `event["account"] = json!("acct_1")` for one of a
/// connected account, or `event["id"]` of an earlier one for a repeated delivery.
pub fn event(kind: &str, object: Value) -> Value {
    static SENT: AtomicU64 = AtomicU64::new(1);
    let number = SENT.fetch_add(1, Ordering::Relaxed);
    json!({
        "id": format!("evt_1Tm{}{number:06}", std::process::id()),
        "object": "event",
        "api_version": "2026-07-29.dahlia",
        "created": now(),
        "data": { "object": object },
        "livemode": false,
        "pending_webhooks": 1,
        "request": { "id": "req_Tr1gg3r", "idempotency_key": null },
        "type": kind,
    })
}

/// A recurring price in US dollars.
pub fn price(id: &str) -> Value {
    json!({
        "id": id,
        "object": "price",
        "active": true,
        "billing_scheme": "per_unit",
        "created": now(),
        "currency": "usd",
        "custom_unit_amount": null,
        "livemode": false,
        "lookup_key": null,
        "metadata": {},
        "nickname": null,
        "product": "prod_Tr1gg3r",
        "recurring": {
            "interval": "month",
            "interval_count": 1,
            "meter": null,
            "trial_period_days": null,
            "usage_type": "licensed",
        },
        "tax_behavior": "unspecified",
        "tiers_mode": null,
        "transform_quantity": null,
        "type": "recurring",
        "unit_amount": 2000,
        "unit_amount_decimal": "2000",
    })
}

/// The current time in seconds since 1970.
pub fn now() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |now| now.as_secs())
}

/// The `Stripe-Signature` header for a body, made apart from the code under test.
pub fn signature(secret: &str, seconds: u64, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any key will do");
    mac.update(format!("{seconds}.").as_bytes());
    mac.update(body);
    format!(
        "t={seconds},v1={}",
        hex::encode(mac.finalize().into_bytes())
    )
}

/// Posts an event to a URL, signed now with a secret, as Stripe would. It blocks.
pub fn post(url: &str, secret: &str, event: &Value) -> std::io::Result<Answer> {
    let body = event.to_string();
    let signature = signature(secret, now(), body.as_bytes());
    post_raw(url, &signature, body.as_bytes())
}

/// Posts a body to a URL with any value of `Stripe-Signature`. It blocks.
pub fn post_raw(url: &str, signature: &str, body: &[u8]) -> std::io::Result<Answer> {
    let headers = [
        ("content-type", "application/json; charset=utf-8"),
        (
            "user-agent",
            "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        ),
        ("stripe-signature", signature),
    ];
    http::post(url, &headers, body)
}
