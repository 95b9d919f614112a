//! The command line that every app gets, as processes: what it prints and how it exits.

mod processes;
#[path = "../support/mod.rs"]
mod support;

use std::process::Output;

use jiff::Timestamp;
use serde_json::{Value, json};
use support::app::{App, Serving, document};
use support::stripe_api::{self, StripeApi};

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Sends an event of the app, and gives the id of the run that it started.
fn send(app: &App, event: &str, price: &str) -> String {
    let data = json!({ "id": price }).to_string();
    let sent = app.json(&["send", event, "--data", &data]);
    match &sent["runs"].as_array().expect("a list")[..] {
        [run] => run.as_str().expect("an id").to_owned(),
        runs => panic!("one run is expected: {runs:?}"),
    }
}

/// Waits until a run is finished, and gives it.
fn until_completed(app: &App, serving: &Serving, run: &str) -> Value {
    let run = serving.until("the run's end", || {
        let run = app.json(&["runs", "show", run]);
        run["finished_at"].is_string().then_some(run)
    });
    assert_eq!(run["status"], "completed", "{run}");
    run
}

fn time(of: &Value) -> Timestamp {
    let time = of.as_str().expect("a time");
    time.parse().expect("a time")
}

#[test]
fn every_command_writes_one_json_document() {
    let app = App::prices("created,entered");
    assert_eq!(app.json(&["runs"]), json!([]));
    assert_eq!(app.json(&["deliveries"]), json!([]));

    let jobs = app.json(&["jobs"]);
    assert_eq!(jobs[0]["id"], "created");
    assert_eq!(jobs[1]["events"], json!(["price.entered"]));
    let triggers = app.json(&["triggers"]);
    assert_eq!(triggers[0]["event"], "price.created");
    assert_eq!(triggers[0]["jobs"], json!(["created"]));
    assert_eq!(app.source()["key"], "stripe.webhook");

    let tested = app.json(&["test", "created", "--example", "one_time"]);
    assert_eq!(tested["status"], "completed");
    assert_eq!(tested["is_test"], true);
    let sent = app.json(&["send", "price.entered", "--data", r#"{"id":"price_1"}"#]);
    let runs = app.json(&["runs"]);
    assert_eq!(runs[0]["id"], sent["runs"][0]);
    assert_eq!(runs[0]["status"], "queued");
    assert_eq!(runs[1]["id"], tested["id"]);
    let id = tested["id"].as_str().expect("an id");
    assert_eq!(app.json(&["runs", "show", id]), tested);
    assert_eq!(app.json(&["runs", "--status", "queued"])[0], runs[0]);
    assert_eq!(app.json(&["runs", "--job", "none"]), json!([]));

    // The start says one document, and what happens later goes to standard error.
    let serving = app.serve();
    let run = until_completed(&app, &serving, sent["runs"][0].as_str().expect("an id"));
    assert_eq!(run["job"], "entered");
    let started = serving.started.clone();
    let ended = serving.stop();
    let written: Value = serde_json::from_str(&ended.stdout).expect("one document");
    assert_eq!(written, started);
    assert!(ended.stderr.contains("entered completed"), "{ended:?}");
}

#[test]
fn people_are_shown_tables_and_no_json() {
    let app = App::prices("created");
    assert!(app.run(&["test", "created"]).status.success());
    for (command, part) in [
        ("jobs", "price.created"),
        ("triggers", "recurring"),
        ("runs", "✓ completed"),
        ("sources", "inactive: set STRIPE_API_KEY"),
        ("deliveries", "nothing has arrived yet"),
    ] {
        let output = app.run(&[command]);
        let written = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && written.contains(part),
            "{output:?}"
        );
        assert!(!written.contains('{'), "{written}");
    }
}

#[test]
fn what_every_command_can_be_told_stands_before_or_after_its_name() {
    let app = App::prices("created");
    let elsewhere = app.data().join("elsewhere.db").display().to_string();
    let run = app.json(&["test", "created", "--database", &elsewhere]);
    let runs = app.run(&["--json", "--database", &elsewhere, "runs"]);
    assert_eq!(document(&runs)[0]["id"], run["id"], "{runs:?}");
    assert_eq!(app.json(&["runs"]), json!([]));

    // Without a command it serves; what only serving knows belongs to it.
    let serving = app.serve_as(&[]);
    let ended = serving.stop();
    assert_eq!(ended.status.code(), Some(0), "{ended:?}");
    let output = app.run(&["--listen", "127.0.0.1:0", "runs"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(said(&output).contains("serve --listen"), "{output:?}");
}

#[test]
fn events_of_one_name_are_listed_and_tried_with_their_filters() {
    let app = App::prices("entered,tried");
    let triggers = app.json(&["triggers"]);
    let [all, some] = &triggers.as_array().expect("a list")[..] else {
        panic!("two events: {triggers}");
    };
    assert_eq!(
        (&all["event"], &some["event"]),
        (&json!("price.entered"), &json!("price.entered"))
    );
    assert_eq!(
        (&all["filter"], &all["deprecated"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(some["filter"], r#"price.id.starts_with("try_")"#);
    assert_eq!(some["deprecated"], "use `Entered`");
    assert_eq!(some["jobs"], json!(["tried"]));

    let starts = |id: &str| {
        let data = json!({ "id": id }).to_string();
        let sent = app.json(&["send", "price.entered", "--data", &data]);
        sent["runs"].as_array().expect("a list").len()
    };
    assert_eq!((starts("price_1"), starts("try_1")), (1, 2));

    // What is tried is executed, and what would become of it as an event is said.
    let out = |output: Output| String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!out(app.run(&["test", "tried"])).contains("starts no run"));
    let tried = out(app.run_with(&["test", "tried", "--file", "-"], r#"{"id":"price_1"}"#));
    let reason = "as an event it starts no run: `price.id.starts_with(\"try_\")` does not hold: \
                  `price.id` is \"price_1\"";
    assert!(
        tried.contains(reason) && tried.contains("✓ completed"),
        "{tried}"
    );
}

#[test]
fn trying_a_job_exits_as_its_run_ends() {
    let app = App::prices("created,failing,entered");
    let example = app.run(&["test", "created"]);
    assert_eq!(example.status.code(), Some(0), "{example:?}");
    let written = String::from_utf8_lossy(&example.stdout);
    for part in ["▸ created", "✓ note", "✓ completed", "Price ID: price_"] {
        assert!(written.contains(part), "{part}: {written}");
    }

    let failed = app.run(&["test", "failing"]);
    assert_eq!(failed.status.code(), Some(1), "{failed:?}");
    assert!(String::from_utf8_lossy(&failed.stdout).contains("is not for sale"));
    let failed = app.run(&["test", "failing", "--json"]);
    assert_eq!(failed.status.code(), Some(1), "{failed:?}");
    assert_eq!(document(&failed)["status"], "failed");

    let typed = app.run_with(
        &["test", "entered", "--file", "-", "--json"],
        r#"{"id":"p"}"#,
    );
    assert_eq!(typed.status.code(), Some(0), "{typed:?}");
    let invalid = app.run_with(&["test", "entered", "--file", "-", "--json"], r#"{"id":7}"#);
    assert_eq!(invalid.status.code(), Some(1), "{invalid:?}");
    let run = document(&invalid);
    assert_eq!(run["status"], "invalid_payload");
    assert!(
        run["error"]["message"]
            .as_str()
            .expect("why")
            .contains("/id"),
        "{run}"
    );
}

#[test]
fn a_test_that_makes_no_sense_is_refused_with_what_would() {
    let app = App::prices("created,entered");
    let bad = app
        .file("bad.json", "{\n  \"id\": price_1\n}")
        .display()
        .to_string();
    let gone = app.data().join("gone.json").display().to_string();
    for (arguments, parts) in [
        (
            &["test", "create"][..],
            &["no job `create`", "`created`"][..],
        ),
        (
            &["test", "created", "--example", "none"],
            &["`none`", "`recurring`"],
        ),
        (&["test", "entered"], &["--file"]),
        (&["test", "entered", "--file", &gone], &["gone.json"]),
        (
            &["test", "entered", "--file", &bad],
            &["bad.json", "line 2 column 9"],
        ),
        (
            &["send", "price.entered", "--data", "{"],
            &["--data", "line 1 column 1"],
        ),
        (&["send", "price.entered"], &["--data"]),
        (&["runs", "--status", "done"], &["completed"]),
        (&["runs", "show", "1"], &["run_"]),
        (&["liste"], &["list", "unrecognized"]),
    ] {
        for json in [&[][..], &["--json"]] {
            let output = app.run(&[arguments, json].concat());
            assert_eq!(output.status.code(), Some(2), "{output:?}");
            assert!(output.stdout.is_empty(), "{output:?}");
            let said = said(&output);
            for part in parts {
                assert!(said.contains(part), "{arguments:?} says: {said}");
            }
        }
    }
    assert_eq!(app.json(&["runs"]), json!([]));

    let unknown = "run_00000000000000000000000000000000";
    let output = app.run(&["runs", "show", unknown]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(said(&output).contains(unknown));
}

#[test]
fn every_listing_works_beside_a_serving_process() {
    let stripe = StripeApi::start();
    let app = App::prices("created,entered").with_stripe(&stripe.env());
    let serving = app.serve();
    app.until_registered(&serving);
    let event = stripe_api::event("price.created", stripe_api::price("price_1"));
    assert_eq!(serving.deliver(&stripe.endpoints()[0], &event).status, 200);
    assert_eq!(serving.deliver(&stripe.endpoints()[0], &event).status, 200);
    let run = app.until_finished(&serving, "created");

    assert_eq!(app.json(&["jobs"])[0]["id"], "created");
    assert_eq!(app.json(&["triggers"])[0]["event"], "price.created");
    assert_eq!(app.source()["registered"], json!(["price.created"]));
    let deliveries = app.json(&["deliveries"]);
    let verdicts = [&deliveries[0]["verdict"], &deliveries[1]["verdict"]];
    assert_eq!(verdicts, ["duplicate", "accepted"]);
    assert_eq!(deliveries[1]["events"][0]["id"], event["id"]);
    let runs = app.json(&["runs"]);
    let jobs: Vec<_> = runs.as_array().expect("a list").iter().collect();
    let jobs: Vec<_> = jobs.iter().map(|run| &run["job"]).collect();
    assert_eq!(jobs, ["created", "register-source"]);
    assert_eq!(runs[0]["id"], run["id"]);
    let tested = app.json(&["test", "created"]);
    assert_eq!(tested["status"], "completed");
    assert_eq!(app.ledger()[0], "created price_1");
    assert!(serving.stop().status.success());
}

#[test]
fn what_is_sent_is_executed_at_once_by_the_process_that_serves() {
    let app = App::prices("entered");
    let serving = app.serve();
    for number in 0..3 {
        let run = send(&app, "price.entered", &format!("price_{number}"));
        let run = until_completed(&app, &serving, &run);
        // Sooner than it would look by itself.
        let waited = time(&run["started_at"]).duration_since(time(&run["created_at"]));
        assert!(waited.as_secs() < 3, "{run}");
    }
    assert_eq!(
        app.ledger(),
        ["entered price_0", "entered price_1", "entered price_2"]
    );
    let again = [
        "send",
        "price.entered",
        "--id",
        "1",
        "--data",
        r#"{"id":"x"}"#,
    ];
    let (first, second) = (app.json(&again), app.json(&again));
    assert_eq!(first["runs"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        (&first["is_new"], &second["is_new"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(first["runs"], second["runs"]);
}

#[test]
fn schedules_are_listed_with_their_next_ticks_and_can_be_paused() {
    let app = App::prices("reporting");
    let schedule = || app.json(&["schedules"])[0].clone();
    let listed = schedule();
    assert_eq!(listed["key"], "reporting");
    assert_eq!(listed["starts"], json!(["reporting"]));
    assert_eq!(listed["words"], "at 09:00 on Monday to Friday");
    assert_eq!(listed["zone"], "Europe/London");
    assert_eq!(listed["missed"], "once");
    assert_eq!(listed["last_at"], Value::Null);
    let next = listed["next"].as_array().expect("a list");
    let next: Vec<_> = next.iter().map(time).collect();
    assert!(next.len() == 5 && next.is_sorted(), "{listed}");
    let table = app.run(&["schedules"]);
    let table = String::from_utf8_lossy(&table.stdout).into_owned();
    assert!(table.contains("at 09:00 on Monday to Friday"), "{table}");

    let paused = app.json(&["schedules", "pause", "reporting"]);
    assert_eq!(paused, json!({ "key": "reporting", "paused": true }));
    assert!(schedule()["paused_at"].is_string());
    app.json(&["schedules", "resume", "reporting"]);
    assert_eq!(schedule()["paused_at"], Value::Null);
    let unknown = app.run(&["schedules", "pause", "report"]);
    assert_eq!(unknown.status.code(), Some(2), "{unknown:?}");
    assert!(said(&unknown).contains("`reporting`"), "{unknown:?}");
}

#[test]
fn a_paused_job_is_queued_until_it_goes_on_while_others_run() {
    let app = App::prices("entered,gated");
    app.open_the_gate();
    app.json(&["jobs", "pause", "entered"]);
    assert!(app.json(&["jobs"])[0]["paused_at"].is_string());
    let serving = app.serve();
    let paused = send(&app, "price.entered", "price_1");
    let other = send(&app, "price.examined", "price_2");
    until_completed(&app, &serving, &other);
    assert_eq!(app.json(&["runs", "show", &paused])["status"], "queued");
    app.json(&["jobs", "resume", "entered"]);
    until_completed(&app, &serving, &paused);
    let unknown = app.run(&["jobs", "pause", "enter"]);
    assert_eq!(unknown.status.code(), Some(2), "{unknown:?}");
    assert!(said(&unknown).contains("`entered`"), "{unknown:?}");
}

#[test]
fn a_job_is_tried_with_values_of_its_example_changed() {
    let app = App::prices("created");
    let set = ["--set", "currency=eur", "--set", "metadata.plan=gold"];
    let run = app.json(&[&["test", "created"][..], &set[..]].concat());
    assert_eq!(run["payload"]["currency"], "eur");
    assert_eq!(run["payload"]["metadata"]["plan"], "gold");

    let output = app.run(&["test", "created", "--set", "currency.code=eur"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let said = said(&output);
    assert!(
        said.contains("`currency` is a string, which has no `code`"),
        "{said}"
    );
}

#[test]
fn a_shell_is_told_how_to_complete_the_commands() {
    let app = App::prices("created");
    for shell in ["bash", "zsh", "fish"] {
        let output = app.run(&["completions", shell]);
        let script = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && script.contains("deliveries"),
            "{output:?}"
        );
    }
    let output = app.run(&["completions", "basic"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(said(&output).contains("zsh"), "{output:?}");
}

#[test]
fn what_makes_no_sense_is_answered_with_what_would() {
    let app = App::prices("created");
    let cases: [(&[&str], i32, &str); 5] = [
        (&["serve", "--listen", "1"], 2, "such as 127.0.0.1:3040"),
        (
            &["serve", "--dashboard-listen", "here"],
            2,
            "such as 127.0.0.1:3040",
        ),
        (
            &["backup", "nowhere/copy.db"],
            1,
            "its folder is not there; make it first",
        ),
        (
            &["test", "created", "--set", "price"],
            2,
            "write it as path=value",
        ),
        (
            &["send", "price.entered", "--data", "{"],
            2,
            "--data is not JSON",
        ),
    ];
    assert_eq!(app.json(&["runs"]), json!([]));
    for (arguments, code, says) in cases {
        let output = app.run(arguments);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{arguments:?}: {output:?}"
        );
        assert!(said(&output).contains(says), "{arguments:?}: {output:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}: {output:?}");
    }
}

#[test]
fn a_value_that_its_example_does_not_have_is_set_and_said_to_be_new() {
    let app = App::prices("created");
    let output = app.run(&["test", "created", "--set", "price.currency=eur", "--json"]);
    assert_eq!(document(&output)["payload"]["price"]["currency"], "eur");
    assert!(
        said(&output).contains("no `price.currency` so far"),
        "{output:?}"
    );
    let output = app.run(&["test", "created", "--set", "currency=eur", "--json"]);
    assert_eq!(document(&output)["payload"]["currency"], "eur");
    assert!(!said(&output).contains("note:"), "{output:?}");
}
