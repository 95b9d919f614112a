//! What arrived: deliveries, and the events that were found in them.

use serde_json::json;

use crate::desk::{Desk, location, order};

#[test]
fn an_event_names_the_condition_that_left_a_job_out() {
    let desk = Desk::start();
    desk.send("order.placed", &order("order_1", 1200));
    let listed = desk.twin("/events.json");
    let event = listed["events"][0]["id"].as_str().expect("an id");
    let twin = desk.twin(&format!("/events/{event}.json"));
    let left_out = twin["left_out"].as_array().expect("jobs");
    assert_eq!(left_out.len(), 1, "{twin}");
    assert_eq!(left_out[0]["job"], "celebrate");
    assert_eq!(left_out[0]["condition"], "order.total > 500_000");
    assert_eq!(left_out[0]["values"], json!([["order.total", "1200"]]));
    let page = desk.page(&format!("/events/{event}"));
    assert!(
        page.contains("order.total &gt; 500_000") && page.contains("1200"),
        "{page}"
    );
    desk.serving.stop();
}

#[test]
fn a_delivery_shows_the_bytes_that_were_sent_and_why_it_was_refused() {
    let desk = Desk::start();
    let body = "{ \"id\":\"evt_1\",   \"odd\" : \"spacing\"}";
    let answer = desk.ask(
        "POST",
        "/sources/stripe.webhook",
        &[("x-own", "it's")],
        body,
    );
    assert_eq!(answer.status, 400, "{answer:?}");
    let listed = desk.twin("/deliveries.json?verdict=rejected");
    let id = listed["deliveries"][0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let twin = desk.twin(&format!("/deliveries/{id}.json"));
    assert_eq!(twin["text"], body);
    assert_eq!(twin["verdict"], "rejected");
    let page = desk.page(&format!("/deliveries/{id}"));
    assert!(
        page.contains("refused") && page.contains("stripe-signature"),
        "{page}"
    );
    assert!(page.contains(r"'\''"), "the header is quoted for a shell");
    assert_eq!(desk.twin("/runs.json")["runs"], json!([]));
    let counted = desk.twin("/index.json")["arrived"].clone();
    assert_eq!(counted[0]["verdict"], "rejected");
    assert_eq!(counted[0]["deliveries"], 1);
    desk.serving.stop();
}

#[test]
fn of_what_proves_who_sent_only_the_form_is_shown() {
    let desk = Desk::start();
    let signature = "t=1767225600,v1=0123456789abcdef0123456789abcdef";
    let secrets = [
        ("stripe-signature", signature),
        ("authorization", "Bearer canary-a"),
        ("cookie", "session=canary-b"),
        ("x-api-key", "canary-c"),
    ];
    desk.ask("POST", "/sources/stripe.webhook", &secrets, "{}");
    let listed = desk.twin("/deliveries.json");
    let id = listed["deliveries"][0]["id"].as_str().expect("an id");
    let page = desk.page(&format!("/deliveries/{id}"));
    let twin = desk.twin(&format!("/deliveries/{id}.json")).to_string();
    for shown in [page, twin] {
        assert!(shown.contains("v1=0123…"), "{shown}");
        assert!(!shown.contains("0123456789abcdef"), "{shown}");
        assert!(!shown.contains("canary"), "{shown}");
    }
    desk.serving.stop();
}

#[test]
fn a_delivery_is_replayed_from_its_page_and_each_leads_to_the_other() {
    let desk = Desk::start();
    let done = desk.app.json(&["test", "price-created", "--deliver"]);
    let id = done["id"].as_str().expect("a delivery");
    let page = desk.page(&format!("/deliveries/{id}"));
    assert!(
        page.contains("Start another run of jobs that have one"),
        "{page}"
    );
    let path = format!("/deliveries/{id}/replay");

    // Everything has a run of it already.
    let replay = location(&desk.post(&path, &[]));
    let twin = desk.twin(&format!("{replay}.json"));
    assert_eq!(twin["replay_of"], id);
    assert_eq!(
        desk.twin("/runs.json")["runs"].as_array().map(Vec::len),
        Some(1)
    );
    assert!(desk.page(&replay).contains(&format!("/deliveries/{id}\"")));
    assert!(desk.page(&format!("/deliveries/{id}")).contains(&replay));

    desk.post(&path, &[("again", "true")]);
    assert_eq!(
        desk.twin("/runs.json")["runs"].as_array().map(Vec::len),
        Some(2)
    );

    let foreign = [("origin", "https://evil.example")];
    assert_eq!(desk.ask("POST", &path, &foreign, "").status, 403);
    let unknown = path.replace(id, "delivery_00000000000000000000000000000000");
    assert_eq!(desk.post(&unknown, &[]).status, 404);
    desk.serving.stop();
}

#[test]
fn the_command_line_says_what_an_event_started_and_why_nothing_else() {
    let desk = Desk::start();
    let run = desk.send("order.placed", &order("order_1", 1200)).remove(0);
    let listed = desk.app.json(&["events", "--name", "order.placed"]);
    assert_eq!(listed[0]["runs"], 1);
    let id = listed[0]["id"].as_str().expect("an id");
    let event = desk.app.json(&["events", "show", id]);
    assert_eq!(event["runs"][0]["id"], run);
    assert_eq!(event["left_out"][0]["condition"], "order.total > 500_000");
    let shown = desk.app.run(&["events", "show", id]);
    let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
    assert!(
        shown.contains("⤼ celebrate  `order.total > 500_000` does not hold"),
        "{shown}"
    );
    assert!(shown.contains("order.total is 1200"), "{shown}");
    let missing = desk.app.run(&["events", "show", "evt_none"]);
    assert_eq!(missing.status.code(), Some(1));
    desk.serving.stop();
}
