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

pub(crate) async fn a_paused_schedule_ticks_no_more_and_what_it_missed_follows_its_policy<
    H: Harness,
>() {
    let bench = Bench::<H>::new(jobs![skips, makes_up]);
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
    app.ended_runs("makes-up", 1).await;
    for key in ["skips", "makes-up"] {
        assert_eq!(next(&app, key).await, (fourth, false));
    }
    bench.clock.advance(HOUR);
    app.ended_runs("makes-up", 2).await;
    app.ended_runs("skips", 1).await;
    app.stop().await;
}

pub(crate) async fn the_next_five_ticks_are_told_as_the_zone_has_them<H: Harness>() {
    #[job(trigger = cron("30 9 * * MON-FRI", tz = "Europe/London"))]
    async fn reports(_: Tick) -> Result<()> {
        Ok(())
    }

    let bench = Bench::<H>::new(jobs![reports]);
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

pub(crate) async fn the_runs_of_a_paused_job_are_queued_and_start_when_it_goes_on<H: Harness>() {
    #[job(trigger = OrderPlaced)]
    async fn is_paused(order: OrderPlaced) -> Result<u32> {
        Ok(order.id)
    }

    #[job(trigger = OrderPlaced)]
    async fn works(_order: OrderPlaced) -> Result<()> {
        Ok(())
    }

    let bench = Bench::<H>::new(jobs![is_paused, works]);
    let app = bench.start().await;
    assert!(app.engine.pause_job("is-paused".to_owned()).await.unwrap());
    app.order(1).await;
    app.stop().await;
    let app = bench.start().await;
    app.order(2).await;
    let jobs = app.engine.jobs().await.unwrap();
    let paused = jobs.iter().filter(|job| job.paused_at.is_some());
    let paused: Vec<_> = paused.map(|job| &*job.id).collect();
    assert_eq!(paused, ["is-paused"]);
    // That the other job's runs have ended shows that the queue was looked at.
    app.ended_runs("works", 2).await;
    let runs = app.runs().await.into_iter();
    let queued: Vec<_> = runs.filter(|run| run.job == "is-paused").collect();
    assert_eq!(queued.len(), 2);
    for run in &queued {
        assert_eq!(run.status, RunStatus::Queued);
    }
    assert!(app.engine.resume_job("is-paused".to_owned()).await.unwrap());
    app.ended_runs("is-paused", 2).await;
    app.stop().await;
}
