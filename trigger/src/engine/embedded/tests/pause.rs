//! Pausing, limits over all jobs, and how quiet an engine is that has nothing to do.

use super::*;
use crate::Tick;

#[job(trigger = every("1h"))]
async fn skips(tick: Tick) -> Result<Timestamp> {
    Ok(tick.ts)
}

#[job(trigger = every("1h", missed = once))]
async fn makes_up(tick: Tick) -> Result<Timestamp> {
    Ok(tick.ts)
}

/// The next tick of a schedule, and whether it is paused.
async fn next(app: &Running, key: &str) -> (Timestamp, bool) {
    let schedules = app.engine.schedules().await.unwrap();
    let schedule = schedules.iter().find(|schedule| schedule.key == key);
    let schedule = schedule.unwrap();
    (schedule.next[0], schedule.paused_at.is_some())
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
async fn a_paused_schedule_ticks_no_more_and_what_it_missed_follows_its_policy() {
    let bench = Bench::new(jobs![skips, makes_up]);
    let at = |seconds: u64| add(bench.clock.now(), Duration::from_secs(seconds));
    let (first, fourth) = (at(3600), at(3 * 3600));
    // Before any process has served, and kept over a restart.
    let app = bench.open().await;
    for key in ["skips", "makes-up"] {
        assert!(app.pause_schedule(key.to_owned()).await.unwrap());
    }
    assert!(!app.pause_schedule("unknown".to_owned()).await.unwrap());
    drop(app);
    let app = bench.start().await;
    assert_eq!(next(&app, "skips").await, (first, true));
    bench.clock.advance(HOUR * 2);
    for key in ["skips", "makes-up"] {
        assert!(app.engine.resume_schedule(key.to_owned()).await.unwrap());
    }
    let made_up = completed(&app, 1).await;
    assert_eq!(made_up[0].job, "makes-up");
    for key in ["skips", "makes-up"] {
        assert_eq!(next(&app, key).await, (fourth, false));
    }
    bench.clock.advance(HOUR);
    completed(&app, 3).await;
    app.stop().await;
}

#[tokio::test]
async fn the_next_five_ticks_are_told_as_the_zone_has_them() {
    #[job(trigger = cron("30 9 * * MON-FRI", tz = "Europe/London"))]
    async fn reports(_: Tick) -> Result<()> {
        Ok(())
    }

    let bench = Bench::new(jobs![reports]);
    let app = bench.open().await;
    let schedules = app.schedules().await.unwrap();
    let [schedule] = &schedules[..] else {
        panic!("one schedule: {schedules:?}");
    };
    let next: Vec<_> = schedule.next.iter().map(ToString::to_string).collect();
    assert_eq!(
        next,
        [
            "2026-01-01T09:30:00Z",
            "2026-01-02T09:30:00Z",
            "2026-01-05T09:30:00Z",
            "2026-01-06T09:30:00Z",
            "2026-01-07T09:30:00Z"
        ]
    );
    assert_eq!(schedule.starts, ["reports"]);
    assert_eq!(schedule.words, "at 09:30 on Monday to Friday");
    assert_eq!(schedule.zone.as_deref(), Some("Europe/London"));
    assert_eq!((schedule.last_at, schedule.paused_at), (None, None));
}

#[tokio::test]
async fn the_runs_of_a_paused_job_are_queued_and_start_when_it_goes_on() {
    #[job(trigger = OrderPlaced)]
    async fn is_paused(order: OrderPlaced) -> Result<u32> {
        Ok(order.id)
    }

    let bench = Bench::new(jobs![is_paused]);
    let app = bench.start().await;
    assert!(app.engine.pause_job("is-paused".to_owned()).await.unwrap());
    let run = app.order(1).await;
    app.stop().await;
    let mut app = bench.start().await;
    let other = app.order(2).await;
    assert!(app.engine.jobs().await.unwrap()[0].paused_at.is_some());
    for run in [run, other] {
        assert_eq!(app.record(run).await.summary.status, RunStatus::Queued);
    }
    assert!(app.engine.resume_job("is-paused".to_owned()).await.unwrap());
    for run in [run, other] {
        while !app.record(run).await.summary.status.is_finished() {
            app.next().await;
        }
    }
    app.stop().await;
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
    /// A beat is some writes and reads, and each of them wakes all parts some times.
    const POLLS_A_BEAT: usize = 100;

    let bench = Bench::new(jobs![skips]);
    let app = bench.start().await;
    let core = &app.engine.core;
    // What the engine has asked of the database is answered before what is asked after it.
    let asleep = || async {
        loop {
            let polls = core.probe.polls();
            let worker = core.worker;
            let now = bench.clock.now();
            core.store.bury(Vec::new(), worker, now).await.unwrap();
            let alive_until = core.store.alive_until(worker).await.unwrap();
            if core.probe.polls() == polls {
                return alive_until;
            }
        }
    };
    let mut alive_until = asleep().await;
    let (mut beats, before) = (0, core.probe.polls());
    while beats < BEATS {
        bench.clock.advance(Duration::from_secs(5));
        let renewed = asleep().await;
        beats += usize::from(renewed != alive_until);
        alive_until = renewed;
    }
    let polls = core.probe.polls() - before;
    assert!((BEATS..BEATS * POLLS_A_BEAT).contains(&polls), "{polls}");
    app.stop().await;
}
