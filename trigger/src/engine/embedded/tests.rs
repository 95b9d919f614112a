//! The engine's behaviour, on a real database and on virtual time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::{broadcast, oneshot};
use tokio::task::JoinHandle;

use super::*;
use crate::engine::{Engine, Progress, Publish, Registry};
use crate::job::{Concurrency, Integrations, JobDef, JobOptions};
use crate::record::TaskStatus;
use crate::run::{Attempt, RunStatus};
use crate::time::add;
use crate::{Error, Io, Result, event_spec, job, jobs, task};

const HOUR: Duration = Duration::from_secs(3600);

/// An app that can be started and stopped over one database and one clock.
struct Bench {
    folder: TempDir,
    clock: Clock,
    jobs: Vec<JobDef>,
}

impl Bench {
    fn new(jobs: impl IntoIterator<Item = JobDef>) -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            clock: Clock::manual("2026-01-01T00:00:00Z".parse().unwrap()),
            jobs: jobs.into_iter().collect(),
        }
    }

    async fn open(&self) -> Embedded {
        let registry = Registry::new(&self.jobs, Integrations::default()).unwrap();
        let settings = Settings {
            database: self.folder.path().join("test.db"),
            keyring: Keyring::parse(&"ab".repeat(32).into()).unwrap(),
            public_url: None,
            slots: 8,
            grace: Duration::ZERO,
            clock: self.clock.clone(),
        };
        Embedded::open(registry, settings).await.unwrap()
    }

    async fn start(&self) -> Running {
        let engine = Arc::new(self.open().await);
        let (stop, stopped) = oneshot::channel::<()>();
        let served = Arc::clone(&engine);
        let serve = tokio::spawn(async move {
            let shutdown = Box::pin(async {
                let _ = stopped.await;
            });
            served.serve(shutdown).await.unwrap();
        });
        Running {
            progress: engine.progress(),
            engine,
            stop,
            serve,
        }
    }

    /// Whether some bytes stand anywhere in the database's files.
    fn holds(&self, bytes: &[u8]) -> bool {
        let mut files = std::fs::read_dir(self.folder.path()).unwrap();
        files.any(|file| {
            let content = std::fs::read(file.unwrap().path()).unwrap_or_default();
            content.windows(bytes.len()).any(|part| part == bytes)
        })
    }
}

struct Running {
    engine: Arc<Embedded>,
    progress: broadcast::Receiver<Progress>,
    stop: oneshot::Sender<()>,
    serve: JoinHandle<()>,
}

impl Running {
    /// Sends an order and gives the run that it started.
    async fn order(&self, id: u32) -> RunId {
        let payload = serde_json::value::to_raw_value(&json!({ "id": id })).unwrap();
        let event = Publish {
            name: "order.placed".to_owned(),
            payload,
            id: None,
        };
        let sent = self.engine.publish(event).await.unwrap();
        sent.runs[0]
    }

    /// What happens next. That nothing does for so long is a failure, not a matter of time.
    async fn next(&mut self) -> Progress {
        let next = tokio::time::timeout(Duration::from_secs(30), self.progress.recv());
        next.await.expect("something happens").unwrap()
    }

    /// Waits until a run rests, and says how.
    async fn rest(&mut self, awaited: RunId) -> RunStatus {
        loop {
            match self.next().await {
                Progress::Rested { run, status, .. } if run == awaited => return status,
                _ => {}
            }
        }
    }

    /// Waits until a line is recorded.
    async fn said(&mut self, message: &str) {
        loop {
            match self.next().await {
                Progress::Line { line, .. } if line.message == message => return,
                _ => {}
            }
        }
    }

    async fn record(&self, run: RunId) -> RunRecord {
        self.engine.run(run).await.unwrap().unwrap()
    }

    /// An order's run, once it rests.
    async fn run(&mut self, id: u32) -> RunRecord {
        let run = self.order(id).await;
        self.rest(run).await;
        self.record(run).await
    }

    async fn stop(self) {
        self.stop.send(()).unwrap();
        self.serve.await.unwrap();
    }
}

/// An order was placed.
#[event_spec(name = "order.placed")]
#[derive(Clone, Debug, Serialize, Deserialize)]
struct OrderPlaced {
    id: u32,
}

#[task]
async fn double(number: u32) -> Result<u32> {
    Ok(number * 2)
}

#[tokio::test]
async fn a_run_completes_and_keeps_what_its_tasks_returned() {
    #[job(trigger = OrderPlaced)]
    async fn doubles(order: OrderPlaced, io: Io) -> Result<u32> {
        io.log().info("doubling", json!({ "id": order.id }));
        let doubled = io.run("double", double(order.id)).await?;
        io.run(("add", 1), || async { Ok::<_, Error>(doubled + 1) })
            .await
    }

    let bench = Bench::new(jobs![doubles]);
    let mut app = bench.start().await;
    let run = app.run(21).await;
    assert_eq!(run.summary.status, RunStatus::Completed);
    assert_eq!(run.output, Some(json!(43)));
    let tasks = run.tasks.iter();
    let tasks: Vec<_> = tasks
        .map(|task| (task.path.to_string(), task.output.clone()))
        .collect();
    let expected = [("double", 42), ("add[1]", 43)];
    assert_eq!(
        tasks,
        expected.map(|(key, output)| (key.to_owned(), Some(json!(output))))
    );
    assert_eq!(run.log[0].line.message, "doubling");
    app.stop().await;
}

#[tokio::test]
async fn a_run_that_was_let_go_of_goes_on_without_its_finished_tasks() {
    static FIRST: AtomicU32 = AtomicU32::new(0);
    static SECOND: AtomicU32 = AtomicU32::new(0);

    #[job(trigger = OrderPlaced)]
    async fn stalls(order: OrderPlaced, io: Io) -> Result<u32> {
        let first = io
            .run("first", || async {
                Ok::<_, Error>(FIRST.fetch_add(1, SeqCst))
            })
            .await?;
        io.run("second", || async {
            io.log().info("second began", ());
            if SECOND.fetch_add(1, SeqCst) == 0 {
                std::future::pending::<()>().await;
            }
            Ok::<_, Error>(())
        })
        .await?;
        Ok(order.id + first)
    }

    let bench = Bench::new(jobs![stalls]);
    let mut app = bench.start().await;
    let run = app.order(7).await;
    app.said("second began").await;
    app.stop().await;

    let mut app = bench.start().await;
    assert_eq!(app.rest(run).await, RunStatus::Completed);
    assert_eq!(app.record(run).await.output, Some(json!(7)));
    assert_eq!(FIRST.load(SeqCst), 1);
    assert_eq!(SECOND.load(SeqCst), 2);
    app.stop().await;
}

#[tokio::test]
async fn a_waiting_run_is_put_away_and_comes_back_by_its_time() {
    static BEFORE: AtomicU32 = AtomicU32::new(0);

    #[job(trigger = OrderPlaced)]
    async fn reminds(_order: OrderPlaced, io: Io) -> Result<()> {
        io.run("before", || async {
            BEFORE.fetch_add(1, SeqCst);
            Ok::<_, Error>(())
        })
        .await?;
        io.log().info("waiting", ());
        io.wait("a-day", 24 * HOUR).await?;
        io.log().info("waited", ());
        Ok(())
    }

    let bench = Bench::new(jobs![reminds]);
    let mut app = bench.start().await;
    let run = app.order(1).await;
    assert_eq!(app.rest(run).await, RunStatus::Waiting);
    let due = add(bench.clock.now(), 24 * HOUR);
    assert_eq!(app.record(run).await.summary.wake_at, Some(due));

    // It survives a restart, and its time does not start again.
    app.stop().await;
    bench.clock.advance(23 * HOUR);
    let mut app = bench.start().await;
    bench.clock.advance(HOUR);
    assert_eq!(app.rest(run).await, RunStatus::Completed);
    assert_eq!(BEFORE.load(SeqCst), 1);
    let log = app.record(run).await.log;
    let said: Vec<_> = log.iter().map(|record| &*record.line.message).collect();
    assert_eq!(said, ["waiting", "waited"], "a replayed line is kept once");
    app.stop().await;
}

#[tokio::test]
async fn a_failed_task_is_tried_again_as_its_policy_says() {
    static KEYS: std::sync::Mutex<Vec<String>> = std::sync::Mutex::new(Vec::new());

    #[task(retry(limit = 3, min = "10m", factor = 3.0, jitter = false))]
    async fn flaky() -> Result<u32> {
        let attempt = Attempt::current().expect("a task is executing");
        KEYS.lock().unwrap().push(attempt.idempotency_key);
        match attempt.number {
            3 => Ok(attempt.number),
            _ => Err(Error::new("not yet")),
        }
    }

    #[job(trigger = OrderPlaced)]
    async fn retries(_order: OrderPlaced, io: Io) -> Result<u32> {
        io.run("flaky", flaky()).await
    }

    let bench = Bench::new(jobs![retries]);
    let mut app = bench.start().await;
    let run = app.order(1).await;
    for minutes in [10, 30] {
        assert_eq!(app.rest(run).await, RunStatus::Waiting);
        let task = app.record(run).await.tasks.remove(0);
        assert_eq!(task.status, TaskStatus::Retrying);
        assert_eq!(task.error, Some(Error::new("not yet")));
        bench.clock.advance(Duration::from_secs(minutes * 60));
    }
    assert_eq!(app.rest(run).await, RunStatus::Completed);
    assert_eq!(app.record(run).await.tasks[0].attempts, 3);
    let keys = KEYS.lock().unwrap().clone();
    assert_eq!(keys.len(), 3);
    assert!(
        keys.iter().all(|key| *key == keys[0]),
        "one key for all attempts"
    );
    app.stop().await;
}

#[tokio::test]
async fn an_error_that_no_retry_can_mend_fails_at_once() {
    #[task]
    async fn refused() -> Result<()> {
        Err(Error::permanent("no such price"))
    }

    #[job(trigger = OrderPlaced)]
    async fn gives_up(_order: OrderPlaced, io: Io) -> Result<()> {
        io.run("refused", refused()).await
    }

    let bench = Bench::new(jobs![gives_up]);
    let mut app = bench.start().await;
    let run = app.run(1).await;
    assert_eq!(run.summary.status, RunStatus::Failed);
    assert_eq!(run.error, Some(Error::permanent("no such price")));
    assert_eq!(run.tasks[0].attempts, 1);
    app.stop().await;
}

#[tokio::test]
async fn a_task_that_takes_too_long_fails_its_attempt() {
    #[task(timeout = "1h", retry(limit = 1))]
    async fn hangs() -> Result<()> {
        Io::new().log().info("hanging", ());
        std::future::pending().await
    }

    #[job(trigger = OrderPlaced)]
    async fn times_out(_order: OrderPlaced, io: Io) -> Result<()> {
        io.run("hangs", hangs()).await
    }

    let bench = Bench::new(jobs![times_out]);
    let mut app = bench.start().await;
    let run = app.order(1).await;
    app.said("hanging").await;
    bench.clock.advance(HOUR);
    assert_eq!(app.rest(run).await, RunStatus::Failed);
    let error = app.record(run).await.error.unwrap().to_string();
    assert!(error.contains("longer than 3600s"), "{error}");
    app.stop().await;
}

#[tokio::test]
async fn a_key_used_twice_is_an_error_that_names_both_places() {
    #[job(trigger = OrderPlaced)]
    async fn repeats(order: OrderPlaced, io: Io) -> Result<u32> {
        let key = "double".to_owned();
        io.run(key.clone(), double(order.id)).await?;
        io.run(key, double(1)).await
    }

    let bench = Bench::new(jobs![repeats]);
    let mut app = bench.start().await;
    let error = app.run(3).await.error.unwrap().to_string();
    assert!(error.contains("`double` is used twice"), "{error}");
    assert_eq!(error.matches("tests.rs:").count(), 2, "{error}");
    app.stop().await;
}

#[tokio::test]
async fn tasks_can_be_joined_and_the_longest_wait_decides() {
    #[job(trigger = OrderPlaced)]
    async fn joins(order: OrderPlaced, io: Io) -> Result<u32> {
        let (doubled, short, long) = tokio::join!(
            io.run("double", double(order.id)),
            io.wait("short", HOUR),
            io.wait("long", 2 * HOUR),
        );
        short.and(long)?;
        doubled
    }

    let bench = Bench::new(jobs![joins]);
    let mut app = bench.start().await;
    let run = app.order(4).await;
    assert_eq!(app.rest(run).await, RunStatus::Waiting);
    bench.clock.advance(HOUR);
    assert_eq!(app.rest(run).await, RunStatus::Waiting);
    bench.clock.advance(HOUR);
    assert_eq!(app.rest(run).await, RunStatus::Completed);
    assert_eq!(app.record(run).await.output, Some(json!(8)));
    app.stop().await;
}

#[tokio::test]
async fn a_wait_can_race_a_task() {
    #[job(trigger = OrderPlaced)]
    async fn races(_order: OrderPlaced, io: Io) -> Result<&'static str> {
        let slow = io.run("slow", || async {
            io.log().info("slow began", ());
            std::future::pending::<()>().await;
            Ok::<_, Error>(())
        });
        tokio::select! {
            done = slow => done.map(|()| "slow"),
            waited = io.wait("patience", HOUR) => waited.map(|()| "patience"),
        }
    }

    let bench = Bench::new(jobs![races]);
    let mut app = bench.start().await;
    let run = app.order(1).await;
    app.said("slow began").await;
    // The wait is committed before the clock is moved past it.
    while app.record(run).await.tasks.is_empty() {
        tokio::task::yield_now().await;
    }
    bench.clock.advance(HOUR);
    assert_eq!(app.rest(run).await, RunStatus::Completed);
    assert_eq!(app.record(run).await.output, Some(json!("patience")));
    app.stop().await;
}

#[tokio::test]
async fn tasks_nest_and_a_wait_within_a_task_puts_the_run_away() {
    #[job(trigger = OrderPlaced)]
    async fn nests(order: OrderPlaced, io: Io) -> Result<u32> {
        io.run("outer", || async {
            let inner = io.run("inner", double(order.id)).await?;
            io.wait("pause", HOUR).await?;
            Ok::<_, Error>(inner + 1)
        })
        .await
    }

    let bench = Bench::new(jobs![nests]);
    let mut app = bench.start().await;
    let run = app.order(5).await;
    assert_eq!(app.rest(run).await, RunStatus::Waiting);
    bench.clock.advance(HOUR);
    assert_eq!(app.rest(run).await, RunStatus::Completed);
    let run = app.record(run).await;
    assert_eq!(run.output, Some(json!(11)));
    let mut paths: Vec<_> = run.tasks.iter().map(|task| task.path.to_string()).collect();
    paths.sort();
    assert_eq!(paths, ["outer", "outer / inner", "outer / pause"]);
    app.stop().await;
}

#[tokio::test]
async fn io_in_a_spawned_task_is_refused() {
    #[job(trigger = OrderPlaced)]
    async fn spawns(order: OrderPlaced, io: Io) -> Result<u32> {
        let spawned = tokio::spawn(async move { io.run("double", double(order.id)).await });
        spawned.await?
    }

    let bench = Bench::new(jobs![spawns]);
    let mut app = bench.start().await;
    let error = app.run(1).await.error.unwrap().to_string();
    assert!(error.contains("not in a spawned task"), "{error}");
    app.stop().await;
}

#[tokio::test]
async fn a_panic_fails_the_run_and_nothing_else() {
    #[job(trigger = OrderPlaced)]
    async fn panics(order: OrderPlaced, io: Io) -> Result<u32> {
        assert!(order.id != 1, "order one");
        io.run("double", double(order.id)).await
    }

    let bench = Bench::new(jobs![panics]);
    let mut app = bench.start().await;
    let failed = app.run(1).await;
    assert_eq!(failed.summary.status, RunStatus::Failed);
    assert_eq!(
        failed.error.unwrap().to_string(),
        "the job panicked: order one"
    );
    assert_eq!(app.run(2).await.output, Some(json!(4)));
    app.stop().await;
}

#[tokio::test]
async fn a_sealed_output_is_nowhere_in_the_clear_and_comes_back_whole() {
    #[task(sealed)]
    async fn secret() -> Result<String> {
        Ok("whsec_canary".to_owned())
    }

    #[job(trigger = OrderPlaced)]
    async fn keeps_a_secret(_order: OrderPlaced, io: Io) -> Result<usize> {
        let secret = io.run("secret", secret()).await?;
        io.wait("an-hour", HOUR).await?;
        assert_eq!(secret, "whsec_canary");
        Ok(secret.len())
    }

    let bench = Bench::new(jobs![keeps_a_secret]);
    let mut app = bench.start().await;
    let run = app.order(1).await;
    app.rest(run).await;
    bench.clock.advance(HOUR);
    assert_eq!(app.rest(run).await, RunStatus::Completed);
    let record = app.record(run).await;
    assert!(
        record
            .tasks
            .iter()
            .any(|task| task.sealed && task.output.is_none())
    );
    app.stop().await;
    assert!(
        bench.holds(b"keeps-a-secret"),
        "the database is what is searched"
    );
    assert!(!bench.holds(b"whsec_canary"));
}

#[tokio::test]
async fn an_event_that_a_run_sends_starts_its_jobs_once() {
    #[event_spec(name = "order.paid")]
    #[derive(Clone, Debug, Serialize, Deserialize)]
    struct OrderPaid {
        id: u32,
    }

    #[job(trigger = OrderPlaced)]
    async fn pays(order: OrderPlaced, io: Io) -> Result<usize> {
        let sent = io.send_event("paid", OrderPaid { id: order.id }).await?;
        io.wait("an-hour", HOUR).await?;
        Ok(sent.runs.len())
    }

    #[job(trigger = OrderPaid)]
    async fn thanks(_order: OrderPaid) -> Result<()> {
        Ok(())
    }

    let bench = Bench::new(jobs![pays, thanks]);
    let mut app = bench.start().await;
    let run = app.order(1).await;
    assert_eq!(app.rest(run).await, RunStatus::Waiting);
    bench.clock.advance(HOUR);
    assert_eq!(app.rest(run).await, RunStatus::Completed);
    assert_eq!(app.record(run).await.output, Some(json!(1)));
    let query = RunQuery {
        job: Some("thanks".to_owned()),
        limit: 10,
        ..RunQuery::default()
    };
    assert_eq!(app.engine.runs(query).await.unwrap().len(), 1);
    app.stop().await;
}

#[tokio::test]
async fn a_payload_that_does_not_fit_is_recorded_and_never_executes() {
    #[job(trigger = OrderPlaced)]
    async fn never_runs(_order: OrderPlaced) -> Result<()> {
        panic!("executed");
    }

    let bench = Bench::new(jobs![never_runs]);
    let app = bench.start().await;
    let event = Publish {
        name: "order.placed".to_owned(),
        payload: serde_json::from_str(r#"{ "id": "one" }"#).unwrap(),
        id: None,
    };
    let sent = app.engine.publish(event).await.unwrap();
    let run = app.record(sent.runs[0]).await;
    assert_eq!(run.summary.status, RunStatus::InvalidPayload);
    let error = run.error.unwrap().to_string();
    assert!(error.contains("`/id`"), "{error}");
    app.stop().await;
}

#[tokio::test]
async fn an_event_id_that_is_known_starts_nothing() {
    #[job(trigger = OrderPlaced)]
    async fn counts(_order: OrderPlaced) -> Result<()> {
        Ok(())
    }

    let bench = Bench::new(jobs![counts]);
    let app = bench.start().await;
    let publish = || Publish {
        name: "order.placed".to_owned(),
        payload: serde_json::from_str(r#"{ "id": 1 }"#).unwrap(),
        id: Some("once".to_owned()),
    };
    assert_eq!(app.engine.publish(publish()).await.unwrap().runs.len(), 1);
    assert_eq!(app.engine.publish(publish()).await.unwrap().runs, []);
    app.stop().await;
}

#[tokio::test]
async fn a_filter_leaves_events_out() {
    #[job(trigger = OrderPlaced, filter = |order| order.id > 10 && order.id % 2 == 0)]
    async fn even_and_large(_order: OrderPlaced) -> Result<()> {
        Ok(())
    }

    let bench = Bench::new(jobs![even_and_large]);
    let app = bench.start().await;
    for (id, starts) in [(11, 0), (8, 0), (12, 1)] {
        let event = Publish {
            name: "order.placed".to_owned(),
            payload: serde_json::value::to_raw_value(&json!({ "id": id })).unwrap(),
            id: None,
        };
        let sent = app.engine.publish(event).await.unwrap();
        assert_eq!(sent.runs.len(), starts, "order {id}");
    }
    app.stop().await;
}

#[tokio::test]
async fn a_worker_that_lost_its_run_writes_nothing_more() {
    static EXECUTED: AtomicU32 = AtomicU32::new(0);

    #[job(trigger = OrderPlaced)]
    async fn is_taken_over(_order: OrderPlaced, io: Io) -> Result<u32> {
        io.run("task", || async {
            io.log().info("executing", ());
            let first = EXECUTED.fetch_add(1, SeqCst) == 0;
            if first {
                HELD.notified().await;
            }
            Ok::<_, Error>(if first { 1 } else { 2 })
        })
        .await
    }
    static HELD: tokio::sync::Notify = tokio::sync::Notify::const_new();

    let bench = Bench::new(jobs![is_taken_over]);
    let mut stale = bench.start().await;
    let run = stale.order(1).await;
    stale.said("executing").await;

    // The first worker is declared gone while it still executes; a second one takes the run over.
    let fresh = bench.start().await;
    let core = &fresh.engine.core;
    let gone = vec![stale.engine.core.worker];
    core.store
        .bury(gone, core.worker, bench.clock.now())
        .await
        .unwrap();
    core.queued.notify_one();
    // Either of them may be the next to take it; what was begun before is refused all the same.
    while !fresh.record(run).await.summary.status.is_finished() {
        tokio::task::yield_now().await;
    }
    HELD.notify_one();
    stale.stop().await;
    assert_eq!(fresh.record(run).await.output, Some(json!(2)));
    fresh.stop().await;
}

#[tokio::test]
async fn a_run_whose_job_is_gone_is_put_away_and_not_lost() {
    #[job(trigger = OrderPlaced)]
    async fn is_removed(_order: OrderPlaced) -> Result<()> {
        Ok(())
    }

    let bench = Bench::new(jobs![is_removed]);
    let event = Publish {
        name: "order.placed".to_owned(),
        payload: serde_json::from_str(r#"{ "id": 1 }"#).unwrap(),
        id: None,
    };
    let run = bench.open().await.publish(event).await.unwrap().runs[0];

    let without = Bench {
        jobs: Vec::new(),
        ..bench
    };
    let mut app = without.start().await;
    assert_eq!(app.rest(run).await, RunStatus::Waiting);
    app.stop().await;
}

#[tokio::test]
async fn two_processes_share_a_database_and_wake_each_other() {
    #[job(trigger = OrderPlaced)]
    async fn is_shared(order: OrderPlaced, io: Io) -> Result<u32> {
        io.run("double", double(order.id)).await
    }

    let bench = Bench::new(jobs![is_shared]);
    let mut serving = bench.start().await;
    // It has found its queue empty and waits to be woken.
    let first = serving.run(1).await;
    assert_eq!(first.summary.status, RunStatus::Completed);
    let sending = bench.open().await;
    let event = Publish {
        name: "order.placed".to_owned(),
        payload: serde_json::from_str(r#"{ "id": 2 }"#).unwrap(),
        id: None,
    };
    let run = sending.publish(event).await.unwrap().runs[0];
    assert_eq!(serving.rest(run).await, RunStatus::Completed);
    assert_eq!(serving.record(run).await.output, Some(json!(4)));
    serving.stop().await;
}

#[tokio::test]
async fn a_tried_job_is_seen_through_its_waits_and_retries() {
    static TRIED: AtomicU32 = AtomicU32::new(0);

    #[job(trigger = OrderPlaced)]
    async fn is_tried(_order: OrderPlaced, io: Io) -> Result<()> {
        io.wait("an-hour", HOUR).await?;
        io.run("flaky", || async {
            match TRIED.fetch_add(1, SeqCst) {
                0 => Err(Error::new("not yet").with_retry(crate::Retry::After(HOUR))),
                _ => Ok(()),
            }
        })
        .await
    }

    let bench = Bench::new(jobs![is_tried]);
    let engine = Arc::new(bench.open().await);
    let mut progress = engine.progress();
    let tried = Arc::clone(&engine);
    let payload = serde_json::from_str(r#"{ "id": 1 }"#).unwrap();
    let tried = tokio::spawn(async move { tried.try_job("is-tried", payload).await.unwrap() });
    for _ in 0..2 {
        while !matches!(progress.recv().await, Ok(Progress::Rested { .. })) {}
        bench.clock.advance(HOUR);
    }
    let run = engine.run(tried.await.unwrap()).await.unwrap().unwrap();
    assert_eq!(run.summary.status, RunStatus::Completed);
    assert_eq!(run.summary.wake_at, None);
}

/// Makes the job a scheduled one, whatever its attribute says.
fn every_hour<const N: usize>(mut jobs: [JobDef; N]) -> [JobDef; N] {
    jobs[0].binding = || crate::job::Binding::Schedule(crate::Schedule::Every(HOUR));
    jobs
}

#[tokio::test]
async fn a_schedule_ticks_at_its_times_once_and_skips_what_was_missed() {
    #[event_spec(name = "tick")]
    #[derive(Clone, Debug, Serialize, Deserialize)]
    struct Ticked {
        ts: Timestamp,
        last_ts: Option<Timestamp>,
    }

    #[job(trigger = Ticked)]
    async fn is_scheduled(tick: Ticked) -> Result<(Timestamp, Option<Timestamp>)> {
        Ok((tick.ts, tick.last_ts))
    }

    /// Waits until the schedule's next tick is at a time, and that many runs have ended.
    async fn until(app: &Running, next_at: Timestamp, runs: usize) {
        let query = || RunQuery {
            status: Some(RunStatus::Completed),
            limit: 10,
            ..RunQuery::default()
        };
        let ready = async {
            loop {
                let due = app.engine.core.store.due("is-scheduled").await.unwrap();
                let ended = app.engine.runs(query()).await.unwrap().len();
                if due.is_some_and(|due| due.next_at == next_at) && ended == runs {
                    return;
                }
            }
        };
        let ready = tokio::time::timeout(Duration::from_secs(30), ready);
        ready.await.expect("the schedule ticks");
    }

    async fn newest(app: &Running) -> Value {
        let query = RunQuery {
            limit: 1,
            ..RunQuery::default()
        };
        let newest = app.engine.runs(query).await.unwrap().remove(0);
        app.record(newest.id).await.output.unwrap()
    }

    let bench = Bench::new(every_hour(jobs![is_scheduled]));
    let start = bench.clock.now();
    let at = |half_hours: u32| add(start, HOUR / 2 * half_hours);
    // Two processes, and each tick fires once.
    let app = bench.start().await;
    let other = bench.start().await;
    until(&app, at(2), 0).await;
    bench.clock.advance(HOUR);
    until(&app, at(4), 1).await;
    assert_eq!(newest(&app).await, json!([at(2), null]));
    bench.clock.advance(HOUR);
    until(&app, at(6), 2).await;
    assert_eq!(newest(&app).await, json!([at(4), at(2)]));
    other.stop().await;
    app.stop().await;

    // Nobody serves at 3, 4 and 5; at half past five it begins anew.
    bench.clock.advance(HOUR / 2 * 7);
    let app = bench.start().await;
    until(&app, at(13), 2).await;
    bench.clock.advance(HOUR);
    until(&app, at(15), 3).await;
    assert_eq!(newest(&app).await, json!([at(13), at(4)]));
    app.stop().await;
}

/// A job under other options than its attribute gives it.
fn with<const N: usize>(mut jobs: [JobDef; N], options: JobOptions) -> [JobDef; N] {
    jobs[0].options = options;
    jobs
}

#[tokio::test]
async fn no_more_runs_execute_at_once_than_the_job_allows_and_the_rest_follow_in_order() {
    static EXECUTING: AtomicU32 = AtomicU32::new(0);
    static GATE: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(0);

    #[job(trigger = OrderPlaced)]
    async fn two_at_once(order: OrderPlaced, io: Io) -> Result<u32> {
        assert!(EXECUTING.fetch_add(1, SeqCst) < 2, "a third one executes");
        io.log().info("executing", ());
        GATE.acquire().await?.forget();
        EXECUTING.fetch_sub(1, SeqCst);
        Ok(order.id)
    }

    let options = JobOptions::DEFAULT.concurrency(Concurrency::new(2));
    let bench = Bench::new(with(jobs![two_at_once], options));
    let mut app = bench.start().await;
    let mut runs = Vec::new();
    for id in 0..5 {
        runs.push(app.order(id).await);
    }
    app.said("executing").await;
    app.said("executing").await;
    GATE.add_permits(5);
    for run in &runs[..] {
        // Whichever of two ends first, all end.
        while !app.record(*run).await.summary.status.is_finished() {
            app.next().await;
        }
        assert_eq!(app.record(*run).await.summary.status, RunStatus::Completed);
    }
    app.stop().await;
}

#[tokio::test]
async fn a_waiting_run_leaves_its_place_to_the_next_one() {
    #[job(trigger = OrderPlaced)]
    async fn one_at_a_time(order: OrderPlaced, io: Io) -> Result<u32> {
        io.wait("an-hour", HOUR).await?;
        Ok(order.id)
    }

    let options = JobOptions::DEFAULT.concurrency(Concurrency::new(1));
    let bench = Bench::new(with(jobs![one_at_a_time], options));
    let mut app = bench.start().await;
    let first = app.order(1).await;
    let second = app.order(2).await;
    assert_eq!(app.rest(first).await, RunStatus::Waiting);
    assert_eq!(app.rest(second).await, RunStatus::Waiting);
    bench.clock.advance(HOUR);
    assert_eq!(app.rest(first).await, RunStatus::Completed);
    assert_eq!(app.rest(second).await, RunStatus::Completed);
    app.stop().await;
}

#[tokio::test]
async fn a_run_that_takes_too_long_is_timed_out_whether_it_executes_or_waits() {
    #[job(trigger = OrderPlaced)]
    async fn takes_long(order: OrderPlaced, io: Io) -> Result<()> {
        if order.id == 1 {
            io.log().info("executing", ());
            std::future::pending::<()>().await;
        }
        io.wait("a-day", 24 * HOUR).await
    }

    let options = JobOptions::DEFAULT.timeout(HOUR);
    let bench = Bench::new(with(jobs![takes_long], options));
    let mut app = bench.start().await;
    let executing = app.order(1).await;
    app.said("executing").await;
    bench.clock.advance(HOUR);
    assert_eq!(app.rest(executing).await, RunStatus::TimedOut);

    let waiting = app.order(2).await;
    assert_eq!(app.rest(waiting).await, RunStatus::Waiting);
    bench.clock.advance(HOUR);
    assert_eq!(app.rest(waiting).await, RunStatus::TimedOut);
    let error = app.record(waiting).await.error.unwrap().to_string();
    assert!(error.contains("longer than 3600s"), "{error}");
    app.stop().await;
}

#[tokio::test]
async fn a_failed_run_is_started_again_and_keeps_its_finished_tasks() {
    static FIRST: AtomicU32 = AtomicU32::new(0);
    static SECOND: AtomicU32 = AtomicU32::new(0);

    #[task(retry(limit = 1))]
    async fn fails_once() -> Result<()> {
        match SECOND.fetch_add(1, SeqCst) {
            0 => Err(Error::new("not yet")),
            _ => Ok(()),
        }
    }

    #[job(trigger = OrderPlaced)]
    async fn is_retried(_order: OrderPlaced, io: Io) -> Result<()> {
        io.run("first", || async {
            Ok::<_, Error>(FIRST.fetch_add(1, SeqCst))
        })
        .await?;
        io.run("second", fails_once()).await
    }

    let retry = crate::RetryPolicy::DEFAULT
        .limit(2)
        .min(HOUR)
        .max(HOUR)
        .jitter(false);
    let bench = Bench::new(with(jobs![is_retried], JobOptions::DEFAULT.retry(retry)));
    let mut app = bench.start().await;
    let run = app.order(1).await;
    assert_eq!(app.rest(run).await, RunStatus::Waiting);
    assert_eq!(app.record(run).await.error, Some(Error::new("not yet")));
    bench.clock.advance(HOUR);
    assert_eq!(app.rest(run).await, RunStatus::Completed);
    assert_eq!(app.record(run).await.error, None);
    assert_eq!((FIRST.load(SeqCst), SECOND.load(SeqCst)), (1, 2));
    app.stop().await;
}

#[tokio::test]
async fn a_failed_run_starts_the_job_that_follows_it() {
    #[job(trigger = OrderPlaced)]
    async fn fails(_order: OrderPlaced) -> Result<()> {
        Err("out of stock".into())
    }

    // Started by nothing but the failure: no event has the name.
    #[event_spec(name = "nothing")]
    #[derive(Clone, Debug, Serialize, Deserialize)]
    struct Failure {
        job: String,
        payload: OrderPlaced,
        error: Error,
    }

    #[job(trigger = Failure)]
    async fn apologizes(failure: Failure, io: Io) -> Result<String> {
        io.log().info("apologizing", ());
        Ok(format!(
            "{} {} {}",
            failure.job, failure.payload.id, failure.error
        ))
    }

    let mut options = JobOptions::DEFAULT;
    options.on_failure = Some("apologizes");
    let bench = Bench::new(with(jobs![fails, apologizes], options));
    let mut app = bench.start().await;
    let failed = app.order(7).await;
    app.said("apologizing").await;
    let apology = loop {
        match app.next().await {
            Progress::Rested { run, .. } if run != failed => break run,
            _ => {}
        }
    };
    assert_eq!(
        app.record(apology).await.output,
        Some(json!("fails 7 out of stock"))
    );
    app.stop().await;
}

#[tokio::test]
async fn a_disabled_job_is_started_by_nothing() {
    #[job(trigger = OrderPlaced)]
    async fn is_off(_order: OrderPlaced) -> Result<()> {
        Ok(())
    }

    let mut jobs = jobs![is_off];
    jobs[0].enabled = || false;
    let bench = Bench::new(jobs);
    let app = bench.start().await;
    let event = Publish {
        name: "order.placed".to_owned(),
        payload: serde_json::from_str(r#"{ "id": 1 }"#).unwrap(),
        id: None,
    };
    assert_eq!(app.engine.publish(event).await.unwrap().runs, []);
    app.stop().await;
}

#[tokio::test]
async fn lines_below_the_jobs_level_are_not_recorded() {
    #[job(trigger = OrderPlaced)]
    async fn is_terse(_order: OrderPlaced, io: Io) -> Result<()> {
        io.log().info("chatter", ());
        io.log().warn("news", ());
        Ok(())
    }

    let options = JobOptions::DEFAULT.log_level(crate::Level::Warn);
    let bench = Bench::new(with(jobs![is_terse], options));
    let mut app = bench.start().await;
    let log = app.run(1).await.log;
    let said: Vec<_> = log.iter().map(|record| &*record.line.message).collect();
    assert_eq!(said, ["news"]);
    app.stop().await;
}

#[test]
fn a_payload_within_its_body_is_not_copied() {
    let body = Bytes::from_static(br#"{"data":{"object":{"id":1}}}"#);
    let object: &RawValue = {
        #[derive(Deserialize)]
        struct Envelope<'a> {
            #[serde(borrow)]
            data: Data<'a>,
        }
        #[derive(Deserialize)]
        struct Data<'a> {
            #[serde(borrow)]
            object: &'a RawValue,
        }
        let envelope: Envelope<'_> = serde_json::from_slice(&body).unwrap();
        envelope.data.object
    };
    let place = place(&body, std::borrow::Cow::Borrowed(object));
    assert!(matches!(place, PayloadPlace::InBody { at: 18, len: 8 }));
    let own: Box<RawValue> = serde_json::from_str("1").unwrap();
    let value: Value = serde_json::from_str(own.get()).unwrap();
    assert_eq!(value, json!(1));
    assert!(matches!(
        super::place(&body, std::borrow::Cow::Owned(own)),
        PayloadPlace::Own(_)
    ));
}
