//! What operators see of an app that serves: its log, its metrics, its traces.

mod collector;
#[path = "../../../../support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use collector::Collector;
use serde_json::Value;
use support::app::{App, Serving};
use support::http;
use support::stripe_api::{event, now, post, price, signature};

const SECRET: &str = "whsec_0bs3rv3d";
const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const SENDER: &str = "00f067aa0ba902b7";
const SOURCE: &str = "/sources/stripe.webhook";

fn app() -> App {
    App::example("observed").with("STRIPE_WEBHOOK_SECRET", SECRET)
}

/// Delivers an event as part of the sender's trace.
fn deliver_traced(serving: &Serving, secret: &str, event: &Value) -> u16 {
    let body = event.to_string();
    let signature = signature(secret, now(), body.as_bytes());
    let traceparent = format!("00-{TRACE}-{SENDER}-01");
    let headers = [
        ("stripe-signature", &*signature),
        ("traceparent", &*traceparent),
    ];
    let answer = http::post(&serving.url(SOURCE), &headers, body.as_bytes());
    answer.expect("an answer").status
}

/// The lines of a log that is written as JSON; each of them must be.
fn lines(log: &str) -> Vec<Value> {
    let line =
        |line: &str| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    log.lines().map(line).collect()
}

#[test]
fn a_line_of_a_task_says_which_run_and_which_task_it_belongs_to() {
    let app = app()
        .with("RUST_LOG", "info")
        .with("TRIGGER_LOG_FORMAT", "json");
    let serving = app.serve();
    let created = event("price.created", price("price_1"));
    let answer = post(&serving.url(SOURCE), SECRET, &created).expect("an answer");
    assert_eq!(answer.status, 200);
    let run = app.until_finished(&serving, "announce");
    let ended = serving.stop();
    let lines = lines(&ended.stderr);

    let posted = lines.iter().find(|line| line["target"] == "shop");
    let posted = posted.unwrap_or_else(|| panic!("{}", ended.stderr));
    let [in_run, in_task] = &posted["spans"].as_array().expect("spans")[..] else {
        panic!("{posted}")
    };
    assert_eq!(in_run["name"], "run");
    assert_eq!(in_run["run"], run["id"]);
    assert_eq!(in_run["job"], "announce");
    assert_eq!(in_run["version"], "0.1.0");
    assert_eq!(in_run["attempt"], 1);
    assert_eq!(in_run["source"], "stripe.webhook");
    assert_eq!(in_task["name"], "task");
    assert_eq!(in_task["task"], "post");
    assert_eq!(in_task["path"], "post");
    assert_eq!(in_task["attempt"], 1);

    // The ends of runs are lines, too.
    let ends = |line: &&Value| {
        line["fields"]["status"] == "completed" && line["fields"]["run"] == run["id"]
    };
    assert_eq!(lines.iter().filter(ends).count(), 1, "{}", ended.stderr);
}

#[test]
fn a_filter_that_names_a_span_lets_through_what_is_logged_within_it() {
    let app = app()
        .with("RUST_LOG", "off,[task]=info")
        .with("TRIGGER_LOG_FORMAT", "json");
    let serving = app.serve();
    let created = event("price.created", price("price_1"));
    let answer = post(&serving.url(SOURCE), SECRET, &created).expect("an answer");
    assert_eq!(answer.status, 200);
    app.until_finished(&serving, "announce");
    let ended = serving.stop();
    let lines = lines(&ended.stderr);
    assert!(
        lines.iter().any(|line| line["target"] == "shop"),
        "{}",
        ended.stderr
    );
    let outside = |line: &&Value| line["spans"].as_array().is_none_or(Vec::is_empty);
    assert_eq!(lines.iter().filter(outside).count(), 0, "{}", ended.stderr);
}

#[test]
fn a_filter_that_makes_no_sense_is_refused_with_its_variable() {
    let output = app().with("RUST_LOG", "trigger=loud").run(&["serve"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("RUST_LOG is `trigger=loud`"), "{said}");
}

#[test]
fn a_trace_goes_on_from_the_sender_through_a_restart_to_what_follows() {
    const API_KEY: &str = "c0ll3ct0r-k3y";

    let collector = Collector::start();
    let mut app = app()
        .with("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint())
        .with("OTEL_EXPORTER_OTLP_HEADERS", format!("x-api-key={API_KEY}"))
        .with("OTEL_BSP_SCHEDULE_DELAY", "50")
        .with("TRIGGER_LOG", "trace");
    let serving = app.serve();
    assert_eq!(
        deliver_traced(&serving, SECRET, &event("price.created", price("price_1"))),
        200
    );
    serving.until("the first execution to be exported", || {
        collector.named("run").pop()
    });
    let killed = serving.kill();

    // From here on nothing is exported but by a clean end.
    app.set("OTEL_BSP_SCHEDULE_DELAY", "3600000");
    let exported = collector.spans().len();
    let serving = app.serve();
    app.until_finished(&serving, "follow");
    assert_eq!(collector.spans().len(), exported);
    let stopped = serving.stop();
    assert!(stopped.status.success(), "{stopped:?}");

    let [delivery] = &collector.named("delivery")[..] else {
        panic!("{:#?}", collector.spans())
    };
    assert_eq!((&*delivery.trace, &*delivery.parent), (TRACE, SENDER));
    assert_eq!(delivery.fields["source"], "stripe.webhook");
    assert_eq!(delivery.fields["verdict"], "accepted");
    assert_eq!(delivery.fields["runs"], "1");

    let mut runs = collector.named("run");
    runs.retain(|run| run.fields["job"] != "tick");
    let executions = |job: &str| runs.iter().filter(|run| run.fields["job"] == job).count();
    assert!(executions("announce") >= 2, "{runs:#?}");
    assert_eq!(executions("follow"), 1, "{runs:#?}");
    assert!(runs.iter().all(|run| run.trace == TRACE), "{runs:#?}");
    let announced = runs.iter().filter(|run| run.fields["job"] == "announce");
    let announced: Vec<_> = announced.collect();
    assert!(
        announced.iter().all(|run| run.parent == delivery.id),
        "{announced:#?}"
    );
    let follow = runs
        .iter()
        .find(|run| run.fields["job"] == "follow")
        .expect("a run");
    assert!(
        announced.iter().any(|run| run.id == follow.parent),
        "{follow:#?}"
    );
    assert!(
        follow.failed && follow.fields["status"] == "failed",
        "{follow:#?}"
    );

    let tasks = collector.named("task");
    let post = tasks
        .iter()
        .find(|task| task.fields["task"] == "post")
        .expect("a task");
    assert_eq!(post.lines, ["posted"]);
    assert!(
        announced.iter().any(|run| run.id == post.parent),
        "{post:#?}"
    );
    let archives = tasks.iter().filter(|task| task.fields["task"] == "archive");
    let archives: Vec<_> = archives.collect();
    assert!(
        archives
            .iter()
            .all(|task| task.failed && task.parent == follow.id),
        "{archives:#?}"
    );
    assert_eq!(archives.len(), 2);

    assert_eq!(collector.services()[0], "observed");
    assert!(collector.heads().contains("POST /v1/traces"));
    assert!(collector.heads().contains(API_KEY));
    for log in [&killed.stderr, &stopped.stderr, &collector.bodies()] {
        for canary in [API_KEY, SECRET, "k3y-0f-the-4rch1ve"] {
            assert!(!log.contains(canary), "{canary}");
        }
    }
}

#[test]
fn a_stranger_does_not_become_part_of_a_trace() {
    let collector = Collector::start();
    let app = app().with("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint());
    let serving = app.serve();
    let created = event("price.created", price("price_1"));
    assert_eq!(deliver_traced(&serving, "whsec_forged", &created), 401);
    serving.stop();
    let [delivery] = &collector.named("delivery")[..] else {
        panic!("{:#?}", collector.spans())
    };
    assert_eq!(delivery.fields["verdict"], "rejected");
    assert_eq!(delivery.fields["status"], "401");
    assert_ne!(delivery.trace, TRACE);
    assert_eq!(delivery.parent, "");
}

#[test]
fn a_protocol_that_cannot_be_spoken_is_refused() {
    let app = app()
        .with("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317")
        .with("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc");
    let output = app.run(&["serve"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("OTEL_EXPORTER_OTLP_PROTOCOL"), "{said}");
}

/// Reads a page: its status and its body.
fn get(address: &str, path: &str) -> (u16, String) {
    let mut socket = TcpStream::connect(address).expect("it listens");
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    socket.write_all(request.as_bytes()).expect("it reads");
    let mut answer = String::new();
    socket.read_to_string(&mut answer).expect("it answers");
    let status = answer.split(' ').nth(1).expect("a status");
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    (status.parse().expect("a status"), body.to_owned())
}

/// The samples of an exported text: name and labels to value.
fn samples(text: &str) -> BTreeMap<String, f64> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let sample = |line: &str| {
        let (name, value) = line.rsplit_once(' ')?;
        Some((name.to_owned(), value.parse().ok()?))
    };
    lines.filter_map(sample).collect()
}

#[test]
fn metrics_count_what_happened_on_an_address_of_their_own() {
    let app = app().with("TRIGGER_METRICS_LISTEN", "127.0.0.1:0");
    let serving = app.serve();
    let created = event("price.created", price("price_1"));
    let url = serving.url(SOURCE);
    let statuses = [SECRET, SECRET, "whsec_forged"]
        .map(|secret| post(&url, secret, &created).expect("an answer").status);
    assert_eq!(statuses, [200, 200, 401]);
    let nowhere = serving.url("/sources/stripe.webhook.nowhere");
    assert_eq!(
        post(&nowhere, SECRET, &created).expect("an answer").status,
        404
    );
    app.until_finished(&serving, "follow");

    let address = serving.started["metrics"]
        .as_str()
        .expect("an address")
        .to_owned();
    let ticked = "trigger_schedule_lateness_seconds_count{job=\"tick\"}";
    let text = serving.until("a tick", || {
        let (status, text) = get(&address, "/metrics");
        assert_eq!(status, 200);
        samples(&text).contains_key(ticked).then_some(text)
    });
    let samples = samples(&text);
    for (sample, value) in [
        (
            r#"deliveries_total{source="stripe.webhook",verdict="accepted"}"#,
            1.0,
        ),
        (
            r#"deliveries_total{source="stripe.webhook",verdict="duplicate"}"#,
            1.0,
        ),
        (
            r#"deliveries_total{source="stripe.webhook",verdict="rejected"}"#,
            1.0,
        ),
        (
            r#"deliveries_total{source="unknown",verdict="rejected"}"#,
            1.0,
        ),
        (
            r#"delivery_duration_seconds_count{source="stripe.webhook"}"#,
            3.0,
        ),
        (r#"events_total{source="stripe.webhook"}"#, 1.0),
        (r#"source_registered{source="stripe.webhook"}"#, 1.0),
        (
            r#"runs_ended_total{job="announce",status="completed"}"#,
            1.0,
        ),
        (r#"runs_ended_total{job="follow",status="failed"}"#, 1.0),
        (r#"run_duration_seconds_count{job="announce"}"#, 1.0),
        // Its second execution is no second start.
        (r#"run_queue_seconds_count{job="announce"}"#, 1.0),
        (
            r#"task_attempts_total{job="announce",outcome="completed"}"#,
            1.0,
        ),
        (r#"task_attempts_total{job="follow",outcome="failed"}"#, 2.0),
        (r#"task_retries_total{job="follow"}"#, 1.0),
        (r#"open_runs{status="waiting"}"#, 0.0),
        ("slots", 64.0),
        ("workers", 1.0),
    ] {
        assert_eq!(
            samples.get(&format!("trigger_{sample}")),
            Some(&value),
            "{sample}\n{text}"
        );
    }
    assert!(
        samples["trigger_run_duration_seconds_sum{job=\"announce\"}"] >= 1.5,
        "{text}"
    );
    assert!(samples["trigger_commit_commands_sum"] >= samples["trigger_commit_commands_count"]);
    assert!(samples["trigger_wal_size_bytes"] > 0.0);
    for stranger in ["nowhere", "price_1", "price.created", "evt_"] {
        assert!(!text.contains(stranger), "{text}");
    }
    let ingress = serving.started["listen"].as_str().expect("an address");
    assert_eq!(get(ingress, "/metrics").0, 404);
    assert!(serving.stop().status.success());
}
