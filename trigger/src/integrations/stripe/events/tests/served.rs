//! Every event over a running server: signed, sent to the source's URL, and heard by its job.

use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use serde::de::DeserializeOwned;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};
use tokio::sync::oneshot;

use super::{declared, examples, singles};
use crate::engine::{Conduct, Database, Embedded, Engine, Registry, Settings};
use crate::error::Result;
use crate::integrations::stripe::{Stripe, sign};
use crate::job::{Arguments, Integrations, Job, JobDef, JobMeta, Need, Trigger};
use crate::record::{DeliveryQuery, RunQuery};
use crate::run::RunStatus;
use crate::seal::Keyring;
use crate::server::{Limits, router};
use crate::spec::EventSpec;
use crate::time::Clock;

/// A job that an event starts, and that returns what it heard.
pub(in super::super::super) struct On<E>(PhantomData<fn() -> E>);

impl<E> Job for On<E>
where
    E: EventSpec + Trigger,
    E::Payload: DeserializeOwned + Send + 'static,
{
    type Payload = E::Payload;
    type Trigger = E;
    type Outcome = Result<String>;

    const META: JobMeta = JobMeta::new(E::META.names[0], E::META.names[0], "1.0.0");

    fn needs() -> Vec<Need> {
        Vec::new()
    }

    async fn call(_: E::Payload, arguments: Arguments) -> Result<Box<RawValue>> {
        Ok(to_raw_value(&arguments.context.event.name)?)
    }
}

const SECRET: &str = "whsec_1";

/// A server over a database of its own, with the given jobs.
struct Server {
    engine: Arc<Embedded>,
    clock: Clock,
    url: String,
    stop: oneshot::Sender<()>,
    _folder: tempfile::TempDir,
}

impl Server {
    async fn start(jobs: &[JobDef]) -> Self {
        let mut integrations = Integrations::default();
        integrations.add(Stripe::new("sk_test_1").webhook_secret(SECRET));
        let registry = Registry::new(jobs, integrations).expect("an app");
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Clock::manual("2026-08-01T00:00:00Z".parse().expect("a time"));
        let settings = Settings {
            database: Database::File(folder.path().join("test.db")),
            keyring: Keyring::of([7; 32]),
            public_url: Some("https://app.example".to_owned()),
            slots: 8,
            grace: Duration::ZERO,
            lease: Duration::from_secs(15),
            retention: Duration::MAX,
            clock: clock.clone(),
            conduct: Conduct::default(),
        };
        let engine = Embedded::open(registry, settings).await;
        let engine = Arc::new(engine.expect("an engine"));
        let (stop, stopped) = oneshot::channel::<()>();
        let served = Arc::clone(&engine);
        tokio::spawn(async move {
            let stopped = Box::pin(async {
                let _ = stopped.await;
            });
            served.serve(stopped).await.expect("it serves");
        });
        let router = router(Arc::clone(&engine) as _, clock.clone(), Limits::default());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("a port");
        let address = listener.local_addr().expect("its address");
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            engine,
            clock,
            url: format!("http://{address}/sources/stripe.webhook"),
            stop,
            _folder: folder,
        }
    }

    /// Sends an event about an object as Stripe does; gives the status of the answer.
    async fn deliver(&self, http: &reqwest::Client, name: &str, object: &Value) -> u16 {
        let body = json!({
            "id": format!("evt_{}", name.replace('.', "_")),
            "object": "event",
            "api_version": "2026-07-29.dahlia",
            "created": self.clock.now().as_second(),
            "data": { "object": object },
            "livemode": false,
            "type": name,
        })
        .to_string();
        let secret = SecretString::from(SECRET);
        let signature = sign(&secret, self.clock.now(), body.as_bytes()).expect("a secret");
        let request = http
            .post(&self.url)
            .header("stripe-signature", signature)
            .body(body);
        request.send().await.expect("an answer").status().as_u16()
    }

    /// What came of each job's run, once all runs are finished.
    async fn outcomes(&self) -> BTreeMap<String, (RunStatus, Option<Value>)> {
        let query = RunQuery {
            limit: 1000,
            ..RunQuery::default()
        };
        let mut progress = self.engine.progress();
        loop {
            let runs = self.engine.runs(query.clone()).await.expect("the runs");
            if runs.iter().any(|run| !run.status.is_finished()) {
                // Whatever is told, and also if so much was told that some of it was missed.
                let _ = progress.recv().await;
                continue;
            }
            let mut outcomes = BTreeMap::new();
            for run in runs {
                let record = self.engine.run(run.id).await.expect("the store");
                let output = record.expect("the run").output;
                let earlier = outcomes.insert(run.job, (run.status, output));
                assert_eq!(earlier, None, "one event started a job twice");
            }
            return outcomes;
        }
    }
}

/// The client's TLS, which is not used here, needs a provider all the same.
fn http() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

#[tokio::test]
async fn every_event_starts_the_job_that_waits_for_it_and_no_other() {
    let singles = singles();
    let jobs: Vec<_> = singles.values().map(|event| event.job).collect();
    let server = Server::start(&jobs).await;
    let http = http();
    let examples: BTreeMap<_, _> = examples()
        .map(|(event, _, payload)| (event.handle, payload))
        .collect();
    for (name, event) in &singles {
        let least = json!({ "id": "obj_1" });
        let object = examples.get(event.handle).unwrap_or(&least);
        assert_eq!(server.deliver(&http, name, object).await, 200, "{name}");
    }
    let outcomes = server.outcomes().await;
    let heard = |name: &&str| {
        let heard = (RunStatus::Completed, Some(json!(name)));
        ((*name).to_owned(), heard)
    };
    let expected: BTreeMap<_, _> = singles.keys().map(heard).collect();
    assert_eq!(outcomes, expected);
    let _ = server.stop.send(());
}

#[tokio::test]
async fn an_event_of_an_unknown_type_is_kept_and_shown_and_starts_nothing() {
    let job = declared().next().expect("an event").job;
    let server = Server::start(&[job]).await;
    let object = json!({ "id": "ship_1", "landed": true });
    let status = server.deliver(&http(), "spaceship.landed", &object).await;
    assert_eq!(status, 200);
    assert_eq!(server.outcomes().await, BTreeMap::new());
    let query = DeliveryQuery::default();
    let deliveries = server.engine.deliveries(query).await.expect("the store");
    let shown = serde_json::to_value(&deliveries).expect("JSON");
    assert_eq!(shown[0]["verdict"], "accepted", "{shown}");
    assert_eq!(shown[0]["events"][0]["name"], "spaceship.landed", "{shown}");
    let _ = server.stop.send(());
}
