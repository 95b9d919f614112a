//! The main job, as a user meets it: the example `stripe`, as a process, over a socket.

mod support;

use std::fs;

use serde_json::{Value, json};
use support::app::{App, Serving, document};
use support::http::{self, Answer};
use support::stripe_api::{event, now, price, signature};

const SECRET: &str = "whsec_c4n4ry";

/// The example, with a webhook that was registered by hand.
fn example() -> App {
    let app = App::example("stripe");
    let catalogue = app.file("catalogue.txt", "");
    app.with("CATALOGUE", catalogue.display().to_string())
        .with("STRIPE_WEBHOOK_SECRET", SECRET)
}

/// The prices that were entered into the catalogue, once for each execution of the task.
fn catalogue(app: &App) -> Vec<String> {
    let catalogue = app.data().with_file_name("catalogue.txt");
    let catalogue = fs::read_to_string(catalogue).expect("the catalogue");
    catalogue.lines().map(str::to_owned).collect()
}

fn created(id: &str) -> Value {
    event("price.created", price(id))
}

/// Posts a body under a header, if there is one.
fn send(serving: &Serving, header: Option<&str>, body: &[u8]) -> Answer {
    let url = serving.url("/sources/stripe.webhook");
    let headers = header.map(|header| ("stripe-signature", header));
    http::post(&url, headers.as_slice(), body).expect("an answer")
}

/// The runs of the example's job.
fn runs(app: &App) -> usize {
    let runs = app.json(&["runs"]);
    runs.as_array().expect("a list").len()
}

#[test]
fn without_an_account_the_job_runs_on_an_example() {
    let app = App::example("stripe");
    let catalogue = app.file("catalogue.txt", "").display().to_string();
    let app = app.with("CATALOGUE", catalogue);
    let output = app.run(&[
        "test",
        "stripe-on-price",
        "--example",
        "recurring",
        "--json",
    ]);
    assert!(output.status.success(), "{output:?}");

    let run = document(&output);
    assert_eq!(run["status"], "completed");
    assert_eq!(run["is_test"], true);
    let id = &run["payload"]["id"];
    assert_eq!(
        run["properties"][0],
        json!({ "label": "Price ID", "text": id })
    );
    assert_eq!(run["log"][0]["message"], "price created!");
    assert_eq!(run["log"][0]["data"], json!({ "currency": "usd" }));
    let tasks = run["tasks"].as_array().expect("tasks");
    let keys: Vec<_> = tasks.iter().map(|task| &task["path"][0]).collect();
    assert_eq!(keys, ["update-catalogue", "announce"]);
    for task in tasks {
        assert_eq!(task["status"], "completed");
        assert!(
            task["output"]
                .as_str()
                .is_some_and(|output| !output.is_empty()),
            "{task}"
        );
    }
}

#[test]
fn a_signed_event_runs_the_job_and_a_repeated_one_runs_nothing() {
    let app = example();
    let serving = app.serve();
    let body = created("price_1").to_string();
    let header = signature(SECRET, now(), body.as_bytes());

    assert_eq!(send(&serving, Some(&header), body.as_bytes()).status, 200);
    let run = app.until_finished(&serving, "stripe-on-price");
    assert_eq!(run["status"], "completed");
    assert_eq!(run["is_test"], false);
    assert_eq!(catalogue(&app), ["price_1"]);

    assert_eq!(send(&serving, Some(&header), body.as_bytes()).status, 200);
    let verdicts: Vec<_> = app
        .json(&["deliveries"])
        .as_array()
        .expect("a list")
        .clone();
    let verdicts: Vec<_> = verdicts
        .iter()
        .map(|delivery| &delivery["verdict"])
        .collect();
    assert_eq!(verdicts, ["duplicate", "accepted"]);
    assert_eq!(runs(&app), 1);

    // Also after a restart.
    assert!(serving.stop().status.success());
    let serving = app.serve();
    assert_eq!(send(&serving, Some(&header), body.as_bytes()).status, 200);
    assert_eq!(runs(&app), 1);
    assert_eq!(catalogue(&app), ["price_1"]);
}

#[test]
fn a_source_that_the_app_does_not_have_is_not_found() {
    let app = example();
    let serving = app.serve();
    let url = serving.url("/sources/nobody");
    assert_eq!(http::post(&url, &[], b"{}").expect("an answer").status, 404);
    assert_eq!(
        app.json(&["deliveries"]),
        json!([]),
        "nothing is recorded of it"
    );
}

#[test]
fn killed_between_its_tasks_a_run_goes_on_and_the_first_is_not_executed_again() {
    let mut app = example();
    // The second task tells that it has begun, and does not end.
    let begun = app.data().with_file_name("begun");
    app.set(
        "ANNOUNCE",
        format!("touch {}; exec sleep 60 >&- 2>&-", begun.display()),
    );
    let serving = app.serve();
    let body = created("price_1").to_string();
    let header = signature(SECRET, now(), body.as_bytes());
    assert_eq!(send(&serving, Some(&header), body.as_bytes()).status, 200);
    serving.until("the second task", || begun.exists().then_some(()));
    serving.kill();
    assert_eq!(catalogue(&app), ["price_1"]);

    app.set("ANNOUNCE", "true");
    let serving = app.serve();
    let run = app.until_finished(&serving, "stripe-on-price");
    assert_eq!(run["status"], "completed");
    assert_eq!(catalogue(&app), ["price_1"], "executed once");
    assert_eq!(runs(&app), 1);
}
