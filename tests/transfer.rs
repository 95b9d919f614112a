//! Runs that are exported from one app's database and imported into another's.

mod support;

use serde_json::{Value, json};
use support::app::App;

/// Has an app run a job and keep an event that has not started, and gives the run.
fn with_a_past(app: &App) -> Value {
    let run = app.json(&["test", "created"]);
    app.json(&["send", "price.entered", "--data", r#"{"id":"price_1"}"#]);
    run
}

#[test]
fn runs_that_have_ended_are_the_same_where_they_are_imported() {
    let (here, there) = (
        App::prices("created,entered"),
        App::prices("created,entered"),
    );
    let run = with_a_past(&here);
    let id = run["id"].as_str().expect("an id");

    let file = here.beside("runs.jsonl").display().to_string();
    let exported = here.json(&["export", "--output", &file]);
    assert_eq!(exported["runs"], 2);
    let size = std::fs::metadata(&file).expect("a file").len();
    assert_eq!(exported["size"], size);

    let imported = there.json(&["import", &file]);
    assert_eq!(imported, json!({ "new": 1, "known": 0, "unfinished": 1 }));
    assert_eq!(there.json(&["runs", "show", id]), run);

    let again = there.json(&["import", &file]);
    assert_eq!(again, json!({ "new": 0, "known": 1, "unfinished": 1 }));
    assert_eq!(there.json(&["runs"]).as_array().map(Vec::len), Some(1));
}

#[test]
fn what_is_exported_is_chosen_and_comes_in_the_order_of_its_creation() {
    let app = App::prices("created,entered");
    let first = with_a_past(&app);
    let second = app.json(&["test", "created"]);
    let output = app.run(&["export", "--job", "created"]);
    let written = String::from_utf8(output.stdout).expect("text");
    let lines: Vec<Value> = written
        .lines()
        .map(|line| serde_json::from_str(line).expect("a document a line"))
        .collect();
    assert_eq!(lines, [first, second]);
}

#[test]
fn an_imported_run_is_repeated_like_any_other() {
    let (here, there) = (App::prices("created"), App::prices("created"));
    let run = here.json(&["test", "created"]);
    let lines = here.run(&["export"]).stdout;
    let lines = String::from_utf8(lines).expect("text");
    let imported = there.run_with(&["import", "-"], &lines);
    assert!(imported.status.success(), "{imported:?}");

    let id = run["id"].as_str().expect("an id");
    let replayed = there.run(&["runs", "replay", id]);
    assert!(replayed.status.success(), "{replayed:?}");
    let runs = there.json(&["runs", "--status", "queued"]);
    assert_eq!(runs[0]["replay_of"], id);
}

#[test]
fn a_line_that_is_no_run_is_named_and_those_before_it_are_kept() {
    let (here, there) = (App::prices("created"), App::prices("created"));
    here.json(&["test", "created"]);
    let mut lines = String::from_utf8(here.run(&["export"]).stdout).expect("text");
    lines.push_str("{\"id\":1}\n");
    let file = there.file("runs.jsonl", &lines).display().to_string();
    let output = there.run(&["import", &file]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("line 2, is not a run"), "{said}");
    assert_eq!(there.json(&["runs"]).as_array().map(Vec::len), Some(1));
}

#[test]
fn a_file_that_is_there_is_not_written_over_and_one_that_is_not_is_named() {
    let app = App::prices("created");
    let file = app.file("runs.jsonl", "kept").display().to_string();
    let output = app.run(&["export", "--output", &file]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert_eq!(std::fs::read_to_string(&file).expect("a file"), "kept");

    let output = app.run(&["import", "nowhere.jsonl"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("nowhere.jsonl"), "{said}");
}
