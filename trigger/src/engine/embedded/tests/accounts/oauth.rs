//! Accounts whose access tokens come from an authorization server, over real HTTP.

use std::sync::MutexGuard;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::{get, post};
use http::{HeaderMap, Method, StatusCode};

use super::*;
use crate::credentials::{OAuth, Tokens};
use crate::integrations::stripe::Stripe;

/// An authorization server, and the API that its tokens are for.
#[derive(Clone)]
struct Provider {
    base: String,
    state: Arc<Mutex<ProviderState>>,
}

#[derive(Default)]
struct ProviderState {
    /// How often it gave tokens; the newest ones are named by it.
    given: u32,
    /// What it answers instead, while it does.
    instead: Option<(u16, &'static str)>,
    /// What the API was asked with.
    asked_with: Vec<String>,
    /// Whether the API knows no token at all.
    is_closed: bool,
}

impl ProviderState {
    fn access(&self) -> String {
        format!("canary-access-{}", self.given)
    }

    fn refresh(&self) -> String {
        format!("canary-refresh-{}", self.given)
    }
}

impl Provider {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let provider = Self {
            base: format!("http://{}", listener.local_addr().unwrap()),
            state: Arc::default(),
        };
        let router = Router::new()
            .route("/token", post(token))
            .route("/v1/charges", get(charges))
            .with_state(Arc::clone(&provider.state));
        tokio::spawn(async move { axum::serve(listener, router).await });
        provider
    }

    fn state(&self) -> MutexGuard<'_, ProviderState> {
        self.state.lock().unwrap()
    }

    fn oauth(&self) -> OAuth {
        let token_url = format!("{}/token", self.base);
        OAuth::new("stripe", token_url, "client & co").client_secret("canary-secret")
    }

    /// A bench whose app finds clients by what the provider gave.
    fn bench(&self) -> Bench {
        let mut bench = Bench::new(jobs![charges_twice]);
        let (oauth, base) = (self.oauth(), self.base.clone());
        bench.integrations.resolve_with(move |account: Account| {
            let (oauth, base) = (oauth.clone(), base.clone());
            async move {
                let connection = account.connection(&oauth).await?;
                Ok(connection.map(|connection| Stripe::new(connection).base(base)))
            }
        });
        bench
    }

    /// What a person comes back with who has connected an account.
    fn tokens(&self, bench: &Bench) -> Tokens {
        let state = self.state();
        let end = add(bench.clock.now(), HOUR);
        Tokens::new(state.access())
            .refresh(state.refresh())
            .expires_at(end)
    }

    async fn connect(&self, bench: &Bench, app: &Running) {
        let tokens = self.tokens(bench);
        let engine = &app.engine;
        let connected = engine.connect("stripe".to_owned(), "acme".into(), tokens);
        connected.await.unwrap();
    }
}

async fn token(
    State(state): State<Arc<Mutex<ProviderState>>>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, String) {
    let mut state = state.lock().unwrap();
    if let Some((status, answer)) = state.instead {
        return (StatusCode::from_u16(status).unwrap(), answer.to_owned());
    }
    // `client+%26+co:canary-secret`
    let expected = "Basic Y2xpZW50KyUyNitjbzpjYW5hcnktc2VjcmV0";
    assert_eq!(headers["authorization"], expected);
    let form: BTreeMap<_, _> = form_urlencoded::parse(&body).into_owned().collect();
    assert_eq!(form["grant_type"], "refresh_token");
    if form["refresh_token"] != state.refresh() {
        let refused = json!({ "error": "invalid_grant", "error_description": "used before" });
        return (StatusCode::BAD_REQUEST, refused.to_string());
    }
    state.given += 1;
    let given = json!({
        "access_token": state.access(),
        "refresh_token": state.refresh(),
        "token_type": "bearer",
        "expires_in": 3600,
    });
    (StatusCode::OK, given.to_string())
}

async fn charges(
    State(state): State<Arc<Mutex<ProviderState>>>,
    headers: HeaderMap,
) -> (StatusCode, String) {
    let mut state = state.lock().unwrap();
    let bearer = headers["authorization"].to_str().unwrap().to_owned();
    let is_known = bearer == format!("Bearer {}", state.access()) && !state.is_closed;
    state.asked_with.push(bearer.clone());
    match is_known {
        true => (StatusCode::OK, json!({ "object": "list" }).to_string()),
        false => {
            let error = json!({ "error": { "message": format!("who is {bearer}?") } });
            (StatusCode::UNAUTHORIZED, error.to_string())
        }
    }
}

#[job(trigger = OrderPlaced)]
async fn charges_twice(_order: OrderPlaced, stripe: Stripe, io: Io) -> Result<Value> {
    let ask = || stripe.call::<Value>(Method::GET, "/v1/charges", &());
    io.run("first", ask).await?;
    io.wait("two-hours", 2 * HOUR).await?;
    io.run("second", ask).await
}

#[tokio::test]
async fn a_token_that_is_about_to_expire_is_replaced_and_kept_and_nowhere_in_the_clear() {
    let provider = Provider::start().await;
    let bench = provider.bench();
    let app = bench.start().await;
    provider.connect(&bench, &app).await;
    let run = order_of(&app, "acme", 1).await;
    app.waiting(run).await;
    assert_eq!(provider.state().given, 0);

    // The next process has what this one kept.
    app.stop().await;
    let mut app = bench.start().await;
    bench.clock.advance(2 * HOUR);
    let ended = app.ended(run).await;
    assert_eq!(ended.summary.status, RunStatus::Completed, "{ended:?}");
    assert_eq!(provider.state().given, 1);
    let third = order_of(&app, "acme", 2).await;
    app.waiting(third).await;
    assert_eq!(provider.state().given, 1, "the one that was kept is used");
    let asked_with = provider.state().asked_with.clone();
    let expected = [0, 1, 1].map(|number| format!("Bearer canary-access-{number}"));
    assert_eq!(asked_with, expected);
    let told = format!("{:?} {:?}", app.record(run).await, app.record(third).await);
    app.stop().await;
    assert!(!told.contains("canary"), "{told}");
    assert!(bench.holds(b"acme"), "the database is what is searched");
    assert!(!bench.holds(b"canary"));
}

#[tokio::test]
async fn of_many_runs_in_two_processes_one_replaces_the_token() {
    let provider = Provider::start().await;
    let bench = provider.bench();
    let [first, second] = [bench.start().await, bench.start().await];
    provider.connect(&bench, &first).await;
    bench.clock.advance(HOUR);
    let mut runs = Vec::new();
    for id in 0..8 {
        runs.push(order_of(&first, "acme", id).await);
        runs.push(order_of(&second, "acme", id + 100).await);
    }
    for run in runs {
        first.waiting(run).await;
        let record = first.record(run).await;
        assert_eq!(record.summary.waits_for, Some(WaitsFor::Time), "{record:?}");
    }
    assert_eq!(provider.state().given, 1);
    first.stop().await;
    second.stop().await;
}

#[tokio::test]
async fn a_run_of_an_account_whose_access_ended_waits_and_goes_on_when_it_is_connected_again() {
    let provider = Provider::start().await;
    let bench = provider.bench();
    let mut app = bench.start().await;
    provider.connect(&bench, &app).await;
    let run = order_of(&app, "acme", 1).await;
    app.rest(run).await;
    let refusal = r#"{"error":"invalid_grant","error_description":"revoked canary-secret"}"#;
    provider.state().instead = Some((400, refusal));
    bench.clock.advance(2 * HOUR);
    assert_eq!(app.rest(run).await, RunStatus::Waiting);
    let (waits_for, reason) = waits(&app, run).await;
    assert_eq!(waits_for, Some(WaitsFor::Connection));
    let expected = "its access ended (invalid_grant: revoked [secret]), connect it again";
    assert!(reason.ends_with(expected), "{reason}");

    // Once it is known, nobody asks the server again.
    provider.state().instead = None;
    bench.clock.advance(HOUR);
    assert_eq!(app.rest(run).await, RunStatus::Waiting);
    assert_eq!(provider.state().given, 0);
    provider.connect(&bench, &app).await;
    assert_eq!(app.ended(run).await.summary.status, RunStatus::Completed);
    app.stop().await;
}

#[tokio::test]
async fn a_run_whose_account_is_cut_off_in_its_middle_does_not_fail() {
    let provider = Provider::start().await;
    let bench = provider.bench();
    let mut app = bench.start().await;
    provider.connect(&bench, &app).await;
    provider.state().is_closed = true;
    provider.state().instead = Some((400, r#"{"error":"invalid_grant"}"#));
    let run = order_of(&app, "acme", 1).await;
    app.waiting(run).await;
    let (waits_for, reason) = waits(&app, run).await;
    assert_eq!(waits_for, Some(WaitsFor::Connection), "{reason}");
    assert!(reason.contains("invalid_grant"), "{reason}");
    assert!(!reason.contains("canary"), "{reason}");
    provider.state().is_closed = false;
    provider.state().instead = None;
    provider.connect(&bench, &app).await;
    while waits(&app, run).await.0 != Some(WaitsFor::Time) {
        app.next().await;
    }
    app.stop().await;
}

#[tokio::test]
async fn a_token_that_the_provider_does_not_know_any_more_is_replaced_at_once() {
    let provider = Provider::start().await;
    let bench = provider.bench();
    let app = bench.start().await;
    let stale = Tokens::new("canary-stale")
        .refresh(provider.state().refresh())
        .expires_at(add(bench.clock.now(), HOUR));
    let connected = app
        .engine
        .connect("stripe".to_owned(), "acme".into(), stale);
    connected.await.unwrap();
    let run = order_of(&app, "acme", 1).await;
    app.waiting(run).await;
    assert_eq!(waits(&app, run).await.0, Some(WaitsFor::Time));
    assert_eq!(provider.state().given, 1);
    app.stop().await;
}

#[tokio::test]
async fn while_the_server_is_out_of_reach_a_token_is_used_to_its_end_and_runs_wait_after_it() {
    let provider = Provider::start().await;
    let bench = provider.bench();
    let mut app = bench.start().await;
    provider.connect(&bench, &app).await;
    provider.state().instead = Some((503, ""));
    bench.clock.advance(HOUR - Duration::from_secs(30));
    let run = order_of(&app, "acme", 1).await;
    app.rest(run).await;
    assert_eq!(waits(&app, run).await.0, Some(WaitsFor::Time));
    bench.clock.advance(Duration::from_secs(30));
    let late = order_of(&app, "acme", 2).await;
    app.rest(late).await;
    let (waits_for, reason) = waits(&app, late).await;
    assert_eq!(waits_for, Some(WaitsFor::Connection));
    assert!(
        reason.ends_with("`stripe` gave no access token: HTTP 503"),
        "{reason}"
    );
    provider.state().instead = None;
    bench.clock.advance(Duration::from_secs(10));
    app.rest(late).await;
    assert_eq!(waits(&app, late).await.0, Some(WaitsFor::Time));
    app.stop().await;
}

#[tokio::test]
async fn an_account_that_is_disconnected_by_the_app_has_no_credentials() {
    let provider = Provider::start().await;
    let bench = provider.bench();
    let app = bench.start().await;
    provider.connect(&bench, &app).await;
    let gone = || app.engine.disconnect("stripe".to_owned(), "acme".into());
    assert!(gone().await.unwrap());
    assert!(!gone().await.unwrap());
    let run = order_of(&app, "acme", 1).await;
    app.waiting(run).await;
    let reason = waits(&app, run).await.1;
    assert!(
        reason.ends_with("the account has no credentials"),
        "{reason}"
    );
    app.stop().await;
}

#[tokio::test]
async fn tokens_are_sealed_with_another_key_when_keys_are_rotated() {
    let provider = Provider::start().await;
    let mut bench = provider.bench();
    let app = bench.start().await;
    provider.connect(&bench, &app).await;
    let [old, new] = ["ab".repeat(32), "cd".repeat(32)];
    let both = Keyring::parse(&format!("{new},{old}").into()).unwrap();
    let store = &app.engine.core.store;
    let rotated = crate::engine::rotate_keys(store, &both, false)
        .await
        .unwrap();
    assert_eq!((rotated.resealed, rotated.lost), (1, 0));
    app.stop().await;

    bench.key = new;
    let app = bench.start().await;
    let run = order_of(&app, "acme", 1).await;
    app.waiting(run).await;
    assert_eq!(waits(&app, run).await.0, Some(WaitsFor::Time));

    // Of a key that is lost, an account is connected again.
    let other = Keyring::parse(&"ef".repeat(32).into()).unwrap();
    let store = &app.engine.core.store;
    let rotated = crate::engine::rotate_keys(store, &other, true)
        .await
        .unwrap();
    assert_eq!((rotated.lost, rotated.forgotten), (1, 1));
    let run = order_of(&app, "acme", 2).await;
    app.waiting(run).await;
    let reason = waits(&app, run).await.1;
    assert!(
        reason.contains("the key of its tokens was lost"),
        "{reason}"
    );
    app.stop().await;
}
