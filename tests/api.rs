//! The HTTP API, over real HTTP: that it is closed, does what it says, and says what it does.

mod support;

use serde_json::{Value, json};
use support::app::{App, Serving};
use support::http::{Answer, request};
use support::{schema, stripe_api};

const TOKEN: &str = "a-token-of-some-length";

/// An app that serves, and is asked with its token.
struct Api {
    app: App,
    serving: Serving,
}

impl Api {
    fn start(jobs: &str) -> Self {
        let app = App::prices(jobs).with("TRIGGER_API_TOKEN", TOKEN);
        let serving = app.serve();
        Self { app, serving }
    }

    #[track_caller]
    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let url = self.serving.url(path);
        request(method, &url, headers, body.as_bytes()).expect("an answer")
    }

    /// Asks with the token, expects a status, and checks the answer against the document.
    #[track_caller]
    fn call(&self, method: &str, path: &str, status: u16, body: Value) -> Value {
        self.call_once(method, path, status, body, None)
    }

    #[track_caller]
    fn call_once(
        &self,
        method: &str,
        path: &str,
        status: u16,
        body: Value,
        key: Option<&str>,
    ) -> Value {
        let token = format!("Bearer {TOKEN}");
        let mut headers = vec![
            ("authorization", &*token),
            ("content-type", "application/json"),
        ];
        headers.extend(key.map(|key| ("idempotency-key", key)));
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let answer = self.ask(method, path, &headers, &body);
        assert_eq!(answer.status, status, "{method} {path}: {answer:?}");
        let value: Value = serde_json::from_str(&answer.body).expect("JSON");
        self.expect_as_described(method, path, status, &value);
        value
    }

    #[track_caller]
    fn expect_as_described(&self, method: &str, path: &str, status: u16, value: &Value) {
        let document = self.document();
        let path = path.split('?').next().unwrap_or_default();
        let described = document["paths"].as_object().expect("paths");
        let same = |template: &&String| {
            let parts: Vec<_> = template.split('/').zip(path.split('/')).collect();
            template.split('/').count() == path.split('/').count()
                && parts
                    .iter()
                    .all(|(part, own)| part == own || part.starts_with('{'))
        };
        let template = described.keys().find(same).expect("a described path");
        let responses = &described[template][method.to_lowercase()]["responses"];
        let response = match &responses[status.to_string()] {
            Value::Null => &responses["4XX"],
            exact => exact,
        };
        let schema = &response["content"]["application/json"]["schema"];
        assert!(
            !schema.is_null(),
            "{method} {template} {status} is not described"
        );
        let faults = schema::faults(&document, schema, value);
        assert!(faults.is_empty(), "{method} {path}: {faults:?}\n{value:#}");
    }

    fn document(&self) -> Value {
        let token = format!("Bearer {TOKEN}");
        let answer = self.ask("GET", "/api/openapi.json", &[("authorization", &token)], "");
        serde_json::from_str(&answer.body).expect("JSON")
    }

    fn until_finished(&self, run: &str) -> Value {
        let path = format!("/api/v1/runs/{run}");
        self.serving.until("a finished run", || {
            let run = self.call("GET", &path, 200, Value::Null);
            run["finished_at"].is_string().then_some(run)
        })
    }
}

fn id(of: &Value) -> String {
    of.as_str().expect("an id").to_owned()
}

#[test]
fn without_the_token_nothing_is_served_and_without_any_the_api_is_off() {
    let api = Api::start("entered");
    let paths = ["/api/v1/jobs", "/api/v1/runs", "/api/openapi.json"];
    for path in paths {
        for header in [
            "Bearer wrong",
            "Bearer ",
            "Basic a-token-of-some-length",
            TOKEN,
        ] {
            let answer = api.ask("GET", path, &[("authorization", header)], "");
            assert_eq!(answer.status, 401, "{path} {header}");
            assert!(
                answer.head.contains("application/problem+json"),
                "{answer:?}"
            );
            assert!(answer.body.contains("TRIGGER_API_TOKEN"), "{answer:?}");
        }
        assert_eq!(api.ask("GET", path, &[], "").status, 401, "{path}");
    }
    api.serving.stop();

    let app = App::prices("entered");
    let serving = app.serve();
    for header in ["Bearer ", "Bearer a-token-of-some-length"] {
        let url = serving.url("/api/v1/jobs");
        let answer = request("GET", &url, &[("authorization", header)], b"").expect("an answer");
        assert_eq!(answer.status, 404);
        assert!(answer.body.contains("set TRIGGER_API_TOKEN"), "{answer:?}");
    }
    serving.stop();

    let short = App::prices("entered").with("TRIGGER_API_TOKEN", "short");
    let output = short.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
}

#[test]
fn every_route_does_what_its_description_says() {
    let api = Api::start("entered,asked,failing");
    let jobs = api.call("GET", "/api/v1/jobs", 200, Value::Null);
    assert_eq!(jobs.as_array().expect("a list").len(), 3);
    api.call("GET", "/api/v1/sources", 200, Value::Null);
    assert_eq!(
        api.call("GET", "/api/v1/deliveries", 200, Value::Null),
        json!([])
    );

    // An event is sent once under its id.
    let event = json!({ "name": "price.entered", "payload": { "id": "price_1" } });
    let sent = api.call_once("POST", "/api/v1/events", 200, event.clone(), Some("one"));
    let again = api.call_once("POST", "/api/v1/events", 200, event, Some("one"));
    assert_eq!(
        (&sent["is_new"], &again["is_new"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(sent["runs"], again["runs"]);
    let entered = id(&sent["runs"][0]);
    assert_eq!(api.until_finished(&entered)["status"], "completed");

    // So is a job that is called.
    let call = json!({ "payload": { "id": "price_2" } });
    let invoke = "/api/v1/jobs/asked/invoke";
    let started = api.call_once("POST", invoke, 201, call.clone(), Some("two"));
    assert_eq!(
        api.call_once("POST", invoke, 201, call.clone(), Some("two")),
        started
    );
    let asked = id(&started["run"]);
    assert_eq!(api.until_finished(&asked)["output"], "price_2");
    let refused = api.call("POST", "/api/v1/jobs/entered/invoke", 409, call.clone());
    assert!(
        refused["detail"]
            .as_str()
            .expect("why")
            .contains("price.entered")
    );
    api.call("POST", "/api/v1/jobs/none/invoke", 404, call);

    // A page names the next one.
    let first = api.call("GET", "/api/v1/runs?limit=1", 200, Value::Null);
    assert_eq!(first["runs"][0]["id"], *asked);
    let next = format!("/api/v1/runs?limit=1&after={}", id(&first["next"]));
    let second = api.call("GET", &next, 200, Value::Null);
    assert_eq!(second["runs"][0]["id"], *entered);
    let found = api.call("GET", "/api/v1/runs?text=price_1", 200, Value::Null);
    assert_eq!(found["runs"].as_array().expect("a list").len(), 1);
    api.call("GET", "/api/v1/runs?status=nonsense", 400, Value::Null);

    // Runs are repeated, and what has ended is not stopped.
    let path = |action: &str| format!("/api/v1/runs/{asked}/{action}");
    let edited = json!({ "payload": { "id": "price_3" } });
    let replayed = id(&api.call("POST", &path("replay"), 201, edited)["run"]);
    assert_eq!(api.until_finished(&replayed)["replay_of"], *asked);
    let replayed = id(&api.call("POST", &path("replay"), 201, Value::Null)["run"]);
    assert_eq!(api.until_finished(&replayed)["output"], "price_2");
    let refused = api.call("POST", &path("cancel"), 409, json!({ "reason": "late" }));
    assert!(
        refused["detail"]
            .as_str()
            .expect("why")
            .contains("completed")
    );
    let refused = api.call("POST", &path("retry"), 409, Value::Null);
    assert!(
        refused["detail"]
            .as_str()
            .expect("why")
            .contains("replay it")
    );
    api.call("POST", &path("move"), 409, Value::Null);
    let unknown = "/api/v1/runs/run_00000000000000000000000000000000";
    api.call("GET", unknown, 404, Value::Null);
    api.call("GET", "/api/v1/runs/price_1", 400, Value::Null);
    api.serving.stop();
}

#[test]
fn a_delivery_is_processed_anew_over_http() {
    let app = App::prices("created")
        .with("TRIGGER_API_TOKEN", TOKEN)
        .with("STRIPE_WEBHOOK_SECRET", "whsec_api");
    let serving = app.serve();
    let api = Api { app, serving };
    let event = stripe_api::event("price.created", stripe_api::price("price_1"));
    let url = api.serving.url("/sources/stripe.webhook");
    let answer = stripe_api::post(&url, "whsec_api", &event).expect("an answer");
    assert_eq!(answer.status, 200);
    let deliveries = api.call("GET", "/api/v1/deliveries", 200, Value::Null);
    let path = format!("/api/v1/deliveries/{}/replay", id(&deliveries[0]["id"]));

    let replay = api.call("POST", &path, 201, Value::Null);
    assert_eq!(replay["verdict"], "duplicate");
    assert_eq!(replay["replay_of"], deliveries[0]["id"]);
    let again = api.call("POST", &path, 201, json!({ "again": true }));
    assert_eq!(again["runs"].as_array().map(Vec::len), Some(1), "{again}");
    let run = api.until_finished(&id(&again["runs"][0]));
    assert_eq!(run["status"], "completed");

    let unknown = "/api/v1/deliveries/delivery_00000000000000000000000000000000/replay";
    api.call("POST", unknown, 404, Value::Null);
    api.call("POST", "/api/v1/deliveries/run_1/replay", 400, Value::Null);
    api.call("POST", &path, 422, json!({ "again": 1 }));
    api.serving.stop();
}

#[test]
fn every_run_that_matches_is_changed_over_http_and_none_by_mistake() {
    let api = Api::start("gated,entered");
    let mut runs = Vec::new();
    for price in 1..4 {
        let payload = json!({ "id": format!("price_{price}") });
        let event = json!({ "name": "price.entered", "payload": payload });
        let sent = api.call("POST", "/api/v1/events", 200, event);
        runs.push(id(&sent["runs"][0]));
    }
    runs.iter().for_each(|run| drop(api.until_finished(run)));
    let all = |action: &str, which: &str| format!("/api/v1/runs/{action}?{which}");
    for action in ["cancel", "retry", "replay", "move"] {
        let refused = api.call("POST", &all(action, ""), 422, Value::Null);
        let why = refused["detail"].as_str().expect("why");
        assert!(why.contains("say which runs"), "{why}");
    }
    for action in ["cancel", "retry", "move"] {
        let changed = api.call("POST", &all(action, "job=entered"), 200, Value::Null);
        assert_eq!(changed, json!({ "runs": [], "skipped": 3 }), "{action}");
    }
    let replayed = api.call("POST", &all("replay", "text=price_2"), 200, Value::Null);
    assert_eq!(replayed["skipped"], 0);
    let replay = id(&replayed["runs"][0]);
    assert_eq!(api.until_finished(&replay)["replay_of"], *runs[1]);

    // A repeated request repeats a run once, and one under another key repeats it again.
    let path = format!("/api/v1/runs/{}/replay", runs[0]);
    let [first, again, other] =
        ["one", "one", "two"].map(|key| api.call_once("POST", &path, 201, Value::Null, Some(key)));
    assert_eq!(first, again);
    assert_ne!(first, other);

    let event = json!({ "name": "price.examined", "payload": { "id": "price_9" } });
    let sent = api.call("POST", "/api/v1/events", 200, event);
    api.app.until_at_the_gate(&api.serving);
    let reason = json!({ "reason": "none of them" });
    let cancelled = api.call("POST", &all("cancel", "all=true"), 200, reason);
    assert_eq!(cancelled["runs"], sent["runs"]);
    let run = api.until_finished(&id(&sent["runs"][0]));
    assert_eq!(run["error"]["message"], "none of them");
    api.app.open_the_gate();
    api.serving.stop();
}

#[test]
fn a_run_is_cancelled_and_retried_over_http() {
    let api = Api::start("gated");
    let event = json!({ "name": "price.examined", "payload": { "id": "price_1" } });
    let sent = api.call("POST", "/api/v1/events", 200, event);
    let run = id(&sent["runs"][0]);
    api.app.until_at_the_gate(&api.serving);
    let path = |action: &str| format!("/api/v1/runs/{run}/{action}");
    let stands = api.call(
        "POST",
        &path("cancel"),
        200,
        json!({ "reason": "too slow" }),
    );
    assert_eq!(stands["status"], "cancelled");
    let cancelled = api.until_finished(&run);
    assert_eq!(cancelled["error"]["message"], "too slow");
    api.app.open_the_gate();
    api.call("POST", &path("retry"), 200, Value::Null);
    assert_eq!(api.until_finished(&run)["status"], "completed");
    assert_eq!(api.app.ledger(), ["begun price_1", "ended price_1"]);
    api.serving.stop();
}

#[test]
fn the_command_line_prints_what_is_served_of_the_api_and_of_the_pages_in_one_document() {
    let api = Api::start("entered");
    let served = api.document();
    let pages = api.ask("GET", "/openapi.json", &[], "");
    let pages: Value = serde_json::from_str(&pages.body).expect("JSON");
    let printed = api.app.json(&["openapi"]);
    for part in ["/paths", "/components/schemas"] {
        let of = |document: &Value| document.pointer(part).and_then(Value::as_object).cloned();
        let printed = of(&printed).expect("an object");
        for document in [&served, &pages] {
            for (name, described) in of(document).expect("an object") {
                // No name stands for two things.
                assert_eq!(printed.get(&name), Some(&described), "{part} {name}");
            }
        }
    }
    assert_eq!(
        printed["components"]["securitySchemes"],
        served["components"]["securitySchemes"]
    );
    let paths = served["paths"].as_object().expect("paths");
    let operations: usize = paths
        .values()
        .map(|path| path.as_object().map_or(0, |of| of.len()))
        .sum();
    assert_eq!(operations, 21);
    for (path, operations) in paths {
        for (method, operation) in operations.as_object().expect("operations") {
            assert!(operation["summary"].is_string(), "{method} {path}");
            assert_eq!(
                operation["security"],
                json!([{ "token": [] }]),
                "{method} {path}"
            );
            // It is there: it asks for the token.
            let path = path.replace("{id}", "x");
            let answer = api.ask(&method.to_uppercase(), &path, &[], "");
            assert_eq!(answer.status, 401, "{method} {path}");
        }
    }
    api.serving.stop();
}
