//! The Stripe client against a stand-in for Stripe, over a real socket.

mod support;

use std::time::Duration;

use serde_json::{Value, json};
use support::app::App;
use support::stripe_api::{self, Form, Kind, StripeApi};
use trigger::integrations::stripe::{Method, Stripe};
use trigger::{Error, Retry};

const PATH: &str = "/v1/webhook_endpoints";

fn client(api: &StripeApi) -> Stripe {
    Stripe::new(stripe_api::KEY).base(api.base())
}

async fn create(stripe: &Stripe, url: &str) -> Result<Value, Error> {
    let parameters = json!({ "url": url, "enabled_events": ["price.created"] });
    stripe.call(Method::POST, PATH, &parameters).await
}

#[tokio::test]
async fn a_post_is_a_form_and_only_the_creation_tells_the_secret() {
    let api = StripeApi::start();
    let stripe = client(&api);
    let parameters = json!({
        "url": "https://example.com/a?b=c&d",
        "enabled_events": ["price.created", "price.updated"],
        "description": null,
        "metadata": { "a b": "1&2=3" },
    });
    let created: Value = stripe
        .call(Method::POST, PATH, &parameters)
        .await
        .expect("an endpoint");
    let [endpoint] = &api.endpoints()[..] else {
        panic!("one endpoint was created");
    };
    assert_eq!(created["secret"], endpoint.secret);
    assert_eq!(endpoint.url, "https://example.com/a?b=c&d");
    assert_eq!(endpoint.enabled_events, ["price.created", "price.updated"]);
    assert_eq!(endpoint.metadata["a b"], "1&2=3");

    let path = format!("{PATH}/{}", endpoint.id);
    let retrieved: Value = stripe
        .call(Method::GET, &path, &())
        .await
        .expect("the endpoint");
    assert_eq!(retrieved["id"], endpoint.id);
    assert_eq!(retrieved["secret"], Value::Null);
}

#[tokio::test]
async fn a_get_sends_its_parameters_in_the_query() {
    let api = StripeApi::start();
    for number in 0..3 {
        api.add_endpoint(&format!("https://example.com/{number}"), &["*"]);
    }
    let page: Value = client(&api)
        .call(Method::GET, PATH, &json!({ "limit": 2 }))
        .await
        .expect("a page");
    assert_eq!(page["data"].as_array().map(Vec::len), Some(2));
    assert_eq!(page["data"][0]["url"], "https://example.com/2");
    assert_eq!(page["has_more"], true);
    let request = &api.requests()[0];
    assert_eq!(Form::parse(&request.form).text("limit"), Some("2"));
    assert_eq!(request.idempotency_key, None);
}

#[tokio::test]
async fn a_refusal_says_what_is_wrong_and_is_not_tried_again() {
    let api = StripeApi::start();
    let parameters = json!({ "url": "https://example.com/", "colour": "red" });
    let error = client(&api)
        .call::<Value>(Method::POST, PATH, &parameters)
        .await
        .expect_err("no such parameter");
    assert_eq!(error.retry(), Retry::Never);
    for part in [
        "unknown parameter: colour",
        "parameter_unknown",
        "HTTP 400",
        "req_",
    ] {
        assert!(error.message().contains(part), "{error}");
    }
}

#[tokio::test]
async fn a_wrong_key_is_refused_and_never_shown() {
    let api = StripeApi::start();
    let stripe = Stripe::new("sk_test_canary").base(api.base());
    let error = create(&stripe, "https://example.com/")
        .await
        .expect_err("another key");
    assert_eq!(error.retry(), Retry::Never);
    assert!(error.message().contains("HTTP 401"), "{error}");
    assert!(
        !format!("{error:?} {stripe:?}").contains("canary"),
        "{error:?} {stripe:?}"
    );
}

#[tokio::test]
async fn failures_that_pass_can_be_tried_again() {
    let api = StripeApi::start();
    let stripe = client(&api);
    for (status, headers, expected) in [
        (500, vec![], Retry::Policy),
        (409, vec![], Retry::Policy),
        (
            429,
            vec![("retry-after", "3")],
            Retry::After(Duration::from_secs(3)),
        ),
        (500, vec![("stripe-should-retry", "false")], Retry::Never),
        (400, vec![("stripe-should-retry", "true")], Retry::Policy),
    ] {
        api.fail_next_with(1, status, &headers);
        let error = create(&stripe, "https://example.com/")
            .await
            .expect_err("a failure");
        assert_eq!(error.retry(), expected, "{status} {headers:?}");
    }
    assert_eq!(api.endpoints(), []);
    create(&stripe, "https://example.com/")
        .await
        .expect("the failures are over");
    assert_eq!(api.count(Kind::Create), 6);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let api = StripeApi::start();
    let elsewhere = StripeApi::start();
    let location = elsewhere.base();
    api.fail_next_with(1, 307, &[("location", &location)]);
    let error = create(&client(&api), "https://example.com/")
        .await
        .expect_err("a redirect");
    assert_eq!(error.retry(), Retry::Never);
    assert_eq!(elsewhere.requests(), []);
}

#[test]
fn a_request_that_no_task_covers_is_a_task_of_stripe() {
    let api = StripeApi::start();
    let endpoint = api.add_endpoint("https://example.com/", &["*"]);
    api.fail_next_with(1, 429, &[("retry-after", "0")]);
    let app = App::prices("describing").with_stripe(&api.env());
    let serving = app.serve();
    let data = json!({ "id": endpoint.id }).to_string();
    app.json(&["send", "price.entered", "--data", &data]);
    let run = app.until_finished(&serving, "describing");
    assert_eq!(run["status"], "completed", "{run}");
    assert_eq!(run["output"], r#""ours""#);

    let task = &run["tasks"][0];
    assert_eq!([&task["name"], &task["icon"]], ["describe", "stripe"]);
    assert_eq!(task["attempts"], 2);
    let request = format!("POST {PATH}/{}", endpoint.id);
    assert_eq!(task["properties"][0]["text"], request);
    assert_eq!(task["params"]["parameters"]["description"], "ours");

    assert_eq!(api.endpoints()[0].description.as_deref(), Some("ours"));
    let requests = api.requests().into_iter();
    let keys = requests
        .filter(|request| request.kind == Kind::Update)
        .map(|request| request.idempotency_key);
    let keys: Vec<_> = keys.collect();
    assert!(keys.len() == 2 && keys[0].is_some(), "{keys:?}");
    assert_eq!(keys[0], keys[1], "one key for all attempts");
}
