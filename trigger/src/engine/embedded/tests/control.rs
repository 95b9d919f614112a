//! Runs that people cancel, try again, repeat and move on.

use super::*;
use crate::engine::Action;

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
}

fn cancel() -> Action {
    Action::Cancel {
        reason: "no longer wanted".to_owned(),
    }
}

#[tokio::test]
async fn a_run_that_another_process_executes_is_stopped_there() {
    static GATE: Gate = Gate::new();
    static DROPPED: tokio::sync::Notify = tokio::sync::Notify::const_new();

    struct TellsItsEnd;
    impl Drop for TellsItsEnd {
        fn drop(&mut self) {
            DROPPED.notify_one();
        }
    }

    #[job(trigger = OrderPlaced)]
    async fn is_elsewhere(_order: OrderPlaced, io: Io) -> Result<()> {
        let _tells = TellsItsEnd;
        io.log().info("there", ());
        GATE.pass().await;
        Ok(())
    }

    let bench = Bench::new(jobs![is_elsewhere]);
    let mut serving = bench.start().await;
    let run = serving.order(1).await;
    GATE.reached.notified().await;
    let other = bench.open().await;
    other.change(run, cancel()).await.unwrap();
    DROPPED.notified().await;
    assert_eq!(serving.rest(run).await, RunStatus::Cancelled);
    assert_eq!(serving.record(run).await.log[0].line.message, "there");
    serving.stop().await;
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

impl Bench {
    /// The same database with other jobs.
    fn with(self, jobs: impl IntoIterator<Item = JobDef>) -> Self {
        Self {
            jobs: jobs.into_iter().collect(),
            ..self
        }
    }
}

#[tokio::test]
async fn a_process_without_the_job_hands_its_run_to_one_that_has_it() {
    let bench = Bench::new(jobs![versions::old::order]);
    let mut with = bench.start().await;
    let run = with.order(1).await;
    assert_eq!(with.rest(run).await, RunStatus::Waiting);
    let with = with.engine;

    let bench = bench.with([]);
    let mut without = bench.start().await;
    // Whichever of the two is first to take the run, the one that has its job completes it.
    bench.clock.advance(24 * HOUR);
    let ended = with.finished(run).await.unwrap();
    assert_eq!(ended.output, Some(json!("old")));
    while let Ok(said) = without.progress.try_recv() {
        assert!(!matches!(
            said,
            Progress::Rested {
                status: RunStatus::Completed,
                ..
            }
        ));
    }
    without.stop().await;
}

#[tokio::test]
async fn a_run_that_keeps_killing_its_process_fails_and_spares_those_beside_it() {
    static EXECUTED: AtomicU32 = AtomicU32::new(0);
    static FOLLOWED: AtomicU32 = AtomicU32::new(0);

    #[job(trigger = invoke)]
    async fn is_told(failed: crate::job::RunFailed) -> Result<()> {
        FOLLOWED.fetch_add(1, SeqCst);
        assert!(failed.error.message().contains("died 5 times"));
        Ok(())
    }
    #[job(trigger = OrderPlaced, on_failure = is_told)]
    async fn kills(_order: OrderPlaced) -> Result<()> {
        EXECUTED.fetch_add(1, SeqCst);
        Ok(())
    }

    let bench = Bench::new(jobs![is_told, kills]);
    let engine = bench.open().await;
    let order = |id| Publish {
        name: "order.placed".to_owned(),
        payload: serde_json::value::to_raw_value(&json!({ "id": id })).unwrap(),
        id: None,
    };
    let poison = engine.publish(order(0)).await.unwrap().runs[0];
    let beside = engine.publish(order(1)).await.unwrap().runs[0];
    let (store, now) = (&engine.core.store, bench.clock.now());
    for crash in 1..=5 {
        // A worker takes what it can, and dies.
        let worker = WorkerId::new();
        let codes = engine.core.codes.clone();
        let claims = store
            .claim(worker, codes, 8, String::new(), now)
            .await
            .unwrap();
        let claimed: Vec<_> = claims
            .claimed
            .iter()
            .map(|claimed| claimed.origin.id)
            .collect();
        match crash {
            1 | 2 => assert_eq!(claimed, [poison, beside]),
            // Now that both are suspected, they are executed one after the other.
            _ => assert_eq!(claimed, [poison]),
        }
        let more = engine.core.codes.clone();
        let more = store
            .claim(worker, more, 8, String::new(), now)
            .await
            .unwrap();
        assert!(more.claimed.is_empty(), "another suspect executes");
        store
            .bury(vec![worker], engine.core.worker, IN_MEMORY, now)
            .await
            .unwrap();
    }
    let app = bench.start().await;
    let failed = app.engine.finished(poison).await.unwrap();
    assert_eq!(failed.summary.status, RunStatus::Failed);
    let spared = app.engine.finished(beside).await.unwrap();
    assert_eq!(spared.summary.status, RunStatus::Completed);
    assert_eq!(EXECUTED.load(SeqCst), 1);
    app.stop().await;
    assert_eq!(FOLLOWED.load(SeqCst), 1);
}
