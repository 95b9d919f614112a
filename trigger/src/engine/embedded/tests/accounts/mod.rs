//! Runs of accounts: whose clients they work with, and how they wait for them.

#[cfg(all(feature = "oauth", feature = "stripe"))]
mod oauth;

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::*;
use crate::credentials::Account;
use crate::integration;
use crate::run::WaitsFor;

/// A till that belongs to somebody.
#[integration(id = "till", name = "Till")]
#[derive(Clone)]
struct Till(String);

#[job(trigger = OrderPlaced)]
async fn rings(_order: OrderPlaced, till: Till, io: Io) -> Result<String> {
    let first = io.run("first", || async { Ok::<_, Error>(till.0.clone()) });
    let first = first.await?;
    io.wait("an-hour", HOUR).await?;
    Ok(format!("{first} {}", till.0))
}

/// The keys of the accounts that are connected, as an app may keep them.
#[derive(Clone, Default)]
struct Keys(Arc<Mutex<BTreeMap<String, Result<&'static str>>>>);

impl Keys {
    fn set(&self, account: &str, key: Result<&'static str>) {
        self.0.lock().unwrap().insert(account.to_owned(), key);
    }

    /// A bench whose app finds tills by these.
    fn bench(&self) -> Bench {
        let keys = self.clone();
        let mut bench = Bench::new(jobs![rings]);
        bench.integrations.resolve_with(move |account: Account| {
            let key = keys.0.lock().unwrap().get(account.id().as_str()).cloned();
            async move {
                let key = key.transpose()?;
                assert_ne!(key, Some("panics"));
                Ok(key.map(|key| Till(key.to_owned())))
            }
        });
        bench
    }
}

/// Sends an account's order, and gives the run that it started.
async fn order_of(app: &Running, account: &str, id: u32) -> RunId {
    let payload = serde_json::value::to_raw_value(&json!({ "id": id })).unwrap();
    let event = Publish {
        name: "order.placed".to_owned(),
        payload,
        id: None,
    };
    let sent = app.engine.publish_for(account.into(), event);
    sent.await.unwrap().runs[0]
}

/// What a run waits for, and why.
async fn waits(app: &Running, run: RunId) -> (Option<WaitsFor>, String) {
    let record = app.record(run).await;
    let reason = record.error.map(|error| format!("{error:#}"));
    (record.summary.waits_for, reason.unwrap_or_default())
}

#[tokio::test]
async fn a_run_works_with_the_client_of_its_account_whenever_it_goes_on() {
    let keys = Keys::default();
    keys.set("acme", Ok("a1"));
    keys.set("globex", Ok("g1"));
    let bench = keys.bench();
    let mut app = bench.start().await;
    let acme = order_of(&app, "acme", 1).await;
    let globex = order_of(&app, "globex", 2).await;
    app.waiting(acme).await;
    app.waiting(globex).await;
    // Another key by the time that it goes on.
    keys.set("acme", Ok("a2"));
    bench.clock.advance(HOUR);
    assert_eq!(app.ended(acme).await.output, Some(json!("a1 a2")));
    assert_eq!(app.ended(globex).await.output, Some(json!("g1 g1")));
    app.stop().await;
}

#[tokio::test]
async fn a_run_that_a_run_of_an_account_invokes_works_with_that_accounts_client() {
    #[job(trigger = invoke)]
    async fn rings_for(_: u32, till: Till) -> Result<String> {
        Ok(till.0)
    }

    #[job(trigger = OrderPlaced)]
    async fn orders(order: OrderPlaced, io: Io) -> Result<String> {
        let own = io.invoke_and_wait::<rings_for>("own", order.id).await?;
        let other = io.for_account("globex");
        let other = other.invoke_and_wait::<rings_for>("other", order.id);
        Ok(format!("{own} {}", other.await?))
    }

    let keys = Keys::default();
    keys.set("acme", Ok("a"));
    keys.set("globex", Ok("g"));
    let mut bench = keys.bench();
    bench.jobs = jobs![rings_for, orders].into_iter().collect();
    let mut app = bench.start().await;
    let run = order_of(&app, "acme", 1).await;
    assert_eq!(app.ended(run).await.output, Some(json!("a g")));
    app.stop().await;
}

#[tokio::test]
async fn a_run_of_an_account_that_is_not_connected_waits_visibly_until_it_is() {
    let keys = Keys::default();
    let bench = keys.bench();
    let mut app = bench.start().await;
    let run = order_of(&app, "acme", 1).await;
    let other = order_of(&app, "globex", 2).await;
    app.waiting(run).await;
    app.waiting(other).await;
    let (waits_for, reason) = waits(&app, run).await;
    assert_eq!(waits_for, Some(WaitsFor::Connection));
    let expected = "there is no Till for the account `acme`: the account has no credentials";
    assert_eq!(reason, expected);
    assert!(app.record(run).await.tasks.is_empty());

    // A restart forgets nothing of it.
    app.stop().await;
    app = bench.start().await;
    assert_eq!(waits(&app, run).await.0, Some(WaitsFor::Connection));
    keys.set("acme", Ok("a"));
    assert_eq!(app.engine.connected("acme".into()).await.unwrap(), 1);
    while app.record(run).await.tasks.is_empty() {
        app.next().await;
    }
    assert_eq!(waits(&app, other).await.0, Some(WaitsFor::Connection));
    app.waiting(run).await;
    bench.clock.advance(HOUR);
    let ended = app.ended(run).await;
    assert_eq!(ended.output, Some(json!("a a")));
    assert_eq!(ended.error, None);
    app.stop().await;
}

#[tokio::test]
async fn a_run_looks_by_itself_whether_its_account_is_connected() {
    let keys = Keys::default();
    let bench = keys.bench();
    let mut app = bench.start().await;
    let run = order_of(&app, "acme", 1).await;
    app.rest(run).await;
    keys.set("acme", Err(Error::new("the vault is down")));
    bench.clock.advance(Duration::from_secs(10));
    assert_eq!(app.rest(run).await, RunStatus::Waiting);
    let reason = waits(&app, run).await.1;
    assert!(reason.ends_with("the vault is down"), "{reason}");
    keys.set("acme", Ok("a"));
    bench.clock.advance(Duration::from_secs(10));
    app.rest(run).await;
    assert_eq!(waits(&app, run).await.0, Some(WaitsFor::Time));
    app.stop().await;
}

#[tokio::test]
async fn a_person_has_a_run_look_at_once() {
    let keys = Keys::default();
    let bench = keys.bench();
    let mut app = bench.start().await;
    let run = order_of(&app, "acme", 1).await;
    app.waiting(run).await;
    keys.set("acme", Ok("a"));
    app.engine.change(run, Action::Retry).await.unwrap();
    while app.record(run).await.tasks.is_empty() {
        app.next().await;
    }
    app.stop().await;
}

#[tokio::test]
async fn a_resolver_that_panics_keeps_its_run_waiting_and_no_worker() {
    let keys = Keys::default();
    keys.set("acme", Ok("panics"));
    let bench = keys.bench();
    let app = bench.start().await;
    let run = order_of(&app, "acme", 1).await;
    app.waiting(run).await;
    let (waits_for, reason) = waits(&app, run).await;
    assert_eq!(waits_for, Some(WaitsFor::Connection));
    assert!(reason.ends_with("the app's resolver panicked"), "{reason}");
    app.stop().await;
}

#[tokio::test]
async fn an_account_that_never_gets_credentials_ends_its_run() {
    let keys = Keys::default();
    keys.set("acme", Err(Error::permanent("it has cancelled")));
    let bench = keys.bench();
    let mut app = bench.start().await;
    let run = order_of(&app, "acme", 1).await;
    let ended = app.ended(run).await;
    assert_eq!(ended.summary.status, RunStatus::UnresolvedAuth);
    let error = format!("{:#}", ended.error.unwrap());
    assert!(error.ends_with("it has cancelled"), "{error}");
    app.stop().await;
}

#[tokio::test]
async fn a_run_of_no_account_works_with_the_apps_own_client_or_says_that_there_is_none() {
    let mut bench = Keys::default().bench();
    let mut app = bench.start().await;
    let run = app.order(1).await;
    let ended = app.ended(run).await;
    assert_eq!(ended.summary.status, RunStatus::UnresolvedAuth);
    let error = ended.error.unwrap().to_string();
    assert!(error.contains("`.integration(Till…)`"), "{error}");
    app.stop().await;

    bench.integrations.add(Till("own".to_owned()));
    let mut app = bench.start().await;
    let run = app.order(2).await;
    app.waiting(run).await;
    bench.clock.advance(HOUR);
    assert_eq!(app.ended(run).await.output, Some(json!("own own")));
    app.stop().await;
}

#[tokio::test]
async fn a_run_does_not_wait_for_its_account_longer_than_its_job_may_take() {
    #[job(trigger = OrderPlaced, timeout = "1m")]
    async fn rings_soon(_order: OrderPlaced, till: Till) -> Result<String> {
        Ok(till.0)
    }

    let mut bench = Keys::default().bench();
    bench.jobs = jobs![rings_soon].into_iter().collect();
    let mut app = bench.start().await;
    let run = order_of(&app, "acme", 1).await;
    app.waiting(run).await;
    bench.clock.advance(Duration::from_secs(60));
    assert_eq!(app.ended(run).await.summary.status, RunStatus::TimedOut);
    app.stop().await;
}
