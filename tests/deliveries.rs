//! A delivery that was recorded is processed anew.

mod support;

use rusqlite::Connection;
use serde_json::{Value, json};
use support::app::{App, Serving};
use support::http::{self, Answer};
use support::stripe_api::{event, now, price, signature};

const SECRET: &str = "whsec_now";

fn app(jobs: &str) -> App {
    App::prices(jobs).with("STRIPE_WEBHOOK_SECRET", SECRET)
}

fn created(id: &str) -> Value {
    event("price.created", price(id))
}

/// Sends a body that was signed so many seconds ago.
fn send(serving: &Serving, secret: &str, seconds: u64, body: &[u8]) -> Answer {
    let header = signature(secret, now() - seconds, body);
    let url = serving.url("/sources/stripe.webhook");
    http::post(&url, &[("stripe-signature", &header)], body).expect("an answer")
}

fn newest(app: &App) -> Value {
    app.json(&["deliveries", "--limit", "1"])[0].clone()
}

fn id(of: &Value) -> String {
    of["id"].as_str().expect("an id").to_owned()
}

fn runs(app: &App) -> Vec<Value> {
    app.json(&["runs"]).as_array().expect("a list").clone()
}

fn replay(app: &App, delivery: &str, options: &[&str]) -> Value {
    app.json(&[&["deliveries", "replay", delivery], options].concat())
}

/// What a replay that does not succeed says, and its document if there is one.
fn refused(app: &App, delivery: &str) -> (String, Option<Value>) {
    let output = app.run(&["replay-delivery", delivery, "--json"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (said, serde_json::from_slice(&output.stdout).ok())
}

#[test]
fn what_was_rejected_for_a_wrong_secret_runs_once_the_secret_is_right() {
    let mut app = app("created").with("STRIPE_WEBHOOK_SECRET", "whsec_wrong");
    let serving = app.serve();
    let body = created("price_1").to_string();
    assert_eq!(send(&serving, SECRET, 0, body.as_bytes()).status, 401);
    serving.stop();
    let rejected = id(&newest(&app));

    app.set("STRIPE_WEBHOOK_SECRET", SECRET);
    let serving = app.serve();
    let replay = replay(&app, &rejected, &[]);
    assert_eq!(replay["verdict"], "accepted", "{replay}");
    assert_eq!(replay["replay_of"], rejected);
    assert_eq!(replay["runs"].as_array().map(Vec::len), Some(1));
    let run = app.until_finished(&serving, "created");
    assert_eq!(run["status"], "completed");
    assert_eq!(run["id"], replay["runs"][0]);
    assert_eq!(app.ledger(), ["created price_1"]);
    let deliveries = app.json(&["deliveries"]);
    assert_eq!(deliveries[1]["replays"], json!([replay["id"]]));
    assert_eq!(deliveries[1]["verdict"], "rejected");

    // Its sender tries again, too.
    assert_eq!(send(&serving, SECRET, 0, body.as_bytes()).status, 200);
    assert_eq!(runs(&app).len(), 1);
}

#[test]
fn what_is_no_better_now_is_rejected_again_and_runs_nothing() {
    let app = app("created");
    let serving = app.serve();
    let body = created("price_1").to_string();
    let forged = send(&serving, "whsec_guess", 0, body.as_bytes());
    assert_eq!(forged.status, 401);
    let (said, replay) = refused(&app, &id(&newest(&app)));
    assert!(said.contains("no signature in"), "{said}");
    let replay = replay.expect("a document");
    assert_eq!(replay["verdict"], "rejected", "{replay}");
    assert_eq!(replay["status"], 401);
    assert!(runs(&app).is_empty());

    // A replay of the replay is one as well.
    let (_, again) = refused(&app, &id(&replay));
    assert_eq!(again.expect("a document")["replay_of"], replay["id"]);
}

#[test]
fn its_age_is_the_age_that_it_had_when_it_first_arrived() {
    let mut app = app("created").with("STRIPE_WEBHOOK_SECRET", "whsec_wrong");
    let serving = app.serve();
    for seconds in [1500, 1000] {
        let body = created(&format!("price_{seconds}")).to_string();
        let answer = send(&serving, SECRET, seconds, body.as_bytes());
        assert_eq!(answer.status, 400, "{answer:?}");
    }
    serving.stop();
    // As if they had arrived a quarter of an hour ago.
    let database = Connection::open(app.data().join("app.db")).expect("the database");
    let earlier = "UPDATE deliveries SET received_at = received_at - 1000 * 1000000";
    database.execute(earlier, []).expect("it is written");
    drop(database);

    app.set("STRIPE_WEBHOOK_SECRET", SECRET);
    let serving = app.serve();
    let deliveries = app.json(&["deliveries"]);
    let was_new = replay(&app, &id(&deliveries[0]), &[]);
    assert_eq!(was_new["verdict"], "accepted", "{was_new}");
    let (said, was_old) = refused(&app, &id(&deliveries[1]));
    assert!(said.contains(" 500 s old"), "{said}");
    // So is that of what repeats a repetition.
    let (said, _) = refused(&app, &id(&was_old.expect("a document")));
    assert!(said.contains(" 500 s old"), "{said}");
    assert_eq!(
        app.until_finished(&serving, "created")["status"],
        "completed"
    );
}

#[test]
fn what_was_accepted_starts_what_it_would_start_now_and_nothing_twice() {
    let mut app = app("created");
    let serving = app.serve();
    let body = created("price_1").to_string();
    assert_eq!(send(&serving, SECRET, 0, body.as_bytes()).status, 200);
    let first = app.until_finished(&serving, "created");
    serving.stop();
    let accepted = id(&newest(&app));

    app.set("PRICES_JOBS", "created,failing");
    // What was verified then is from its sender, whatever the secret is now.
    app.set("STRIPE_WEBHOOK_SECRET", "whsec_another");
    let serving = app.serve();
    let added = replay(&app, &accepted, &[]);
    assert_eq!(added["verdict"], "accepted");
    assert_eq!(added["events"][0]["name"], "price.created");
    let run = app.until_finished(&serving, "failing");
    assert_eq!(added["runs"], json!([run["id"]]));
    assert_eq!(run["event"], first["event"]);

    let nothing = replay(&app, &accepted, &[]);
    assert_eq!(nothing["verdict"], "duplicate", "{nothing}");
    assert_eq!(nothing["runs"], json!([]));
    assert_eq!(runs(&app).len(), 2);

    let again = replay(&app, &accepted, &["--again"]);
    assert_eq!(again["runs"].as_array().map(Vec::len), Some(2), "{again}");
    serving.until("another run", || {
        (app.ledger() == ["created price_1", "created price_1"]).then_some(())
    });
    let run = app.until_finished(&serving, "created");
    assert_eq!(run["replay_of"], first["id"]);
    let first = app.json(&["runs", "show", first["id"].as_str().expect("an id")]);
    assert_eq!(first["replays"], json!([run["id"]]));
    // Of a replay, the same events are known.
    let chained = replay(&app, &id(&again), &[]);
    assert_eq!(chained["verdict"], "duplicate", "{chained}");
    assert_eq!(chained["events"], added["events"]);
}

#[test]
fn what_is_kept_in_part_is_not_replayed() {
    let app = app("created");
    let serving = app.serve();
    let mut large = created("price_1");
    large["padding"] = "a".repeat(20_000).into();
    let large = large.to_string();
    assert_eq!(
        send(&serving, "whsec_guess", 0, large.as_bytes()).status,
        401
    );
    let (said, document) = refused(&app, &id(&newest(&app)));
    assert!(said.contains("have the sender send it again"), "{said}");
    assert_eq!(document, None);
}

#[test]
fn a_replay_that_makes_no_sense_is_refused() {
    let app = app("created");
    let (said, _) = refused(&app, "delivery_01a208d537157237992655925165e58d");
    assert!(said.contains("there is no delivery"), "{said}");
    let malformed = app.run(&["replay-delivery", "price_1"]);
    assert_eq!(malformed.status.code(), Some(2), "{malformed:?}");
}
