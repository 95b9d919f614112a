use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use secrecy::ExposeSecret;
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use super::*;
use crate::id::RunId;
use crate::integrations::stripe::{Stripe, StripeParams};
use crate::run::{
    AttemptFn, Awaited, BoxFuture, Context, EventContext, Invocation, Io, JobContext, LogLine,
    Outbox, RequestUrl, RunContext, RunOps, Scope, SentEvent, StateOp, Step, TaskPath, Until,
};
use crate::source::{SourceKey, Wanted, WantedOptions};
use crate::time::Timestamp;

const URL: &str = "https://example.com/hooks/stripe.webhook";

/// A run whose tasks are not executed: each has an answer, and which were called is noted.
struct Script {
    answers: BTreeMap<&'static str, Result<Value>>,
    called: Mutex<Vec<String>>,
}

impl RunOps for Script {
    fn run_id(&self) -> RunId {
        RunId::new()
    }

    fn step<'a>(
        &'a self,
        step: Step,
        _: &'a mut AttemptFn<'a>,
    ) -> BoxFuture<'a, Result<Box<RawValue>>> {
        Box::pin(async move {
            let key = step.path.to_string();
            let answer = self.answers.get(key.as_str()).cloned();
            self.called.lock().expect("the calls").push(key.clone());
            let answer = answer.unwrap_or_else(|| panic!("`{key}` was not expected"))?;
            Ok(to_raw_value(&answer)?)
        })
    }

    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }

    fn wait<'a>(&'a self, _: Step, _: Until) -> BoxFuture<'a, Result<()>> {
        unreachable!("a registration does not wait")
    }

    fn receive<'a>(
        &'a self,
        _: Step,
        _: Awaited,
        _: Duration,
    ) -> BoxFuture<'a, Result<Box<RawValue>>> {
        unreachable!("a registration does not wait")
    }

    fn url<'a>(&'a self, _: Step) -> BoxFuture<'a, Result<RequestUrl>> {
        unreachable!("a registration hands out no URL")
    }

    fn send<'a>(&'a self, _: Step, _: Outbox) -> BoxFuture<'a, Result<Vec<SentEvent>>> {
        unreachable!("a registration sends no event")
    }

    fn cancel_event<'a>(&'a self, _: Step, _: String) -> BoxFuture<'a, Result<bool>> {
        unreachable!("a registration sends no event")
    }

    fn state<'a>(&'a self, _: Step, _: StateOp) -> BoxFuture<'a, Result<Box<RawValue>>> {
        unreachable!("a registration keeps no value")
    }

    fn invoke<'a>(&'a self, _: Step, _: Invocation) -> BoxFuture<'a, Result<Box<RawValue>>> {
        unreachable!("a registration starts no run")
    }

    fn register_schedule(&self, _: crate::run::ScheduleRegistration) -> BoxFuture<'_, Result<()>> {
        unreachable!("a registration keeps no schedule")
    }

    fn unregister_schedule(&self, _: &'static str, _: String) -> BoxFuture<'_, Result<bool>> {
        unreachable!("a registration forgets no schedule")
    }

    fn log(&self, _: &TaskPath, _: LogLine) {}
}

/// What is known about the source before a registration.
struct Known {
    active: bool,
    endpoint: Option<&'static str>,
    has_secret: bool,
    registered: &'static [&'static str],
}

const NEW: Known = Known {
    active: false,
    endpoint: None,
    has_secret: false,
    registered: &[],
};

const ACTIVE: Known = Known {
    active: true,
    endpoint: Some("we_1"),
    has_secret: true,
    registered: &["price.created"],
};

fn names(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn call(known: &Known, desired: &[&str]) -> Register<StripeWebhook> {
    let data = known.endpoint.map(|id| StripeEndpoint {
        id: id.to_owned(),
        url: URL.to_owned(),
        api_version: None,
        livemode: false,
    });
    let now = Timestamp::UNIX_EPOCH;
    Register {
        params: StripeParams::default(),
        integration: Stripe::new("sk_1"),
        key: SourceKey::new("stripe.webhook", [""; 0]),
        url: URL.to_owned(),
        active: known.active,
        account: None,
        data,
        has_secret: known.has_secret,
        events: Wanted::compare(names(desired), &names(known.registered)),
        options: WantedOptions::default(),
        io: Io::new(),
        context: Context {
            run: RunContext {
                id: RunId::new(),
                is_test: false,
                created_at: now,
            },
            job: JobContext {
                id: "register",
                version: "0.1.0",
            },
            account: None,
            event: EventContext {
                id: "e".to_owned(),
                name: "register".to_owned(),
                timestamp: now,
                context: Value::Null,
                payload: RawValue::NULL.to_owned().into(),
            },
            source: None,
        },
    }
}

type Outcome = Result<Option<Registration<StripeEndpoint>>>;

/// Registers, and returns the tasks that it called beside its outcome.
async fn run<const N: usize>(
    known: &Known,
    desired: &[&str],
    answers: [(&'static str, Result<Value>); N],
) -> (Outcome, Vec<String>) {
    let script = Arc::new(Script {
        answers: answers.into(),
        called: Mutex::default(),
    });
    let ops: Arc<dyn RunOps> = script.clone();
    let outcome = Scope::of_run(ops, None)
        .enter(register(call(known, desired)))
        .await;
    let called = script.called.lock().expect("the calls").clone();
    (outcome, called)
}

fn endpoint(id: &str, url: &str, events: &[&str]) -> Value {
    json!({ "id": id, "url": url, "enabled_events": events, "status": "enabled" })
}

fn created() -> Result<Value> {
    let mut created = endpoint("we_9", URL, &["price.created"]);
    created["secret"] = json!("whsec_9");
    Ok(created)
}

/// What is listed after the creation.
fn listed() -> Result<Value> {
    Ok(json!([endpoint("we_9", URL, &["price.created"])]))
}

#[track_caller]
fn expect(outcome: Outcome, id: &str, secret: Option<&str>, events: &[&str]) {
    let registration = outcome.expect("it succeeds").expect("something changed");
    assert_eq!(registration.data.id, id);
    let stored = registration
        .secret
        .as_ref()
        .map(ExposeSecret::expose_secret);
    assert_eq!(stored, secret);
    assert_eq!(registration.events, names(events));
}

#[tokio::test]
async fn a_settled_source_asks_stripe_nothing() {
    let (outcome, called) = run(&ACTIVE, &["price.created"], []).await;
    assert!(outcome.expect("it succeeds").is_none());
    assert!(called.is_empty());
}

#[tokio::test]
async fn a_new_source_creates_an_endpoint_and_keeps_its_secret() {
    let others = json!([endpoint("we_2", "https://example.com/other", &["*"])]);
    let answers = [
        ("list-endpoints", Ok(others)),
        ("create-endpoint", created()),
        ("list-endpoints-again", listed()),
    ];
    let (outcome, called) = run(&NEW, &["price.created"], answers).await;
    assert_eq!(
        called,
        ["list-endpoints", "create-endpoint", "list-endpoints-again"]
    );
    expect(outcome, "we_9", Some("whsec_9"), &["price.created"]);
}

#[tokio::test]
async fn of_two_endpoints_that_attempts_at_one_creation_left_one_remains() {
    let both = json!([endpoint("we_9", URL, &[]), endpoint("we_8", URL, &[])]);
    let answers = [
        ("list-endpoints", Ok(json!([]))),
        ("create-endpoint", created()),
        ("list-endpoints-again", Ok(both)),
        ("delete-duplicate[we_8]", Ok(json!({ "id": "we_8" }))),
    ];
    let (outcome, called) = run(&NEW, &["price.created"], answers).await;
    assert_eq!(
        called.last().map(String::as_str),
        Some("delete-duplicate[we_8]")
    );
    expect(outcome, "we_9", Some("whsec_9"), &["price.created"]);
}

#[tokio::test]
async fn missing_and_orphaned_events_are_changed_by_one_update() {
    let updated = endpoint("we_1", URL, &["price.updated"]);
    let (outcome, called) = run(
        &ACTIVE,
        &["price.updated"],
        [("update-endpoint", Ok(updated))],
    )
    .await;
    assert_eq!(called, ["update-endpoint"]);
    expect(outcome, "we_1", None, &["price.updated"]);
}

#[tokio::test]
async fn an_endpoint_that_somebody_deleted_is_created_again() {
    let answers = [
        ("update-endpoint", Err(Error::permanent("no such endpoint"))),
        ("list-endpoints", Ok(json!([]))),
        ("create-endpoint", created()),
        ("list-endpoints-again", listed()),
    ];
    let (outcome, called) = run(&ACTIVE, &["price.created", "price.updated"], answers).await;
    assert_eq!(
        called,
        [
            "update-endpoint",
            "list-endpoints",
            "create-endpoint",
            "list-endpoints-again"
        ]
    );
    expect(outcome, "we_9", Some("whsec_9"), &["price.created"]);
}

#[tokio::test]
async fn an_update_that_can_be_tried_again_fails_the_registration() {
    let answers = [("update-endpoint", Err(Error::new("HTTP 500")))];
    let (outcome, called) = run(&ACTIVE, &["price.updated"], answers).await;
    assert_eq!(outcome.expect_err("it fails").message(), "HTTP 500");
    assert_eq!(called, ["update-endpoint"]);
}

#[tokio::test]
async fn an_endpoint_whose_secret_was_never_stored_is_deleted_and_created_again() {
    let known = Known {
        endpoint: Some("we_1"),
        ..NEW
    };
    for known in [NEW, known] {
        let answers = [
            (
                "list-endpoints",
                Ok(json!([endpoint("we_1", URL, &["price.created"])])),
            ),
            ("delete-endpoint[we_1]", Ok(json!({ "id": "we_1" }))),
            ("create-endpoint", created()),
            ("list-endpoints-again", listed()),
        ];
        let (outcome, called) = run(&known, &["price.created"], answers).await;
        assert_eq!(
            called,
            [
                "list-endpoints",
                "delete-endpoint[we_1]",
                "create-endpoint",
                "list-endpoints-again"
            ]
        );
        expect(outcome, "we_9", Some("whsec_9"), &["price.created"]);
    }
}

#[tokio::test]
async fn an_endpoint_whose_secret_is_stored_is_kept_and_others_at_its_url_are_deleted() {
    let known = Known {
        active: false,
        registered: &[],
        ..ACTIVE
    };
    let found = json!([
        endpoint("we_3", URL, &["*"]),
        endpoint("we_1", URL, &["price.updated"]),
        endpoint("we_2", "https://example.com/other", &["*"]),
        endpoint("we_4", URL, &[]),
    ]);
    let answers = [
        ("list-endpoints", Ok(found)),
        ("delete-endpoint[we_3]", Ok(json!({ "id": "we_3" }))),
        ("delete-endpoint[we_4]", Ok(json!({ "id": "we_4" }))),
        (
            "update-found-endpoint",
            Ok(endpoint("we_1", URL, &["price.created"])),
        ),
    ];
    let (outcome, called) = run(&known, &["price.created"], answers).await;
    assert_eq!(
        called,
        [
            "list-endpoints",
            "delete-endpoint[we_3]",
            "delete-endpoint[we_4]",
            "update-found-endpoint"
        ]
    );
    expect(outcome, "we_1", None, &["price.created"]);
}

#[tokio::test]
async fn an_app_that_has_moved_takes_its_endpoint_along_and_no_other() {
    let moved = Known {
        active: false,
        ..ACTIVE
    };
    let found = json!([
        endpoint(
            "we_2",
            "https://before.example/hooks/stripe.webhook",
            &["*"]
        ),
        endpoint(
            "we_1",
            "https://before.example/hooks/stripe.webhook",
            &["price.created"]
        ),
    ]);
    let answers = [
        ("list-endpoints", Ok(found)),
        (
            "update-found-endpoint",
            Ok(endpoint("we_1", URL, &["price.created"])),
        ),
    ];
    let (outcome, called) = run(&moved, &["price.created"], answers).await;
    assert_eq!(called, ["list-endpoints", "update-found-endpoint"]);
    expect(outcome, "we_1", None, &["price.created"]);
}

#[tokio::test]
async fn an_app_that_has_moved_and_lost_its_secret_leaves_no_endpoint_behind() {
    let moved = Known {
        active: false,
        has_secret: false,
        ..ACTIVE
    };
    let before = "https://before.example/hooks/stripe.webhook";
    let answers = [
        ("list-endpoints", Ok(json!([endpoint("we_1", before, &[])]))),
        ("delete-endpoint[we_1]", Ok(json!({ "id": "we_1" }))),
        ("create-endpoint", created()),
        ("list-endpoints-again", listed()),
    ];
    let (outcome, called) = run(&moved, &["price.created"], answers).await;
    assert!(called.contains(&"delete-endpoint[we_1]".to_owned()));
    expect(outcome, "we_9", Some("whsec_9"), &["price.created"]);
}

#[tokio::test]
async fn a_creation_without_a_secret_fails() {
    let answers = [
        ("list-endpoints", Ok(json!([]))),
        (
            "create-endpoint",
            Ok(endpoint("we_9", URL, &["price.created"])),
        ),
    ];
    let (outcome, _) = run(&NEW, &["price.created"], answers).await;
    assert!(outcome.is_err());
}
