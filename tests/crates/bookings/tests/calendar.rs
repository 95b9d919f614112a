//! The integration against a stand-in for the calendar, in an app that is a process of its own.

#[path = "../../../support/mod.rs"]
mod support;

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use axum::extract::State;
use axum::{Json, Router};
use bookings::SCHEME;
use http::{HeaderMap, Method, Uri};
use serde_json::{Value, json};
use support::app::{App, PUBLIC_URL};
use support::http as client;
use trigger::Timestamp;
use trigger::source::Request;

/// What the calendar was asked, and its webhooks.
#[derive(Default)]
struct Calendar {
    asked: Vec<String>,
    keys: Vec<String>,
    webhooks: Vec<Value>,
}

type Shared = Arc<Mutex<Calendar>>;

async fn answer(
    State(calendar): State<Shared>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Json<Value> {
    let mut calendar = calendar.lock().unwrap_or_else(PoisonError::into_inner);
    let asked = format!("{method} {}", uri.path());
    calendar.asked.push(asked.clone());
    if method == Method::POST {
        let key = headers["idempotency-key"].to_str().expect("text");
        calendar.keys.push(key.to_owned());
    }
    Json(match asked.as_str() {
        "GET /webhooks" => calendar.webhooks.clone().into(),
        "POST /webhooks" => {
            let mut webhook: Value = serde_json::from_slice(&body).expect("JSON");
            webhook["id"] = json!("wh_new");
            calendar.webhooks.push(webhook.clone());
            webhook["secret"] = json!("s3cret");
            webhook
        }
        delete if delete.starts_with("DELETE /webhooks/") => {
            let id = delete.rsplit('/').next();
            calendar
                .webhooks
                .retain(|webhook| webhook["id"].as_str() != id);
            Value::Null
        }
        _ => json!({ "id": "b_1", "weekday": "sunday" }),
    })
}

/// The calendar, and where its API is.
fn start(runtime: &tokio::runtime::Runtime) -> (Shared, String) {
    let calendar = Shared::default();
    let router = Router::new()
        .fallback(answer)
        .with_state(Arc::clone(&calendar));
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("a socket");
    let base = format!("http://{}", listener.local_addr().expect("its address"));
    runtime.spawn(async move {
        let listener = tokio::net::TcpListener::from_std(listener).expect("a socket");
        axum::serve(listener, router).await
    });
    (calendar, base)
}

fn signed(secret: &str) -> Request {
    let booking: Value =
        serde_json::from_str(include_str!("../payloads/sunday.json")).expect("JSON");
    let body = json!({ "id": "evt_1", "event": "booking.created", "booking": booking });
    let mut request = Request {
        method: Method::POST,
        uri: "/sources/bookings.webhook".to_owned(),
        headers: HeaderMap::new(),
        body: body.to_string().into(),
        received_at: Timestamp::now(),
    };
    SCHEME.sign(&mut request, &secret.into()).expect("signed");
    request
}

#[test]
fn it_registers_itself_verifies_what_arrives_and_cancels_the_booking_once() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let (calendar, base) = start(&runtime);
    let url = format!("{PUBLIC_URL}/sources/bookings.webhook");
    // One of this URL, whose secret nobody knows, and one of somebody else.
    let webhook = |id, url: &str| json!({ "id": id, "url": url, "events": [] });
    calendar.lock().expect("the calendar").webhooks = vec![
        webhook("wh_lost", &url),
        webhook("wh_other", "https://other.example"),
    ];
    let app = App::example("calendar")
        .with("TRIGGER_PUBLIC_URL", PUBLIC_URL)
        .with("BOOKINGS_API_KEY", "k")
        .with("BOOKINGS_API_BASE", base);
    let serving = app.serve();
    app.until_registered(&serving);
    let webhooks = calendar.lock().expect("the calendar").webhooks.clone();
    let ids: Vec<_> = webhooks.iter().map(|webhook| &webhook["id"]).collect();
    assert_eq!(ids, ["wh_other", "wh_new"]);
    assert_eq!(webhooks[1]["url"], json!(url));
    assert_eq!(webhooks[1]["events"], json!(["booking.created"]));

    let send = |request: &Request| {
        let headers: Vec<_> = request
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.to_str().expect("text")))
            .collect();
        let url = serving.url(&request.uri);
        client::post(&url, &headers, &request.body).expect("an answer")
    };
    assert_eq!(send(&signed("another")).status, 401);
    assert_eq!(send(&signed("s3cret")).status, 200);
    let run = app.until_finished(&serving, "rest");
    assert_eq!(run["status"], "completed", "{run}");
    assert_eq!(send(&signed("s3cret")).status, 200);
    assert_eq!(
        app.json(&["runs", "--job", "rest"])
            .as_array()
            .map(Vec::len),
        Some(1)
    );

    let calendar = calendar.lock().expect("the calendar");
    let cancelled = calendar
        .asked
        .iter()
        .filter(|asked| *asked == "POST /bookings/b_1/cancel");
    assert_eq!(cancelled.count(), 1);
    assert!(calendar.keys.iter().all(|key| !key.is_empty()));
}
