//! The attributes in crates of their own: jobs of several crates in one app, other names of the
//! library, older editions and strict lints.

use std::path::Path;
use std::process::{Command, Output};

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
fn endpoints_and_polling_sources_are_listed_with_how_they_are_reached() {
    let output = app("endpoints", &["triggers", "--json"]);
    let triggers: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let triggers = triggers.as_array().expect("a list");
    let sources: Vec<_> = triggers.iter().map(|row| row["source"].as_str()).collect();
    let (endpoint, polling) = ("endpoint POST scans", "polling new-parcels every 60s");
    assert_eq!(sources, [Some(endpoint), Some(polling)]);
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
