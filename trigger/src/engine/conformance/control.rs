//! Runs that people cancel, try again, repeat and move on.

use super::*;
use crate::run::WaitsFor;

/// Tells a job's function to go on, and says that it is there.
struct Gate {
    reached: tokio::sync::Notify,
    passable: tokio::sync::Semaphore,
}

impl Gate {
    const fn new() -> Self {
        Self {
            reached: tokio::sync::Notify::const_new(),
            passable: tokio::sync::Semaphore::const_new(0),
        }
    }

    async fn pass(&self) {
        self.reached.notify_one();
        // It is given back, so that the gate stays open.
        let _ = self.passable.acquire().await;
    }

    fn open(&self) {
        self.passable.add_permits(1);
    }
}

fn cancel() -> Action {
    Action::Cancel {
        reason: "no longer wanted".to_owned(),
    }
}

impl Running {
    async fn cancel(&self, run: RunId) -> RunStatus {
        self.engine.change(run, cancel()).await.unwrap()
    }
}

pub(crate) async fn a_run_is_cancelled_at_its_next_await_and_keeps_what_it_did<H: Harness>() {
    static GATE: Gate = Gate::new();
    static AFTER: AtomicU32 = AtomicU32::new(0);

    #[job(trigger = OrderPlaced)]
    async fn is_stopped(order: OrderPlaced, io: Io) -> Result<()> {
        io.run("double", double(order.id)).await?;
        io.log().info("doubled", ());
        GATE.pass().await;
        AFTER.fetch_add(1, SeqCst);
        Ok(())
    }

    let bench = Bench::<H>::new(jobs![is_stopped]);
    let app = bench.start().await;
    let run = app.order(2).await;
    GATE.reached.notified().await;
    assert_eq!(app.cancel(run).await, RunStatus::Cancelled);
    assert_eq!(app.rest(run).await, RunStatus::Cancelled);
    // What it recorded last is kept when it has let go, which may be after its end.
    let mut record = app.record(run).await;
    for _ in 0..10_000 {
        if !record.log.is_empty() {
            break;
        }
        tokio::task::yield_now().await;
        record = app.record(run).await;
    }
    assert_eq!(record.log[0].line.message, "doubled");
    assert_eq!(record.error.unwrap().message(), "no longer wanted");
    assert_eq!(record.tasks[0].output, Some(json!(4)));
    assert!(record.summary.finished_at.is_some());
    GATE.open();
    // An end is an end.
    let again = app.engine.change(run, cancel()).await;
    let cancelled = RunStatus::Cancelled;
    assert!(matches!(again, Err(StoreError::NotNow(status)) if status == cancelled));
    app.stop().await;
    assert_eq!(AFTER.load(SeqCst), 0);
}

pub(crate) async fn a_cancelled_run_lets_the_next_one_of_its_limit_through<H: Harness>() {
    static GATE: Gate = Gate::new();

    #[job(trigger = OrderPlaced, concurrency = 1)]
    async fn is_limited(order: OrderPlaced) -> Result<u32> {
        if order.id == 1 {
            GATE.pass().await;
        }
        Ok(order.id)
    }

    let bench = Bench::<H>::new(jobs![is_limited]);
    let app = bench.start().await;
    let first = app.order(1).await;
    GATE.reached.notified().await;
    let second = app.order(2).await;
    let third = app.order(3).await;
    assert_eq!(app.cancel(second).await, RunStatus::Cancelled);
    app.cancel(first).await;
    assert_eq!(app.rest(third).await, RunStatus::Completed);
    let second = app.record(second).await;
    assert_eq!(second.summary.started_at, None, "it ended in the queue");
    app.stop().await;
}

pub(crate) async fn a_waiting_run_is_cancelled_at_once_and_never_wakes<H: Harness>() {
    #[job(trigger = OrderPlaced)]
    async fn sleeps(_order: OrderPlaced, io: Io) -> Result<()> {
        io.wait("a-day", 24 * HOUR).await
    }

    let bench = Bench::<H>::new(jobs![sleeps]);
    let app = bench.start().await;
    let run = app.order(1).await;
    assert_eq!(app.rest(run).await, RunStatus::Waiting);
    let waiting = app.record(run).await.summary;
    assert_eq!(waiting.waits_for, Some(WaitsFor::Time));
    app.cancel(run).await;
    assert_eq!(app.rest(run).await, RunStatus::Cancelled);
    let cancelled = app.record(run).await.summary;
    assert_eq!((cancelled.wake_at, cancelled.waits_for), (None, None));
    bench.clock.advance(24 * HOUR);
    app.stop().await;
    let app = bench.start().await;
    let status = app.record(run).await.summary.status;
    assert_eq!(status, RunStatus::Cancelled);
    app.stop().await;
}

pub(crate) async fn a_retry_goes_on_from_the_failed_task<H: Harness>() {
    static FIRST: AtomicU32 = AtomicU32::new(0);
    static SECOND: AtomicU32 = AtomicU32::new(0);

    #[job(trigger = OrderPlaced)]
    async fn fails_once(_order: OrderPlaced, io: Io) -> Result<u32> {
        io.run("first", || async {
            Ok::<_, Error>(FIRST.fetch_add(1, SeqCst))
        })
        .await?;
        io.run("second", || async {
            match SECOND.fetch_add(1, SeqCst) {
                0 => Err(Error::permanent("out of paper")),
                n => Ok(n),
            }
        })
        .await
    }

    let bench = Bench::<H>::new(jobs![fails_once]);
    let app = bench.start().await;
    let failed = app.run(1).await;
    assert_eq!(failed.summary.status, RunStatus::Failed);
    let run = failed.summary.id;
    app.engine.change(run, Action::Retry).await.unwrap();
    assert_eq!(app.rest(run).await, RunStatus::Completed);
    let completed = app.record(run).await;
    assert_eq!(completed.output, Some(json!(1)));
    assert!(completed.error.is_none());
    assert_eq!((FIRST.load(SeqCst), SECOND.load(SeqCst)), (1, 2));
    // What has succeeded is not tried again.
    let again = app.engine.change(run, Action::Retry).await;
    assert!(matches!(
        again,
        Err(StoreError::NotNow(RunStatus::Completed))
    ));
    app.stop().await;
}

pub(crate) async fn a_replay_is_a_new_run_of_the_same_or_an_edited_payload_linked_both_ways<
    H: Harness,
>() {
    #[job(trigger = OrderPlaced)]
    async fn is_repeated(order: OrderPlaced, io: Io) -> Result<u32> {
        io.run("double", double(order.id)).await
    }

    let bench = Bench::<H>::new(jobs![is_repeated]);
    let app = bench.start().await;
    let original = app.run(3).await.summary.id;
    let same = app.engine.replay(original, None, None).await.unwrap();
    assert_eq!(app.rest(same).await, RunStatus::Completed);
    let payload = serde_json::from_str(r#"{ "id": 5 }"#).unwrap();
    let edited = app
        .engine
        .replay(original, Some(payload), None)
        .await
        .unwrap();
    assert_eq!(app.rest(edited).await, RunStatus::Completed);
    let payload = serde_json::from_str(r#"{ "id": "five" }"#).unwrap();
    let invalid = app
        .engine
        .replay(original, Some(payload), None)
        .await
        .unwrap();

    let first = app.record(original).await;
    assert_eq!(first.replays, [same, edited, invalid]);
    let (same, edited) = (app.record(same).await, app.record(edited).await);
    assert_eq!(same.summary.replay_of, Some(original));
    assert_eq!(same.summary.event.id, first.summary.event.id);
    assert_eq!(same.output, Some(json!(6)));
    assert_eq!(edited.payload, json!({ "id": 5 }));
    assert_eq!(edited.output, Some(json!(10)));
    assert_ne!(edited.summary.event.id, first.summary.event.id);
    let invalid = app.record(invalid).await.summary.status;
    assert_eq!(invalid, RunStatus::InvalidPayload);
    app.stop().await;
}

pub(crate) async fn a_change_of_many_covers_all_that_match_and_nothing_else<H: Harness>() {
    static DONE: AtomicU32 = AtomicU32::new(0);

    #[job(trigger = OrderPlaced)]
    async fn is_many(order: OrderPlaced, io: Io) -> Result<()> {
        if order.id < 250 {
            io.wait("a-day", 24 * HOUR).await?;
        }
        DONE.fetch_add(1, SeqCst);
        Ok(())
    }

    let bench = Bench::<H>::new(jobs![is_many]);
    let app = bench.start().await;
    for id in 0..251 {
        app.run(id).await;
    }
    let waiting = RunQuery {
        status: Some(RunStatus::Waiting),
        limit: 300,
        ..RunQuery::default()
    };
    let cancelled = app.engine.change_all(waiting, cancel()).await.unwrap();
    assert_eq!((cancelled.runs.len(), cancelled.skipped), (250, 0));
    let all = RunQuery::default();
    let retried = app.engine.change_all(all, Action::Retry).await.unwrap();
    assert_eq!((retried.runs.len(), retried.skipped), (250, 1));
    assert_eq!(DONE.load(SeqCst), 1);
    let completed = RunQuery {
        status: Some(RunStatus::Completed),
        ..RunQuery::default()
    };
    let replayed = app.engine.replay_all(completed).await.unwrap();
    assert_eq!(replayed.runs.len(), 1);
    app.stop().await;
}

/// The job `order` in two versions.
mod versions {
    pub(super) mod old {
        use super::super::*;

        #[job(id = "order", version = "1.2.0", trigger = OrderPlaced)]
        pub(in super::super) async fn order(_order: OrderPlaced, io: Io) -> Result<&'static str> {
            io.wait("a-day", 24 * HOUR).await?;
            Ok("old")
        }
    }

    pub(super) mod mended {
        use super::super::*;

        #[job(id = "order", version = "1.2.1", trigger = OrderPlaced)]
        pub(in super::super) async fn order(_order: OrderPlaced, io: Io) -> Result<&'static str> {
            io.wait("a-day", 24 * HOUR).await?;
            Ok("mended")
        }
    }

    pub(super) mod new {
        use super::super::*;

        #[job(id = "order", version = "2.0.0", trigger = OrderPlaced)]
        pub(in super::super) async fn order(_order: OrderPlaced, io: Io) -> Result<&'static str> {
            io.wait("a-day", 24 * HOUR).await?;
            Ok("new")
        }
    }
}

pub(crate) async fn a_run_goes_on_with_a_compatible_version_and_waits_for_one_otherwise<
    H: Harness,
>() {
    let bench = Bench::<H>::new(jobs![versions::old::order]);
    let app = bench.start().await;
    let run = app.order(1).await;
    assert_eq!(app.rest(run).await, RunStatus::Waiting);
    app.stop().await;

    bench.clock.advance(24 * HOUR);
    let bench = bench.with(jobs![versions::new::order]);
    let app = bench.start().await;
    assert_eq!(app.rest(run).await, RunStatus::Waiting);
    let parked = app.record(run).await.summary;
    assert_eq!(parked.waits_for, Some(WaitsFor::Job));
    assert_eq!(parked.version, "1.2.0");
    app.stop().await;

    // It is woken by the start of a program that has its job, not by the time.
    let bench = bench.with(jobs![versions::mended::order]);
    let app = bench.start().await;
    assert_eq!(app.ended(run).await.output, Some(json!("mended")));
    app.stop().await;
}

pub(crate) async fn a_run_of_another_version_is_moved_on<H: Harness>() {
    let bench = Bench::<H>::new(jobs![versions::old::order]);
    let app = bench.start().await;
    let run = app.order(1).await;
    assert_eq!(app.rest(run).await, RunStatus::Waiting);
    app.stop().await;

    bench.clock.advance(24 * HOUR);
    let bench = bench.with(jobs![versions::new::order]);
    let app = bench.start().await;
    assert_eq!(app.rest(run).await, RunStatus::Waiting);
    app.engine.change(run, Action::MoveToCurrent).await.unwrap();
    assert_eq!(app.rest(run).await, RunStatus::Completed);
    let record = app.record(run).await;
    assert_eq!(record.output, Some(json!("new")));
    assert_eq!(record.summary.version, "2.0.0");
    app.stop().await;
}

pub(crate) async fn a_cancelled_child_tells_its_parent_at_once<H: Harness>() {
    #[job(trigger = invoke)]
    async fn is_asked(_order: u32, io: Io) -> Result<()> {
        io.wait("a-day", 24 * HOUR).await
    }
    #[job(trigger = OrderPlaced)]
    async fn asks(order: OrderPlaced, io: Io) -> Result<String> {
        let asked = io.invoke_and_wait::<is_asked>("ask", order.id).await;
        Ok(asked.unwrap_err().to_string())
    }

    let bench = Bench::<H>::new(jobs![is_asked, asks]);
    let app = bench.start().await;
    let parent = app.order(1).await;
    assert_eq!(app.rest(parent).await, RunStatus::Waiting);
    let waiting = app.record(parent).await.summary;
    assert_eq!(waiting.waits_for, Some(WaitsFor::Child));
    let child = RunQuery {
        job: Some("is-asked".to_owned()),
        limit: 1,
        ..RunQuery::default()
    };
    let child = app.engine.runs(child).await.unwrap()[0].id;
    app.cancel(child).await;
    assert_eq!(app.rest(parent).await, RunStatus::Completed);
    let said = app.record(parent).await.output.unwrap().to_string();
    assert!(said.contains("was cancelled"), "{said}");
    app.stop().await;
}

pub(crate) async fn a_cancelled_parent_stops_the_children_that_it_waits_for<H: Harness>() {
    static AFTER: AtomicU32 = AtomicU32::new(0);

    #[job(trigger = invoke)]
    async fn is_awaited(_order: u32, io: Io) -> Result<()> {
        io.wait("a-day", 24 * HOUR).await?;
        AFTER.fetch_add(1, SeqCst);
        Ok(())
    }
    #[job(trigger = OrderPlaced)]
    async fn awaits(order: OrderPlaced, io: Io) -> Result<()> {
        io.invoke::<is_awaited>("let-go", order.id).await?;
        io.invoke_and_wait::<is_awaited>("await", order.id).await
    }

    let bench = Bench::<H>::new(jobs![is_awaited, awaits]);
    let app = bench.start().await;
    let parent = app.order(1).await;
    assert_eq!(app.rest(parent).await, RunStatus::Waiting);
    app.cancel(parent).await;
    let children = RunQuery {
        job: Some("is-awaited".to_owned()),
        limit: 2,
        ..RunQuery::default()
    };
    let children = app.engine.runs(children).await.unwrap();
    assert_eq!(children[0].status, RunStatus::Cancelled);
    assert!(!children[1].status.is_finished(), "nobody waits for it");
    bench.clock.advance(24 * HOUR);
    app.ended(children[1].id).await;
    assert_eq!(AFTER.load(SeqCst), 1);
    app.stop().await;
}
