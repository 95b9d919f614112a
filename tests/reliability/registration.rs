//! A source's registration at Stripe over the life of an app: whatever happens in between, there is
//! one endpoint in the end, it sends what jobs want, and what it sends is verified.

use std::sync::mpsc;

use super::support::app::{App, PUBLIC_URL, Serving};
use super::support::stripe_api::{self, Answer, Endpoint, Kind, StripeApi};
use serde_json::{Value, json};
use trigger::integrations::stripe::API_VERSION;

/// Where Stripe is told to send to.
fn endpoint_url() -> String {
    format!("{PUBLIC_URL}/sources/stripe.webhook")
}

#[track_caller]
fn only_endpoint(stripe: &StripeApi) -> Endpoint {
    match &stripe.endpoints()[..] {
        [endpoint] => endpoint.clone(),
        endpoints => panic!("one endpoint is expected: {endpoints:?}"),
    }
}

/// The requests that change something at Stripe, oldest first.
fn changes(stripe: &StripeApi) -> Vec<Kind> {
    let kinds = stripe.requests().into_iter().map(|request| request.kind);
    kinds
        .filter(|kind| matches!(kind, Kind::Create | Kind::Update | Kind::Delete))
        .collect()
}

/// What Stripe sends through the endpoint is verified, and a job runs on it.
#[track_caller]
fn assert_delivers(app: &App, serving: &Serving, stripe: &StripeApi) {
    let endpoint = only_endpoint(stripe);
    assert_eq!(endpoint.url, endpoint_url());
    let event = stripe_api::event("price.created", stripe_api::price("price_1"));
    let answer = serving.deliver(&endpoint, &event);
    assert_eq!(answer.status, 200, "{answer:?}");
    let run = app.until_finished(serving, "created");
    assert_eq!(run["status"], "completed", "{run}");
    assert_eq!(run["event"]["id"], event["id"]);
}

#[test]
fn the_first_start_creates_one_endpoint_for_what_jobs_want() {
    let stripe = StripeApi::start();
    let app = App::prices("created,updated,entered").with_stripe(&stripe.env());
    let serving = app.serve();
    app.until_registered(&serving);

    let endpoint = only_endpoint(&stripe);
    assert_eq!(endpoint.url, endpoint_url());
    assert_eq!(endpoint.enabled_events, ["price.created", "price.updated"]);
    assert_eq!(endpoint.api_version.as_deref(), Some(API_VERSION));
    assert!(!endpoint.connect && !endpoint.disabled);
    assert_eq!(changes(&stripe), [Kind::Create]);
    let source = app.source();
    assert_eq!(source["url"], json!(endpoint_url()));
    assert_eq!(source["registered"], source["desired"]);
    assert_delivers(&app, &serving, &stripe);
}

#[test]
fn a_second_start_looks_at_the_endpoint_and_changes_nothing() {
    let stripe = StripeApi::start();
    let app = App::prices("created").with_stripe(&stripe.env());
    let serving = app.serve();
    app.until_registered(&serving);
    serving.stop();

    let asked = stripe.requests().len();
    let serving = app.serve();
    assert_eq!(serving.started["sources"][0]["state"], "registered");
    serving.until("a look at the endpoint", || {
        (stripe.count(Kind::Retrieve) == 1).then_some(())
    });
    assert_delivers(&app, &serving, &stripe);
    serving.stop();
    assert_eq!(stripe.requests().len(), asked + 1);
}

#[test]
fn the_endpoint_follows_the_jobs_that_come_and_go() {
    let stripe = StripeApi::start();
    let mut app = App::prices("created").with_stripe(&stripe.env());
    let mut first = None;
    for (jobs, events) in [
        ("created", &["price.created"][..]),
        ("created,updated", &["price.created", "price.updated"]),
        ("created", &["price.created"]),
        ("created,deleted", &["price.created", "price.deleted"]),
    ] {
        app.set("PRICES_JOBS", jobs);
        let serving = app.serve();
        app.until_registered(&serving);
        let endpoint = only_endpoint(&stripe);
        assert_eq!(endpoint.enabled_events, events, "with the jobs {jobs}");
        assert_eq!(first.get_or_insert(endpoint.id.clone()), &endpoint.id);
        assert_eq!(app.source()["registered"], json!(events));
        assert_delivers(&app, &serving, &stripe);
        serving.stop();
    }
    assert_eq!(
        changes(&stripe),
        [Kind::Create, Kind::Update, Kind::Update, Kind::Update]
    );
}

/// Case 31.
#[test]
fn however_often_it_is_restarted_there_is_one_endpoint() {
    let stripe = StripeApi::start();
    let app = App::prices("created").with_stripe(&stripe.env());
    for start in 0..5 {
        let serving = app.serve();
        app.until_registered(&serving);
        if start % 2 == 0 {
            serving.kill();
        } else {
            serving.stop();
        }
    }
    let serving = app.serve();
    assert_delivers(&app, &serving, &stripe);
    assert_eq!(changes(&stripe), [Kind::Create]);
}

/// The app is killed while Stripe, which has made the endpoint, has not answered yet.
fn killed_while_creating(honours_idempotency_keys: bool) {
    let stripe = StripeApi::start();
    stripe.honour_idempotency_keys(honours_idempotency_keys);
    let (tell, created) = mpsc::channel();
    stripe.after_creating(move |endpoint| {
        tell.send(endpoint.clone()).expect("the test waits");
        Answer::Never
    });
    let app = App::prices("created").with_stripe(&stripe.env());
    let serving = app.serve();
    let lost: Endpoint = created.recv().expect("the hook is called");
    serving.kill();
    assert_eq!(only_endpoint(&stripe), lost);
    assert_eq!(app.source()["state"], "registering");

    stripe.after_creating(|_| Answer::Send);
    let serving = app.serve();
    app.until_registered(&serving);
    // Its secret is not known, so it is not gone on with.
    assert_ne!(only_endpoint(&stripe).id, lost.id);
    assert_delivers(&app, &serving, &stripe);
}

/// Case 32.
#[test]
fn killed_between_creation_and_answer_it_ends_with_one_endpoint_that_verifies() {
    killed_while_creating(true);
}

/// Case 32.
#[test]
fn the_same_when_stripe_has_forgotten_idempotency_keys() {
    killed_while_creating(false);
}

/// Stripe makes the endpoint and answers that it failed.
fn creation_that_seems_to_fail(honours_idempotency_keys: bool) -> StripeApi {
    let stripe = StripeApi::start();
    stripe.honour_idempotency_keys(honours_idempotency_keys);
    let mut fails = true;
    stripe.after_creating(move |_| {
        if std::mem::take(&mut fails) {
            Answer::Fail(500)
        } else {
            Answer::Send
        }
    });
    let app = App::prices("created").with_stripe(&stripe.env());
    let serving = app.serve();
    app.until_registered(&serving);
    assert_delivers(&app, &serving, &stripe);
    stripe
}

#[test]
fn a_creation_whose_answer_was_lost_is_found_by_its_idempotency_key() {
    let stripe = creation_that_seems_to_fail(true);
    assert_eq!(changes(&stripe), [Kind::Create, Kind::Create]);
    let keys = stripe.requests().into_iter();
    let keys = keys.filter_map(|request| request.idempotency_key);
    let keys: Vec<_> = keys.collect();
    assert!(keys.len() == 2 && keys[0] == keys[1], "{keys:?}");
}

#[test]
fn a_creation_that_was_made_twice_leaves_one_endpoint() {
    let stripe = creation_that_seems_to_fail(false);
    assert_eq!(changes(&stripe), [Kind::Create, Kind::Create, Kind::Delete]);
}

/// Case 32: as an earlier life of the app may have left it.
#[test]
fn an_endpoint_at_our_url_whose_secret_is_not_known_is_replaced_and_no_other() {
    let stripe = StripeApi::start();
    let other = stripe.add_endpoint("https://other.example/sources/stripe.webhook", &["*"]);
    let lost = stripe.add_endpoint(&endpoint_url(), &["price.created"]);
    let app = App::prices("created").with_stripe(&stripe.env());
    let serving = app.serve();
    app.until_registered(&serving);
    assert_eq!(changes(&stripe), [Kind::Delete, Kind::Create]);
    assert!(stripe.endpoints().contains(&other));
    stripe.delete_endpoint(&other.id);
    assert_ne!(only_endpoint(&stripe).id, lost.id);
    assert_delivers(&app, &serving, &stripe);
}

#[test]
fn an_endpoint_that_was_deleted_at_stripe_is_created_again_when_jobs_change() {
    let stripe = StripeApi::start();
    let mut app = App::prices("created").with_stripe(&stripe.env());
    let serving = app.serve();
    app.until_registered(&serving);
    serving.stop();

    stripe.delete_endpoint(&only_endpoint(&stripe).id);
    app.set("PRICES_JOBS", "created,updated");
    let serving = app.serve();
    app.until_registered(&serving);
    assert_delivers(&app, &serving, &stripe);
}

#[test]
fn failures_of_stripes_own_pass() {
    let stripe = StripeApi::start();
    stripe.fail_next(1, 500);
    stripe.fail_next_with(1, 429, &[("retry-after", "1")]);
    let app = App::prices("created").with_stripe(&stripe.env());
    let serving = app.serve();
    app.until_registered(&serving);
    assert_delivers(&app, &serving, &stripe);
    assert_eq!(changes(&stripe), [Kind::Create]);
    assert_eq!(stripe.count(Kind::List), 4);
}

#[test]
fn stripe_may_be_out_of_reach_at_first() {
    let stripe = StripeApi::down();
    let app = App::prices("created").with_stripe(&stripe.env());
    let serving = app.serve();
    serving.until_said("register-source waiting");
    let stripe = stripe.up();
    app.until_registered(&serving);
    assert_delivers(&app, &serving, &stripe);
}

#[test]
fn what_stripe_refuses_is_said_and_another_start_makes_up_for_it() {
    let stripe = StripeApi::start();
    let mut app = App::prices("created,entered")
        .with_stripe(&stripe.env())
        .with("STRIPE_API_KEY", "sk_test_other");
    let serving = app.serve();
    let source = app.until_source(&serving, "failed");
    let reason = source["reason"].as_str().expect("a reason");
    assert!(reason.contains("Invalid API Key provided"), "{reason}");
    serving.until_said("the source could not be registered");

    // The rest of the app works.
    app.json(&["send", "price.entered", "--data", r#"{"id":"price_1"}"#]);
    let run = app.until_finished(&serving, "entered");
    assert_eq!(run["status"], "completed");
    serving.stop();

    app.set("STRIPE_API_KEY", stripe_api::KEY);
    let serving = app.serve();
    app.until_registered(&serving);
    assert_delivers(&app, &serving, &stripe);
}

#[test]
fn a_failure_is_forgotten_once_what_is_registered_is_what_is_wanted() {
    let stripe = StripeApi::start();
    let mut app = App::prices("created").with_stripe(&stripe.env());
    let serving = app.serve();
    app.until_registered(&serving);
    serving.stop();

    // An update fails, and the job that wanted it is taken out again.
    app.set("PRICES_JOBS", "created,updated");
    stripe.fail_next(2, 400);
    let serving = app.serve();
    app.until_source(&serving, "failed");
    serving.stop();
    app.set("PRICES_JOBS", "created");
    let serving = app.serve();
    app.until_registered(&serving);
    serving.stop();

    let asked = changes(&stripe);
    let serving = app.serve();
    assert_eq!(serving.started["sources"][0]["state"], "registered");
    assert_delivers(&app, &serving, &stripe);
    assert_eq!(changes(&stripe), asked);
}

#[test]
fn without_a_public_url_nothing_is_registered_and_the_start_says_what_to_set() {
    let stripe = StripeApi::start();
    let mut app = App::prices("created,entered");
    for (name, value) in stripe.env() {
        app.set(name, value);
    }
    let serving = app.serve();
    let state = &serving.started["sources"][0];
    assert_eq!(state["state"], "inactive");
    let hint = state["hint"].as_str().expect("a hint");
    assert!(hint.contains("TRIGGER_PUBLIC_URL"), "{hint}");

    app.json(&["send", "price.entered", "--data", r#"{"id":"price_1"}"#]);
    let run = app.until_finished(&serving, "entered");
    assert_eq!(run["status"], "completed");
    serving.stop();
    assert_eq!(stripe.requests(), []);
}

#[test]
fn with_neither_key_nor_secret_the_source_is_inactive_and_the_rest_works() {
    let app = App::example("stripe");
    let serving = app.serve();
    let state = &serving.started["sources"][0];
    assert_eq!(state["state"], "inactive");
    let hint = state["hint"].as_str().expect("a hint");
    for variable in ["STRIPE_API_KEY", "STRIPE_WEBHOOK_SECRET"] {
        assert!(hint.contains(variable), "{hint}");
    }
    let url = serving.url("/sources/stripe.webhook");
    let event = stripe_api::event("price.created", stripe_api::price("price_1"));
    let answer = stripe_api::post(&url, "whsec_any", &event).expect("an answer");
    assert_eq!(answer.status, 503);

    let run = app.json(&["test", "stripe-on-price"]);
    assert_eq!(run["status"], "completed");
    assert!(serving.stop().status.success());
}

#[test]
fn with_a_secret_of_ones_own_nothing_is_registered_and_the_secret_verifies() {
    let stripe = StripeApi::start();
    let app = App::prices("created")
        .with_stripe(&stripe.env())
        .with("STRIPE_WEBHOOK_SECRET", "whsec_of_my_own");
    let serving = app.serve();
    assert_eq!(serving.started["sources"][0]["state"], "manual");
    let url = serving.url("/sources/stripe.webhook");
    let post = |secret: &str, event: &Value| {
        let answer = stripe_api::post(&url, secret, event);
        answer.expect("an answer").status
    };
    let event = stripe_api::event("price.created", stripe_api::price("price_1"));
    assert_eq!(post("whsec_of_another", &event), 401);
    assert_eq!(post("whsec_of_my_own", &event), 200);
    let run = app.until_finished(&serving, "created");
    assert_eq!(run["status"], "completed");
    serving.stop();
    assert_eq!(stripe.requests(), []);
}

#[test]
fn every_process_verifies_what_comes_through_the_endpoint_that_one_registered() {
    let stripe = StripeApi::start();
    let (tell, created) = mpsc::channel();
    stripe.after_creating(move |_| {
        tell.send(()).expect("the test waits");
        Answer::Never
    });
    let app = App::prices("created").with_stripe(&stripe.env());
    let first = app.serve();
    created.recv().expect("the hook is called");
    // The second process starts over, in place of the first one, which is not answered.
    stripe.after_creating(|_| Answer::Send);
    let second = app.serve();
    app.until_registered(&second);
    assert_delivers(&app, &second, &stripe);

    let event = stripe_api::event("price.created", stripe_api::price("price_2"));
    let endpoint = only_endpoint(&stripe);
    first.until("a delivery that is accepted", || {
        (first.deliver(&endpoint, &event).status == 200).then_some(())
    });
    let run = app.until_finished(&first, "created");
    assert_eq!(run["event"]["id"], event["id"]);
}
