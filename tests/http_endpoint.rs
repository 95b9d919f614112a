//! What is posted to an endpoint of an app that serves: verified, recorded, answered, and then what
//! jobs are started by, each by what it looks at.

mod support;

use serde_json::json;
use support::app::{App, Serving};
use support::http::{Answer, request};
use support::inbox::{self, hmac};
use support::stripe_api::now;

const SECRET: &str = "a booking's secret";

fn start() -> (App, Serving) {
    let app = inbox::app().with("INBOX_SECRET", SECRET);
    let serving = app.serve();
    (app, serving)
}

fn booking(uid: &str, guests: &str) -> String {
    json!({ "uid": uid, "guests": guests }).to_string()
}

/// Posts a booking, signed with a secret.
fn book(serving: &Serving, secret: &str, body: &str, kind: &str) -> Answer {
    let signature = format!("sha256={}", hmac(secret, body));
    let headers = [("x-booking-signature", &*signature), ("content-type", kind)];
    let url = serving.url("/endpoints/bookings");
    request("POST", &url, &headers, body.as_bytes()).expect("an answer")
}

/// Calls, signed now.
fn call(
    serving: &Serving,
    method: &str,
    query: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    let time = now().to_string();
    let signature = hmac(SECRET, &format!("{time}.{body}"));
    let own = [
        ("x-call-signature", &*signature),
        ("x-call-time", &time),
        ("content-type", "application/json"),
    ];
    let url = serving.url(&format!("/endpoints/calls{query}"));
    let headers = [&own, headers].concat();
    request(method, &url, &headers, body.as_bytes()).expect("an answer")
}

/// The jobs that have a run, in order of their names.
fn jobs_with_runs(app: &App) -> Vec<String> {
    let runs = app.json(&["runs"]);
    let runs = runs.as_array().expect("a list").iter();
    let mut jobs: Vec<_> = runs
        .map(|run| run["job"].as_str().expect("an id").to_owned())
        .collect();
    jobs.sort_unstable();
    jobs
}

#[test]
fn what_is_posted_is_verified_recorded_and_answered_and_starts_each_job_that_wants_it() {
    let (app, serving) = start();
    let body = booking("b_1", "many");
    let answer = book(&serving, SECRET, &body, "application/json");
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.body, r#"{"booked":"b_1"}"#);
    assert!(answer.head.contains("content-type: application/json"));
    assert_eq!(app.until_finished(&serving, "note")["output"], "b_1");
    assert_eq!(app.until_finished(&serving, "prepare")["output"], "many");

    let few = booking("b_2", "few");
    assert_eq!(book(&serving, SECRET, &few, "application/json").status, 200);
    assert_eq!(jobs_with_runs(&app), ["note", "note", "prepare"]);

    // The same booking again is answered alike and starts nothing.
    let again = book(&serving, SECRET, &body, "application/json");
    assert_eq!((again.status, again.body), (200, answer.body));
    assert_eq!(jobs_with_runs(&app).len(), 3);
    let deliveries = app.json(&["deliveries"]);
    assert_eq!(deliveries[0]["verdict"], "duplicate");
    assert_eq!(deliveries[0]["source"], "endpoint.bookings");
}

#[test]
fn a_form_is_read_like_json() {
    let (app, serving) = start();
    let kind = "application/x-www-form-urlencoded";
    let answer = book(&serving, SECRET, "uid=b%201&guests=many", kind);
    assert_eq!(answer.body, r#"{"booked":"b 1"}"#);
    assert_eq!(app.until_finished(&serving, "prepare")["output"], "many");
}

#[test]
fn what_is_not_verified_is_not_looked_at() {
    let (app, serving) = start();
    for body in [booking("b_1", "many"), "{".to_owned()] {
        let answer = book(&serving, "another", &body, "application/json");
        assert_eq!(answer.status, 401, "{answer:?}");
        assert!(!answer.body.contains("booked"), "{answer:?}");
    }
    let url = serving.url("/endpoints/bookings");
    let unsigned = request("POST", &url, &[], b"{}").expect("an answer");
    assert_eq!(unsigned.status, 400, "{unsigned:?}");
    let other = request("PUT", &url, &[], b"{}").expect("an answer");
    assert_eq!(other.status, 405, "{other:?}");
    assert!(other.head.contains("allow: POST"), "{other:?}");
    let body = booking("b_1", "many");
    let good = book(&serving, SECRET, &format!("{body}x"), "application/json");
    assert_eq!(good.status, 400, "it is signed, and not JSON: {good:?}");

    // A call that was signed too long ago.
    let time = (now() - 301).to_string();
    let signature = hmac(SECRET, &format!("{time}.{{}}"));
    let headers = [("x-call-signature", &*signature), ("x-call-time", &time)];
    let url = serving.url("/endpoints/calls");
    let old = request("POST", &url, &headers, b"{}").expect("an answer");
    assert_eq!(old.status, 400, "{old:?}");

    assert!(jobs_with_runs(&app).is_empty());
    let deliveries = app.json(&["deliveries"]);
    for delivery in deliveries.as_array().expect("a list") {
        assert_eq!(delivery["verdict"], "rejected", "{delivery}");
    }
    let nobody = serving.url("/endpoints/nobody");
    let nobody = request("POST", &nobody, &[], b"{}").expect("an answer");
    assert_eq!(nobody.status, 404);
}

/// A method, a path, headers, a body, and what it starts.
type Case<'c> = (
    &'c str,
    &'c str,
    &'c [(&'c str, &'c str)],
    &'c str,
    &'c [&'c str],
);

#[test]
fn jobs_of_one_endpoint_look_at_its_method_its_headers_its_query_and_its_body() {
    let (app, serving) = start();
    let mut expected: Vec<String> = Vec::new();
    let urgent = [("x-urgency", "high")];
    let cases: [Case<'_>; 6] = [
        ("GET", "", &[], "", &["asked"]),
        ("POST", "", &[], "", &[]),
        ("POST", "", &urgent, "", &["urgent"]),
        ("POST", "?team=b&team=a", &[], "", &["of-team-a"]),
        ("POST", "", &[], r#"{"amount":101}"#, &["large"]),
        (
            "GET",
            "?team=a",
            &urgent,
            r#"{"amount":1000}"#,
            &["asked", "large", "of-team-a", "urgent"],
        ),
    ];
    for (method, query, headers, body, started) in cases {
        let answer = call(&serving, method, query, headers, body);
        assert_eq!((answer.status, &*answer.body), (200, "noted"), "{answer:?}");
        expected.extend(started.iter().map(|job| (*job).to_owned()));
        expected.sort_unstable();
        assert_eq!(jobs_with_runs(&app), expected, "{method} {query} {body}");
    }
    let answer = call(&serving, "GET", "?challenge=it%27s+me", &[], "");
    assert_eq!(answer.body, "it's me");
}

#[test]
fn a_credential_of_the_senders_is_neither_recorded_nor_handed_on() {
    let (app, serving) = start();
    let headers = [("authorization", "Bearer c4n4ry"), ("cookie", "c4n4ry")];
    let answer = call(&serving, "POST", "", &headers, r#"{"amount":101}"#);
    assert_eq!(answer.status, 200, "{answer:?}");
    let run = app.until_finished(&serving, "large");
    assert_eq!(run["output"], "no credential");
    assert!(!run.to_string().contains("c4n4ry"), "{run}");
}

#[test]
fn without_its_secret_an_endpoint_asks_its_sender_to_try_again() {
    let app = inbox::app();
    let serving = app.serve();
    let body = booking("b_1", "few");
    let answer = book(&serving, SECRET, &body, "application/json");
    assert_eq!(answer.status, 503, "{answer:?}");
    let sources = app.json(&["sources"]);
    let source = sources
        .as_array()
        .and_then(|all| all.iter().find(|each| each["key"] == "endpoint.bookings"));
    let hint = source.map(|source| source["hint"].clone());
    let hint = hint.and_then(|hint| hint.as_str().map(str::to_owned));
    assert!(hint.is_some_and(|hint| hint.contains("INBOX_SECRET")));
    let refused = app.json(&["deliveries"])[0].clone();
    serving.stop();

    // What was refused for that is not lost.
    let app = app.with("INBOX_SECRET", SECRET);
    let serving = app.serve();
    let id = refused["id"].as_str().expect("an id");
    let replay = app.json(&["replay-delivery", id]);
    assert_eq!(replay["verdict"], "accepted", "{replay}");
    let run = app.until_finished(&serving, "note");
    assert_eq!(run["output"], "b_1");
    assert_eq!(run["event"]["id"], "b_1");
}
