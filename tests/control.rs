//! Runs that are changed from the command line, and runs that kill the process that executes them.

mod support;

use std::process::Output;

use serde_json::{Value, json};
use support::app::App;

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn send(app: &App, event: &str, price: &str) -> String {
    let data = json!({ "id": price }).to_string();
    let sent = app.json(&["send", event, "--data", &data]);
    sent["runs"][0].as_str().expect("a run").to_owned()
}

fn status(app: &App, run: &str) -> Value {
    app.json(&["runs", "show", run])["status"].clone()
}

#[test]
fn a_run_of_another_process_is_stopped_retried_and_repeated() {
    let app = App::prices("gated");
    let serving = app.serve();
    let run = send(&app, "price.examined", "price_1");
    app.until_at_the_gate(&serving);
    let cancelled = app.json(&["runs", "cancel", &run, "--reason", "too slow"]);
    assert_eq!(cancelled["runs"], json!([run]));
    // The process that executes it is told.
    serving.until_said("gated cancelled");
    let again = app.run(&["runs", "cancel", &run]);
    assert_eq!(again.status.code(), Some(1), "{again:?}");
    assert!(said(&again).contains("it has ended"), "{again:?}");

    app.open_the_gate();
    app.json(&["runs", "retry", &run]);
    serving.until_said("gated completed");
    let replay = app.json(&["runs", "replay", &run, "--payload", r#"{"id":"price_2"}"#]);
    let replay = replay["runs"][0].as_str().expect("a run");
    serving.until("the replay's end", || {
        (status(&app, replay) == "completed").then_some(())
    });
    assert_eq!(
        app.json(&["runs", "show", &run])["replays"],
        json!([replay])
    );
    let ledger = [
        "begun price_1",
        "ended price_1",
        "begun price_2",
        "ended price_2",
    ];
    assert_eq!(app.ledger(), ledger);
    serving.stop();
}

#[test]
fn many_runs_are_changed_at_once_and_listed_by_pages() {
    let app = App::prices("entered");
    let sent: Vec<_> = (0..5)
        .map(|n| send(&app, "price.entered", &format!("price_{n}")))
        .collect();
    let page = app.json(&["runs", "--limit", "2"]);
    let last = page[1]["id"].as_str().expect("an id");
    assert_eq!(last, sent[3]);
    let next = app.json(&["runs", "--limit", "2", "--after", last]);
    assert_eq!(next[0]["id"], sent[2]);
    let found = app.json(&["runs", "--text", "price_4"]);
    assert_eq!(
        (found.as_array().expect("a list").len(), &found[0]["id"]),
        (1, &json!(sent[4]))
    );

    let changed = app.json(&["runs", "cancel", "--job", "entered"]);
    assert_eq!(changed["runs"].as_array().expect("a list").len(), 5);
    let changed = app.json(&["runs", "retry", "--all"]);
    assert_eq!(changed["runs"].as_array().expect("a list").len(), 5);
    assert_eq!(
        app.json(&["runs", "--status", "queued"])
            .as_array()
            .expect("a list")
            .len(),
        5
    );

    for vague in [
        &["runs", "cancel"][..],
        &["runs", "retry", &sent[0], "--all"],
        &["runs", "move", &sent[0]],
    ] {
        let output = app.run(vague);
        assert_eq!(output.status.code(), Some(2), "{vague:?}: {output:?}");
    }
}

#[test]
fn a_job_is_invoked_once_a_key_and_its_end_waited_for() {
    let app = App::prices("asked,entered");
    let serving = app.serve();
    let invoke = [
        "invoke",
        "asked",
        "--payload",
        r#"{"id":"price_1"}"#,
        "--key",
        "k",
    ];
    let ended = app.json(&[&invoke[..], &["--wait"]].concat());
    assert_eq!(
        (&ended["status"], &ended["output"]),
        (&json!("completed"), &json!("price_1"))
    );
    assert_eq!(app.json(&invoke)["run"], ended["id"]);
    assert_eq!(app.ledger(), ["asked price_1"]);

    let unfit = app.run(&["invoke", "asked", "--payload", "7", "--wait"]);
    assert_eq!(unfit.status.code(), Some(1), "{unfit:?}");
    for (job, part) in [("none", "no job `none`"), ("entered", "price.entered")] {
        let refused = app.run(&["invoke", job, "--payload", "{}"]);
        assert_eq!(refused.status.code(), Some(2), "{refused:?}");
        assert!(said(&refused).contains(part), "{refused:?}");
    }
    serving.stop();
}

#[test]
fn a_run_that_kills_its_process_is_given_up_and_others_go_on() {
    let mut app = App::prices("fatal");
    let poison = send(&app, "price.entered", "price_1");
    let mut deaths = 0;
    // The first death comes after a finished task, and counts.
    while deaths < 5 {
        let ended = app.serve_until_it_ends();
        assert!(!ended.status.success(), "{ended:?}");
        deaths += 1;
    }
    let serving = app.serve();
    serving.until("the run to be given up", || {
        (status(&app, &poison) == "failed").then_some(())
    });
    let why = app.json(&["runs", "show", &poison])["error"]["message"].clone();
    assert!(why.as_str().expect("why").contains("died 5 times"), "{why}");
    serving.stop();
    app.set("PRICES_JOBS", "entered");
    let serving = app.serve();
    send(&app, "price.entered", "price_2");
    assert_eq!(
        app.until_finished(&serving, "entered")["status"],
        "completed"
    );
    assert_eq!(app.ledger(), ["fatal price_1", "entered price_2"]);
    serving.stop();
}
