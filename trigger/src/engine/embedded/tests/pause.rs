//! Pausing, limits over all jobs, and how quiet an engine is that has nothing to do.

use super::*;
use crate::Tick;

#[job(trigger = every("1h"))]
async fn skips(tick: Tick) -> Result<Timestamp> {
    Ok(tick.ts)
}

/// Waits until as many runs have completed, and gives them.
async fn completed(app: &Running, runs: usize) -> Vec<RunSummary> {
    let query = || RunQuery {
        status: Some(RunStatus::Completed),
        limit: 100,
        ..RunQuery::default()
    };
    let completed = async {
        loop {
            let completed = app.engine.runs(query()).await.unwrap();
            if completed.len() >= runs {
                return completed;
            }
            tokio::task::yield_now().await;
        }
    };
    let completed = tokio::time::timeout(Duration::from_secs(30), completed);
    let completed = completed.await.expect("the runs complete");
    assert_eq!(completed.len(), runs);
    completed
}

#[tokio::test]
async fn no_more_runs_execute_at_once_than_the_process_allows_and_jobs_take_turns() {
    static EXECUTING: AtomicU32 = AtomicU32::new(0);
    static GATE: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(0);

    async fn pass() -> Result<()> {
        assert!(EXECUTING.fetch_add(1, SeqCst) < 2, "a third one executes");
        GATE.acquire().await?.forget();
        EXECUTING.fetch_sub(1, SeqCst);
        Ok(())
    }

    #[job(trigger = OrderPlaced)]
    async fn floods(_: OrderPlaced) -> Result<()> {
        pass().await
    }

    #[event_spec(name = "late")]
    #[derive(Clone, Debug, Serialize, Deserialize)]
    struct Late {}

    #[job(trigger = Late)]
    async fn is_late(_: Late) -> Result<()> {
        pass().await
    }

    let mut bench = Bench::new(jobs![floods, is_late]);
    bench.slots = 2;
    let mut app = bench.start().await;
    for id in 0..20 {
        app.order(id).await;
    }
    let late = Publish {
        name: "late".to_owned(),
        payload: serde_json::from_str("{}").unwrap(),
        id: None,
    };
    let late = app.engine.publish(late).await.unwrap().runs[0];
    // Two places become free, and the second of them at the latest is the late job's.
    GATE.add_permits(2);
    let mut ended = Vec::new();
    while ended.len() < 2 {
        if let Progress::Rested { run, .. } = app.next().await {
            ended.push(run);
        }
    }
    while app.record(late).await.summary.status == RunStatus::Queued {
        tokio::task::yield_now().await;
    }
    GATE.add_permits(19);
    completed(&app, 21).await;
    app.stop().await;
}

#[tokio::test]
async fn an_idle_engine_wakes_for_nothing_but_its_heartbeat_and_what_is_due() {
    const BEATS: usize = 100;
    /// A beat is one write, and wakes all parts some times.
    const POLLS_A_BEAT: usize = 20;

    let bench = Bench::new(jobs![skips]);
    let app = bench.start().await;
    let core = &app.engine.core;
    app.asleep().await;
    let before = core.probe.polls();
    for _ in 0..BEATS {
        app.beat(&bench.clock).await;
    }
    let polls = core.probe.polls() - before;
    assert!((BEATS..BEATS * POLLS_A_BEAT).contains(&polls), "{polls}");
    app.stop().await;
}
