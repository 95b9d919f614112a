//! The stand-in for Stripe does what Stripe does: what the other tests stand on.

mod support;

use std::sync::mpsc;

use serde_json::{Value, json};
use support::http;
use support::stripe_api::{self, Answer, Kind, StripeApi};

const PATH: &str = "/v1/webhook_endpoints";

fn post(api: &StripeApi, path: &str, key: Option<&str>, form: &str) -> (u16, Value) {
    let bearer = format!("Bearer {}", stripe_api::KEY);
    let mut headers = vec![
        ("authorization", bearer.as_str()),
        ("stripe-version", "2026-07-29.dahlia"),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    headers.extend(key.map(|key| ("idempotency-key", key)));
    let answer = http::post(&format!("{}{path}", api.base()), &headers, form.as_bytes());
    let answer = answer.expect("an answer");
    (
        answer.status,
        serde_json::from_str(&answer.body).expect("JSON"),
    )
}

fn create(api: &StripeApi, key: Option<&str>, url: &str) -> (u16, Value) {
    post(
        api,
        PATH,
        key,
        &format!("url={url}&enabled_events[0]=price.created"),
    )
}

#[test]
fn what_stripe_refuses_is_refused() {
    let api = StripeApi::start();
    let url = format!("{}{PATH}", api.base());
    let bearer = format!("Bearer {}", stripe_api::KEY);
    let (auth, version) = (("authorization", bearer.as_str()), ("stripe-version", "v"));
    let json = ("content-type", "application/json");
    for (headers, status) in [
        (vec![version], 401),
        (
            vec![("authorization", "Bearer sk_test_other"), version],
            401,
        ),
        (vec![auth], 400),
        (vec![auth, version, json], 415),
    ] {
        let answer = http::post(&url, &headers, b"{}").expect("an answer");
        assert_eq!(answer.status, status, "{headers:?}");
    }
    for (form, code) in [
        ("enabled_events[0]=*", "parameter_missing"),
        ("url=https://a.example", "parameter_missing"),
        ("url=a.example&enabled_events[0]=*", "url_invalid"),
        (
            "url=https://a.example&enabled_events[0]=*&disabled=true",
            "parameter_unknown",
        ),
    ] {
        let (status, body) = post(&api, PATH, None, form);
        assert_eq!(
            (status, &body["error"]["code"]),
            (400, &json!(code)),
            "{form}"
        );
    }
    let (status, body) = post(&api, &format!("{PATH}/we_none"), None, "disabled=true");
    assert_eq!(
        (status, &body["error"]["code"]),
        (404, &json!("resource_missing"))
    );
    let endpoint = api.add_endpoint("https://a.example", &["*"]);
    let (status, _) = post(
        &api,
        &format!("{PATH}/{}", endpoint.id),
        None,
        "connect=true",
    );
    assert_eq!(status, 400);
    assert_eq!(api.endpoints(), [endpoint]);
}

#[test]
fn there_are_at_most_16_endpoints() {
    let api = StripeApi::start();
    for _ in 0..16 {
        assert_eq!(create(&api, None, "https://a.example").0, 200);
    }
    assert_eq!(create(&api, None, "https://a.example").0, 400);
    assert_eq!(api.endpoints().len(), 16);
}

#[test]
fn a_key_gives_the_first_answer_again_unless_the_test_says_otherwise() {
    let api = StripeApi::start();
    let first = create(&api, Some("k"), "https://a.example");
    assert_eq!(create(&api, Some("k"), "https://a.example"), first);
    assert_eq!(api.endpoints().len(), 1);
    let (status, body) = create(&api, Some("k"), "https://b.example");
    assert_eq!(
        (status, &body["error"]["type"]),
        (400, &json!("idempotency_error"))
    );

    api.honour_idempotency_keys(false);
    let second = create(&api, Some("l"), "https://a.example");
    assert_ne!(create(&api, Some("l"), "https://a.example"), second);
    assert_eq!(api.endpoints().len(), 3);
}

#[test]
fn a_hook_comes_between_a_creation_and_its_answer() {
    let api = StripeApi::start();
    let (seen, created) = mpsc::channel();
    api.after_creating(move |endpoint| {
        seen.send(endpoint.clone()).expect("the test waits");
        Answer::Fail(500)
    });
    assert_eq!(create(&api, Some("k"), "https://a.example").0, 500);
    assert_eq!(
        api.endpoints(),
        [created.recv().expect("the hook was called")]
    );

    // The answer was lost, not the endpoint: the same key finds it.
    let (status, body) = create(&api, Some("k"), "https://a.example");
    assert_eq!(
        (status, &body["secret"]),
        (200, &json!(api.endpoints()[0].secret))
    );
    assert_eq!(api.count(Kind::Create), 2);
}

#[tokio::test]
async fn an_event_goes_to_every_endpoint_that_wants_it() {
    let api = StripeApi::start();
    // The stand-in itself answers deliveries, with 404 as for any unknown path.
    let url = format!("{}/hook", api.base());
    let wants = api.add_endpoint(&url, &["price.created"]);
    api.add_endpoint(&url, &["price.updated"]);
    let connected = api.add_endpoint(&url, &["*"]);
    let disabled = api.add_endpoint(&url, &["*"]);
    api.change(|endpoints| {
        endpoints[2].connect = true;
        endpoints[3].disabled = true;
    });

    let mut event = stripe_api::event("price.created", stripe_api::price("price_1"));
    let delivered = api.deliver(&event).await;
    assert_eq!(delivered.len(), 1);
    assert_eq!(delivered[0].endpoint, wants);
    assert_eq!(delivered[0].answer.status, 401);

    event["account"] = json!("acct_1");
    let delivered = api.deliver(&event).await;
    assert_eq!(delivered.len(), 1);
    assert_eq!(delivered[0].endpoint.id, connected.id);
    assert_ne!(delivered[0].endpoint.id, disabled.id);
}
