//! Several accounts in one app: each has its own endpoints, secrets and events, and none hears
//! another's.

#[path = "../../../support/mod.rs"]
mod support;

use serde_json::{Value, json};
use support::app::{App, PUBLIC_URL, Serving};
use support::stripe_api::{self, Endpoint, Form, KEY, Kind, StripeApi};

const JOBS: &str = "own,connected,european,european-connected";

struct Accounts {
    home: StripeApi,
    europe: StripeApi,
    app: App,
    serving: Serving,
}

/// An app with two accounts, whose sources are registered.
fn accounts() -> Accounts {
    let (home, europe) = (StripeApi::start(), StripeApi::start());
    let app = App::example("merchant")
        .with("MERCHANT_JOBS", JOBS)
        .with("STRIPE_EU_API_KEY", KEY)
        .with("STRIPE_EU_API_BASE", europe.base())
        .with_stripe(&home.env());
    let serving = app.serve();
    serving.until("four registered sources", || {
        let sources = app.json(&["sources"]);
        let sources = sources.as_array().expect("a list");
        let registered = |source: &Value| source["state"] == "registered";
        (sources.len() == 4 && sources.iter().all(registered)).then_some(())
    });
    Accounts {
        home,
        europe,
        app,
        serving,
    }
}

#[track_caller]
fn endpoint(stripe: &StripeApi, connect: bool) -> Endpoint {
    let mut endpoints = stripe.endpoints();
    endpoints.retain(|endpoint| endpoint.connect == connect);
    match &endpoints[..] {
        [endpoint] => endpoint.clone(),
        endpoints => panic!("one endpoint is expected: {endpoints:?}"),
    }
}

fn created(price: &str, account: Option<&str>) -> Value {
    let mut event = stripe_api::event("price.created", stripe_api::price(price));
    if let Some(account) = account {
        event["account"] = json!(account);
    }
    event
}

#[test]
fn each_account_has_endpoints_of_its_own_at_its_own_stripe() {
    let Accounts { home, europe, .. } = accounts();
    let urls = |stripe| [false, true].map(|connect| endpoint(stripe, connect).url);
    let url = |key: &str| format!("{PUBLIC_URL}/sources/{key}");
    assert_eq!(
        urls(&home),
        [url("stripe.webhook"), url("stripe.webhook.connect")]
    );
    assert_eq!(
        urls(&europe),
        [
            url("stripe.webhook.account.stripe-eu"),
            url("stripe.webhook.account.stripe-eu.connect"),
        ]
    );
    assert_eq!(
        [home.count(Kind::Create), europe.count(Kind::Create)],
        [2, 2]
    );
    let creations = home
        .requests()
        .into_iter()
        .filter(|request| request.kind == Kind::Create);
    let connect = |form: &Form| form.text("connect").map(str::to_owned);
    let mut connect: Vec<_> = creations
        .map(|request| connect(&Form::parse(&request.form)))
        .collect();
    connect.sort();
    assert_eq!(connect, [Some("false".to_owned()), Some("true".to_owned())]);
}

#[test]
fn an_event_starts_the_job_of_its_own_account_and_no_other() {
    let Accounts {
        home,
        europe,
        app,
        serving,
    } = accounts();
    let cases = [
        ("own", endpoint(&home, false), None),
        ("connected", endpoint(&home, true), Some("acct_seller")),
        ("european", endpoint(&europe, false), None),
        (
            "european-connected",
            endpoint(&europe, true),
            Some("acct_vendor"),
        ),
    ];
    for (job, endpoint, account) in &cases {
        let price = format!("price_{job}");
        let answer = serving.deliver(endpoint, &created(&price, *account));
        assert_eq!(answer.status, 200, "{job}: {answer:?}");
        let run = app.until_finished(&serving, job);
        let heard = json!({ "price": price, "account": account, "details": account,
                            "request": "req_Tr1gg3r" });
        assert_eq!(run["output"], heard, "{run}");
    }
    let runs = app.json(&["runs", "--limit", "100"]);
    let jobs = runs.as_array().expect("a list").iter();
    let mut jobs: Vec<_> = jobs
        .filter_map(|run| run["job"].as_str())
        .filter(|job| *job != "register-source")
        .collect();
    jobs.sort_unstable();
    assert_eq!(jobs, ["connected", "european", "european-connected", "own"]);
    let listed = |stripe: &StripeApi| {
        let mut requests = stripe.requests().into_iter();
        requests.any(|request| request.path == "/v1/customers")
    };
    assert_eq!([listed(&home), listed(&europe)], [false, true]);
}

#[test]
fn the_secret_of_one_account_opens_no_other() {
    let Accounts {
        home,
        europe,
        serving,
        ..
    } = accounts();
    let endpoints = [
        endpoint(&home, false),
        endpoint(&home, true),
        endpoint(&europe, false),
        endpoint(&europe, true),
    ];
    for (index, endpoint) in endpoints.iter().enumerate() {
        for (other, stolen) in endpoints.iter().enumerate() {
            let mut forged = endpoint.clone();
            forged.secret = stolen.secret.clone();
            let event = created(&format!("price_{index}_{other}"), None);
            let answer = serving.deliver(&forged, &event);
            assert_eq!(
                answer.status,
                if index == other { 200 } else { 401 },
                "{answer:?}"
            );
        }
    }
}

#[test]
fn a_thin_event_starts_the_job_that_names_it_and_any_other_is_kept() {
    let secret = "whsec_th1n";
    let app = App::example("merchant")
        .with("MERCHANT_JOBS", "closes")
        .with("STRIPE_WEBHOOK_SECRET", secret);
    let serving = app.serve();
    let url = serving.url("/sources/stripe.webhook");
    let thin = |name: &str| {
        json!({
            "id": format!("evt_{}", name.replace('.', "_")),
            "object": "v2.core.event",
            "type": name,
            "created": "2026-07-29T17:46:22.134Z",
            "livemode": false,
            "related_object": { "id": "acct_1", "type": "account" },
        })
    };
    for name in ["v2.core.account.closed", "v2.core.account.opened"] {
        let answer = stripe_api::post(&url, secret, &thin(name)).expect("an answer");
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    let run = app.until_finished(&serving, "closes");
    assert_eq!(run["output"], json!({ "id": "acct_1", "type": "account" }));
    assert_eq!(run["event"]["name"], "v2.core.account.closed");
    let deliveries = app.json(&["deliveries"]);
    let names: Vec<_> = deliveries
        .as_array()
        .expect("a list")
        .iter()
        .map(|delivery| delivery["events"][0]["name"].clone())
        .collect();
    assert_eq!(names, ["v2.core.account.opened", "v2.core.account.closed"]);
}
