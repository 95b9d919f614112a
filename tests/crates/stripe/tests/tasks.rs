//! Stripe's tasks, from a job in an app that serves to a stand-in for Stripe and back.

#[path = "../../../support/mod.rs"]
mod support;

use std::fs;

use serde_json::{Value, json};
use support::app::App;
use support::stripe_api::{Form, Request, StripeApi};

/// Runs a job once, and gives its run.
#[track_caller]
fn run(stripe: &StripeApi, job: &str, id: &str) -> Value {
    let (app, run) = run_in_app(stripe, job, id);
    drop(app);
    run
}

#[track_caller]
fn run_in_app(stripe: &StripeApi, job: &str, id: &str) -> (App, Value) {
    let app = App::example("merchant")
        .with("MERCHANT_JOBS", job)
        .with_stripe(&stripe.env());
    let serving = app.serve();
    let data = json!({ "id": id }).to_string();
    app.json(&["send", "day.began", "--data", &data]);
    let run = app.until_finished(&serving, job);
    serving.stop();
    assert_eq!(run["status"], "completed", "{run}");
    (app, run)
}

fn posted(stripe: &StripeApi, path: &str) -> Vec<Request> {
    let requests = stripe.requests().into_iter();
    requests
        .filter(|request| request.method == "POST" && request.path == path)
        .collect()
}

#[test]
fn products_and_prices_arrive_as_they_were_meant() {
    let stripe = StripeApi::start();
    let run = run(&stripe, "stocks", "Cup & Saucer");
    let [product] = &stripe.objects("products")[..] else {
        panic!("one product: {:?}", stripe.objects("products"));
    };
    assert_eq!(product["name"], "Cup & Saucer");
    assert_eq!(
        product["images"],
        json!(["https://a.example/1", "https://a.example/2"])
    );
    assert_eq!(product["metadata"], json!({ "order": "7" }));
    let [price] = &stripe.objects("prices")[..] else {
        panic!("one price: {:?}", stripe.objects("prices"));
    };
    assert_eq!(price["unit_amount"], 900);
    assert_eq!(
        price["recurring"],
        json!({ "interval": "month", "interval_count": 3 })
    );
    assert_eq!(price["product"], product["id"]);
    assert_eq!(price["active"], false);
    assert_eq!(product["default_price"], price["id"]);
    assert_eq!(run["output"]["price"]["id"], price["id"]);
    assert_eq!(run["output"]["product"]["default_price"], price["id"]);

    // What a person sees of a task is what was given, and no more.
    let task = &run["tasks"][1];
    assert_eq!([&task["name"], &task["icon"]], ["prices.create", "stripe"]);
    let shown = task["params"]["parameters"]
        .as_object()
        .expect("parameters");
    let names: Vec<_> = shown.keys().collect();
    assert_eq!(names, ["currency", "product", "recurring", "unit_amount"]);
}

#[test]
fn a_customer_comes_subscribes_and_leaves_once() {
    let stripe = StripeApi::start();
    let run = run(&stripe, "subscribes", "ada@example.com");
    let [customer] = &stripe.objects("customers")[..] else {
        panic!("one customer: {:?}", stripe.objects("customers"));
    };
    assert_eq!(customer["email"], "ada@example.com");
    assert_eq!(customer["name"], "Ada");
    assert_eq!(customer["address"], json!({ "line1": "1 High St & Co" }));
    let output = &run["output"];
    assert_eq!(output["customer"]["id"], customer["id"]);
    assert_eq!(output["ends"], true);
    assert_eq!(
        output["status"], "canceled",
        "the second cancellation found the first one's"
    );
    assert_eq!(output["items"]["data"][0]["quantity"], 2);
    let canceled = stripe.requests().into_iter();
    let canceled: Vec<_> = canceled
        .filter(|request| request.method == "DELETE")
        .collect();
    assert_eq!(canceled.len(), 2);
    assert_eq!(Form::parse(&canceled[0].form).text("prorate"), Some("true"));
}

#[test]
fn money_is_taken_and_given_back_and_no_secret_of_it_is_kept_in_the_clear() {
    let stripe = StripeApi::start();
    let (app, run) = run_in_app(&stripe, "sells", "A Sale");
    let output = &run["output"];
    assert_eq!(output["charge"], "succeeded");
    assert_eq!(output["refund"], 500);
    assert_eq!(output["has_secret"], true, "the job itself gets it");
    let session = &stripe.objects("checkout/sessions")[0];
    assert_eq!(
        session["success_url"],
        "https://a.example/?s={CHECKOUT_SESSION_ID}"
    );
    assert_eq!(
        session["line_items"],
        json!([{ "price": "price_1", "quantity": 1 }])
    );
    let intent = &stripe.objects("payment_intents")[0];
    assert_eq!(
        intent["automatic_payment_methods"],
        json!({ "enabled": true })
    );

    assert!(!run.to_string().contains("secret_canary"), "{run}");
    for file in fs::read_dir(app.data()).expect("the folder") {
        let path = file.expect("a file").path();
        let content = fs::read(&path).unwrap_or_default();
        let holds = content.windows(13).any(|part| part == b"secret_canary");
        assert!(!holds, "{}", path.display());
    }
}

#[test]
fn a_declined_card_is_told_apart_and_not_charged_again() {
    let stripe = StripeApi::start();
    let run = run(&stripe, "is-declined", "tok_chargeDeclined");
    assert_eq!(run["output"]["code"], "card_declined");
    assert_eq!(run["output"]["never"], true);
    let message = run["output"]["message"].as_str().expect("a message");
    assert!(message.contains("Your card was declined."), "{message}");
    assert!(
        message.contains("decline code generic_decline"),
        "{message}"
    );
    assert_eq!(posted(&stripe, "/v1/charges").len(), 1);
}

#[test]
fn every_attempt_at_a_creation_has_one_idempotency_key() {
    let stripe = StripeApi::start();
    stripe.fail_next_with(1, 429, &[("retry-after", "0")]);
    stripe.fail_next_with(
        1,
        400,
        &[("stripe-should-retry", "true"), ("retry-after", "0")],
    );
    let run = run(&stripe, "is-declined", "tok_visa");
    assert_eq!(run["tasks"][0]["attempts"], 3, "{run}");
    let attempts = posted(&stripe, "/v1/charges");
    let keys: Vec<_> = attempts
        .iter()
        .map(|request| &request.idempotency_key)
        .collect();
    assert_eq!(keys.len(), 3);
    assert!(
        keys[0].is_some() && keys.iter().all(|key| *key == keys[0]),
        "{keys:?}"
    );
    assert_eq!(stripe.objects("charges").len(), 1);
}

#[test]
fn a_list_is_read_to_its_end_or_to_its_limit() {
    let stripe = StripeApi::start();
    let price = |number: u32| json!({ "id": format!("price_{number}"), "object": "price", "active": number.is_multiple_of(5) });
    stripe.add_objects("prices", (0..250).map(price));
    let run = run(&stripe, "counts", "today");
    let counted = json!([250, 150, 50, "price_249", "price_0"]);
    assert_eq!(run["output"], counted);
    let asked: Vec<_> = stripe
        .requests()
        .iter()
        .map(|request| {
            let form = Form::parse(&request.form);
            ["limit", "starting_after", "active"].map(|name| form.text(name).map(str::to_owned))
        })
        .collect();
    let page = |limit: &str, after: Option<&str>, active: Option<&str>| {
        [Some(limit), after, active].map(|text| text.map(str::to_owned))
    };
    let expected = [
        page("100", None, None),
        page("100", Some("price_150"), None),
        page("100", Some("price_50"), None),
        page("100", None, None),
        page("50", Some("price_150"), None),
        page("100", None, Some("true")),
    ];
    assert_eq!(asked, expected);
}

#[test]
fn what_is_done_for_a_connected_account_is_done_in_that_account() {
    let stripe = StripeApi::start();
    let run = run(&stripe, "delegates", "acct_seller");
    let id = &stripe.objects("customers")[0]["id"];
    assert_eq!(run["output"], json!([id, "resource_missing"]));
    let accounts: Vec<_> = stripe
        .requests()
        .into_iter()
        .map(|request| request.account)
        .collect();
    let seller = Some("acct_seller".to_owned());
    assert_eq!(accounts, [seller.clone(), seller, None]);
}
