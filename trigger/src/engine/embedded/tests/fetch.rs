//! Requests that runs make, to a real server.

use std::sync::Mutex;

use axum::Router;
use axum::routing::get;
use http::{HeaderMap, StatusCode};

use super::*;
use crate::{Fetch, RetryPolicy};

/// A server that answers as it is told, and then 200 with a greeting.
async fn server(answers: &[(u16, &str)]) -> String {
    let answers: Vec<_> = answers
        .iter()
        .rev()
        .map(|(status, wait)| (*status, (*wait).to_owned()))
        .collect();
    let answers = Arc::new(Mutex::new(answers));
    let answer = move || {
        let next = answers.lock().unwrap().pop();
        async move {
            let (status, wait) = next.unwrap_or((200, String::new()));
            let mut headers = HeaderMap::new();
            if !wait.is_empty() {
                headers.insert("retry-after", wait.parse().unwrap());
            }
            (
                StatusCode::from_u16(status).unwrap(),
                headers,
                r#"{"greeting":"hello"}"#,
            )
        }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let app = Router::new().route("/", get(answer));
    tokio::spawn(async move { axum::serve(listener, app).await });
    base
}

#[event_spec(name = "page.wanted")]
#[derive(Clone, Debug, Serialize, Deserialize)]
struct PageWanted {
    base: String,
    limit: usize,
}

#[job(trigger = PageWanted)]
async fn fetches(page: PageWanted, io: Io) -> Result<Value> {
    let request = Fetch::get(format!("{}/?key=canary", page.base))
        .limit(page.limit)
        .header("authorization", "canary")
        .retry_on(404..=404, RetryPolicy::DEFAULT.limit(2).jitter(false));
    let page = io.fetch("page", request).await?;
    page.json()
}

async fn want(app: &Running, base: String, limit: usize) -> RunId {
    let payload = serde_json::value::to_raw_value(&json!({ "base": base, "limit": limit }));
    let event = Publish {
        name: "page.wanted".to_owned(),
        payload: payload.unwrap(),
        id: None,
    };
    app.engine.publish(event).await.unwrap().runs[0]
}

#[tokio::test]
async fn a_request_is_made_again_when_the_answer_says_so_and_its_answer_is_kept() {
    let bench = Bench::new(jobs![fetches]);
    let mut app = bench.start().await;
    let base = server(&[(503, "3600"), (429, "Thu, 01 Jan 2026 03:00:00 GMT")]).await;
    let run = want(&app, base, 100).await;
    for hours in [1, 3] {
        while app.rest(run).await != RunStatus::Waiting {}
        let wake_at = app.record(run).await.summary.wake_at;
        let expected = add("2026-01-01T00:00:00Z".parse().unwrap(), hours * HOUR);
        assert_eq!(wake_at, Some(expected));
        bench.clock.advance(hours.min(2) * HOUR);
    }
    let run = app.ended(run).await;
    assert_eq!(run.output, Some(json!({ "greeting": "hello" })));
    assert_eq!(run.tasks[0].attempts, 3);
    assert_eq!(run.tasks[0].kind, StepKind::Fetch);
    let kept = serde_json::to_string(&run.tasks).unwrap();
    assert!(!kept.contains("canary"), "{kept}");
    app.stop().await;
}

#[tokio::test]
async fn each_status_has_its_policy_and_one_without_fails_at_once() {
    let bench = Bench::new(jobs![fetches]);
    let mut app = bench.start().await;
    let run = want(&app, server(&[(400, ""), (200, "")]).await, 100).await;
    let run = app.ended(run).await;
    assert_eq!(run.tasks[0].attempts, 1);
    let error = run.error.unwrap().to_string();
    assert!(error.ends_with("was answered 400 Bad Request"), "{error}");

    let run = want(&app, server(&[(404, ""), (404, ""), (200, "")]).await, 100).await;
    while app.rest(run).await != RunStatus::Waiting {}
    bench.clock.advance(HOUR);
    assert_eq!(app.ended(run).await.tasks[0].attempts, 2);
    app.stop().await;
}

#[tokio::test]
async fn an_answer_that_is_too_large_fails_and_is_not_kept() {
    let bench = Bench::new(jobs![fetches]);
    let mut app = bench.start().await;
    let run = want(&app, server(&[]).await, 10).await;
    let error = app.ended(run).await.error.unwrap().to_string();
    assert!(error.contains("larger than 10 bytes"), "{error}");
    app.stop().await;
}

/// A name server that knows one address for every name.
struct Everywhere(std::net::IpAddr);

impl crate::outbound::Lookup for Everywhere {
    fn lookup(&self, _: String) -> crate::outbound::Found {
        let address = self.0;
        Box::pin(async move { Ok(vec![address]) })
    }
}

/// What a run's fetch of a URL came to under a guard.
async fn fetched(guard: Option<crate::OutboundGuard>, base: String) -> RunRecord {
    let mut bench = Bench::new(jobs![fetches]);
    bench.conduct.outbound = guard;
    let mut app = bench.start().await;
    let run = want(&app, base, 1000).await;
    let ended = app.ended(run).await;
    app.stop().await;
    ended
}

#[tokio::test]
async fn a_server_of_the_apps_own_network_is_reached_without_the_guard_and_refused_with_it() {
    let base = server(&[]).await;
    let port = base.rsplit(':').next().unwrap();
    let by_name = format!("http://localhost:{port}");
    for base in [&base, &by_name] {
        let reached = fetched(None, base.clone()).await;
        assert_eq!(reached.summary.status, RunStatus::Completed, "{reached:?}");
        let guard = crate::OutboundGuard::new();
        let refused = fetched(Some(guard), base.clone()).await;
        assert_eq!(refused.summary.status, RunStatus::Failed);
        let error = format!("{:#}", refused.error.unwrap());
        assert!(error.contains("is loopback"), "{error}");
        assert!(!error.contains("canary"), "{error}");
        assert_eq!(refused.tasks[0].attempts, 1, "no retry can mend it");
    }
    let guard = crate::OutboundGuard::new().allow("localhost");
    let allowed = fetched(Some(guard), by_name).await;
    assert_eq!(allowed.summary.status, RunStatus::Completed, "{allowed:?}");
}

#[tokio::test]
async fn a_name_that_leads_into_the_apps_own_network_is_refused_where_it_is_connected_to() {
    let base = server(&[]).await;
    let port = base.rsplit(':').next().unwrap();
    let base = format!("http://harmless.example:{port}");
    let inside = || Everywhere(std::net::Ipv4Addr::LOCALHOST.into());
    let guard = crate::OutboundGuard::new().looking_up(inside());
    let refused = fetched(Some(guard.clone()), base.clone()).await;
    let error = format!("{:#}", refused.error.unwrap());
    assert!(
        error.contains("refuses `harmless.example`: 127.0.0.1"),
        "{error}"
    );
    // What the name server says is what is connected to: the same name, allowed, reaches it.
    let allowed = fetched(Some(guard.allow("harmless.example")), base).await;
    assert_eq!(allowed.summary.status, RunStatus::Completed, "{allowed:?}");
}

#[tokio::test]
async fn a_redirect_into_the_apps_own_network_is_not_followed() {
    let inside = server(&[]).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let location = inside.clone();
    let redirect = get(move || async move { (StatusCode::FOUND, [("location", location)]) });
    let app = Router::new().route("/", redirect);
    tokio::spawn(async move { axum::serve(listener, app).await });
    let port = base.rsplit(':').next().unwrap();
    let guard = crate::OutboundGuard::new().allow("127.0.0.1");
    let refused = fetched(Some(guard), format!("http://127.0.0.1:{port}")).await;
    let error = format!("{:#}", refused.error.unwrap());
    assert!(error.contains("302 Found"), "{error}");
}
