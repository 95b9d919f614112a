//! The attributes in crates of their own: jobs of several crates in one app, other names of the
//! library, older editions and strict lints.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// Runs cargo on the packages in `tests/crates`, which share what this test is built of.
fn cargo(arguments: &[&str]) -> Output {
    let mut cargo = Command::new(env!("CARGO"));
    // What cargo tells a test about its package would have build scripts run again.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            cargo.env_remove(&*name);
        }
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    cargo
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("cargo runs")
}

fn succeeds(arguments: &[&str]) -> Output {
    let output = cargo(arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}");
    output
}

/// Runs an app of `tests/crates/app`.
fn app(name: &str, arguments: &[&str]) -> Output {
    let run = [
        "run",
        "--quiet",
        "--package",
        "test-app",
        "--bin",
        name,
        "--",
    ];
    cargo(&[&run, arguments].concat())
}

#[test]
fn an_app_finds_the_jobs_of_its_libraries() {
    let output = app("two_crates", &["jobs", "--json"]);
    let said = String::from_utf8_lossy(&output.stderr);
    let jobs: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{said}"));
    let jobs = jobs.as_array().expect("a list");
    let ids: Vec<_> = jobs.iter().map(|job| job["id"].as_str()).collect();
    assert_eq!(ids, [Some("follow-parcel"), Some("thank")]);
}

#[test]
fn one_id_in_two_crates_is_refused_with_both_places() {
    let output = app("duplicate", &["jobs"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{said}");
    assert!(
        said.contains("job id `follow-parcel` is defined twice"),
        "{said}"
    );
    for place in ["library/src/lib.rs:", "app/src/bin/duplicate.rs:"] {
        assert!(said.contains(place), "{place} is missing: {said}");
    }
}

#[test]
fn what_is_not_served_yet_is_listed_and_said_at_the_start() {
    let output = app("not_served", &["triggers", "--json"]);
    let triggers: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let triggers = triggers.as_array().expect("a list");
    let sources: Vec<_> = triggers.iter().map(|row| row["source"].as_str()).collect();
    let (endpoint, polling) = ("endpoint POST scans", "polling new-parcels every 60s");
    assert_eq!(sources, [Some(endpoint), Some(polling)]);

    let folder = tempfile::tempdir().expect("a folder");
    // The app was built above; cargo between it and this test would outlive it.
    let test = std::env::current_exe().expect("this executable");
    let binaries = test.ancestors().nth(2).expect("the folder of binaries");
    let mut serving = Command::new(binaries.join("not_served"))
        .args(["serve", "--listen", "127.0.0.1:0"])
        .current_dir(folder.path())
        .env("TRIGGER_DATABASE", folder.path().join("app.db"))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the app starts");
    let said = BufReader::new(serving.stderr.take().expect("a pipe")).lines();
    let said: Vec<_> = said.map_while(Result::ok).take(2).collect();
    serving.kill().expect("it can be killed");
    serving.wait().expect("it ends");
    for feed in [endpoint, polling] {
        let warning = format!("nothing starts the job locate by itself: {feed} is not served");
        assert!(said.iter().any(|line| line.contains(&warning)), "{said:?}");
    }
}

#[test]
fn what_is_behind_a_feature_says_which() {
    // Of the family, both the trigger and its payload.
    for (mistake, feature, items) in [
        ("mistaken", "stripe", 1),
        ("mistaken-family", "stripe-payments", 2),
    ] {
        let package = ["--package", "test-featureless", "--features", mistake];
        let output = cargo(&[&["check", "--quiet"], &package[..]].concat());
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success());
        let gated = format!("feature = \"{feature}\"");
        assert!(said.matches("configured out").count() >= items, "{said}");
        assert!(said.matches(&gated).count() >= items, "{said}");
    }
}

#[test]
fn the_library_can_have_another_name_and_its_user_an_older_edition() {
    succeeds(&["check", "--quiet", "--package", "test-renamed"]);
}

#[test]
fn generated_code_passes_the_strictest_lints() {
    let clippy = ["clippy", "--quiet", "--package", "test-pedantic", "--"];
    succeeds(&[&clippy[..], &["-D", "warnings"]].concat());
}
