//! The test page.

use serde_json::{Value, json};

use crate::desk::{Desk, location, order};
use crate::support::app::App;

#[test]
fn the_test_page_preselects_the_first_example_and_runs_what_is_in_the_editor() {
    let desk = Desk::start();
    let page = desk.page("/jobs/fulfil/test");
    assert!(
        page.contains(r#"example=small" aria-current="true""#),
        "{page}"
    );
    assert!(page.contains("order_1") && !page.contains("order_2"));
    let other = desk.page("/jobs/fulfil/test?example=large");
    assert!(other.contains("order_2") && !other.contains("order_1"));

    let payload = order("order_9", 5).to_string();
    let run = location(&desk.post("/jobs/fulfil/test", &[("payload", &payload)]));
    let ended = desk.until_ended(run.trim_start_matches("/runs/"));
    assert_eq!(ended["status"], "completed");
    assert_eq!(ended["is_test"], true);
    assert_eq!(ended["payload"]["id"], "order_9");
    // It is offered from now on.
    let recent = desk.page("/jobs/fulfil/test");
    assert!(recent.contains(&format!("?run={}", run.trim_start_matches("/runs/"))));
    desk.serving.stop();
}

#[test]
fn what_is_wrong_with_a_payload_is_said_with_its_place_and_nothing_runs() {
    let desk = Desk::start();
    let broken = "{\n  \"id\": \"order_1\",\n  \"total\": oops\n}";
    let answer = desk.post("/jobs/fulfil/test", &[("payload", broken)]);
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains(r#"role="alert""#));
    assert!(answer.body.contains("line 3 column 12"), "{}", answer.body);
    assert!(answer.body.contains(r#"data-line="3""#));
    assert!(answer.body.contains("oops"), "the text is kept");

    let misfit = order("order_1", 5)
        .to_string()
        .replace("\"count\":2", "\"count\":\"two\"");
    let answer = desk.post("/jobs/fulfil/test.json", &[("payload", &misfit)]);
    assert_eq!(answer.status, 422);
    let twin: Value = serde_json::from_str(&answer.body).expect("JSON");
    assert_eq!(twin["fault"]["pointer"], "/lines/1/count");
    assert!(
        twin["fault"]["message"]
            .as_str()
            .expect("why")
            .contains("u32"),
        "{twin}"
    );
    assert_eq!(desk.twin("/runs.json")["runs"], json!([]));
    desk.serving.stop();
}

const PRICE: &str = r#"{"id": "price_7", "object": "price", "active": true, "billing_scheme":
    "per_unit", "created": 1767225600, "currency": "usd", "livemode": false, "metadata": {},
    "product": "prod_1", "type": "one_time", "unit_amount": 2000}"#;

#[test]
fn a_payload_is_delivered_as_its_provider_would_and_the_run_is_linked_to_the_delivery() {
    let desk = Desk::start();
    let page = desk.page("/jobs/price-created/test");
    assert!(page.contains("Deliver, signed"), "{page}");
    let form = [("payload", PRICE), ("way", "deliver")];
    let run = location(&desk.post("/jobs/price-created/test", &form));
    let run = desk.until_ended(run.trim_start_matches("/runs/"));
    assert_eq!(run["status"], "completed");
    assert_eq!(run["is_test"], true);
    assert_eq!(run["payload"]["id"], "price_7");
    assert_eq!(run["event"]["source"], "stripe.webhook");
    let delivery = run["delivery"].as_str().expect("a delivery");
    let delivery = desk.twin(&format!("/deliveries/{delivery}.json"));
    assert_eq!(delivery["verdict"], "accepted");
    let body: Value = serde_json::from_str(delivery["text"].as_str().expect("text")).expect("JSON");
    assert_eq!(body["type"], "price.created");
    assert_eq!(body["data"]["object"]["unit_amount"], 2000);
    let headers = delivery["headers"].to_string();
    assert!(headers.contains("stripe-signature"), "{headers}");
    desk.serving.stop();
}

#[test]
fn where_no_provider_can_be_imitated_the_page_says_why() {
    let desk = Desk::start();
    let page = desk.page("/jobs/fulfil/test");
    assert!(page.contains("the app sends its events itself"), "{page}");
    assert!(!page.contains("Deliver, signed"), "{page}");
    let payload = order("order_1", 5).to_string();
    let form = [("payload", &*payload), ("way", "deliver")];
    let answer = desk.post("/jobs/fulfil/test", &form);
    assert_eq!(answer.status, 422, "{answer:?}");
    assert!(answer.body.contains(r#"role="alert""#), "{answer:?}");
    assert_eq!(desk.twin("/runs.json")["runs"], json!([]));
    desk.serving.stop();

    let app = App::example("desk");
    let serving = app.serve();
    let desk = Desk { app, serving };
    let page = desk.page("/jobs/price-created/test");
    assert!(page.contains("STRIPE_WEBHOOK_SECRET"), "{page}");
    desk.serving.stop();
}

#[test]
fn the_command_line_delivers_too_and_says_what_a_filter_left_out() {
    let desk = Desk::start();
    let done = desk
        .app
        .run(&["test", "price-created", "--deliver", "--json"]);
    assert!(done.status.success(), "{done:?}");
    let delivered: Value = serde_json::from_slice(&done.stdout).expect("JSON");
    assert_eq!(delivered["verdict"], "accepted");
    let run = delivered["runs"][0].as_str().expect("a run");
    assert_eq!(desk.until_ended(run)["delivery"], delivered["id"]);
    let done = desk.app.run(&["test", "fulfil", "--deliver"]);
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(
        !done.status.success() && said.contains("sends its events itself"),
        "{said}"
    );
    desk.serving.stop();
}
