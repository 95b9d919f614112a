//! Jobs that the clock starts.

use super::*;
use crate::Tick;
use crate::store::StoredSchedule;

type Ticked = (Timestamp, Option<Timestamp>);

#[job(trigger = every("1h"))]
async fn skips(tick: Tick) -> Result<Ticked> {
    Ok((tick.ts, tick.last_ts))
}

#[job(trigger = every("1h", missed = once))]
async fn makes_up_once(tick: Tick) -> Result<Ticked> {
    Ok((tick.ts, tick.last_ts))
}

#[job(trigger = every("1h", missed = all))]
async fn makes_up_for_all(tick: Tick) -> Result<Ticked> {
    Ok((tick.ts, tick.last_ts))
}

impl Bench {
    /// A time so many half hours after the beginning.
    fn at(&self, half_hours: u32) -> Timestamp {
        let start: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        add(start, HOUR / 2 * half_hours)
    }
}

impl Running {
    async fn schedule(&self, key: &str) -> Option<StoredSchedule> {
        let schedules = self.engine.core.store.schedules().await.unwrap();
        schedules.into_iter().find(|schedule| schedule.key == key)
    }

    /// Waits until a schedule's next tick is at a time, and all runs have ended.
    async fn until(&self, key: &str, next_at: Timestamp) {
        let ready = async {
            loop {
                let schedule = self.schedule(key).await;
                if schedule.is_some_and(|schedule| schedule.next_at == Some(next_at)) {
                    break;
                }
                tokio::task::yield_now().await;
            }
            while !self.runs().await.iter().all(|run| run.status.is_finished()) {
                tokio::task::yield_now().await;
            }
        };
        let ready = tokio::time::timeout(Duration::from_secs(30), ready);
        ready.await.expect("the schedule ticks");
    }

    /// The runs, newest first.
    async fn runs(&self) -> Vec<RunSummary> {
        let query = RunQuery {
            limit: 10_000,
            ..RunQuery::default()
        };
        self.engine.runs(query).await.unwrap()
    }

    /// What the runs were given, oldest first.
    async fn ticks(&self) -> Vec<Ticked> {
        let mut ticks = Vec::new();
        for run in self.runs().await.iter().rev() {
            let output = self.record(run.id).await.output.unwrap();
            ticks.push(serde_json::from_value(output).unwrap());
        }
        ticks
    }
}

#[tokio::test]
async fn a_restart_does_not_lose_the_tick_that_was_due_meanwhile() {
    let bench = Bench::new(jobs![skips]);
    let app = bench.start().await;
    app.until("skips", bench.at(2)).await;
    bench.clock.advance(HOUR - Duration::from_secs(1));
    app.stop().await;
    bench.clock.advance(Duration::from_secs(30));
    let app = bench.start().await;
    app.until("skips", bench.at(4)).await;
    assert_eq!(app.ticks().await, [(bench.at(2), None)]);
    app.stop().await;
}

#[tokio::test]
async fn a_tick_starts_one_run_whatever_the_number_of_processes() {
    let bench = Bench::new(jobs![makes_up_for_all]);
    let app = bench.start().await;
    let other = bench.start().await;
    app.until("makes-up-for-all", bench.at(2)).await;
    // Both make up for the same ticks, a hundred and more of them.
    bench.clock.advance(HOUR * 150);
    app.until("makes-up-for-all", bench.at(302)).await;
    other.until("makes-up-for-all", bench.at(302)).await;
    let ticks = app.ticks().await;
    let expected: Vec<_> = (1..=150)
        .map(|hour| {
            (
                bench.at(2 * hour),
                (hour > 1).then(|| bench.at(2 * hour - 2)),
            )
        })
        .collect();
    assert_eq!(ticks, expected);
    other.stop().await;
    app.stop().await;
}

#[tokio::test]
async fn a_schedule_that_was_changed_begins_anew_and_one_that_was_not_goes_on() {
    let mut bench = Bench::new(jobs![makes_up_once]);
    let app = bench.start().await;
    app.until("makes-up-once", bench.at(2)).await;
    app.stop().await;
    bench.clock.advance(HOUR * 3 / 2);
    bench.jobs[0].binding =
        || crate::job::Binding::Schedule(crate::Schedule::known_every(HOUR * 2));
    let app = bench.start().await;
    app.until("makes-up-once", bench.at(4)).await;
    assert_eq!(app.ticks().await, []);
    app.stop().await;
    let app = bench.start().await;
    app.until("makes-up-once", bench.at(4)).await;
    app.stop().await;
}

#[tokio::test]
async fn a_filter_of_a_scheduled_job_leaves_ticks_out() {
    #[job(trigger = every("1h"), filter = |tick| tick.last_ts.is_some())]
    async fn leaves_the_first_out(tick: Tick) -> Result<Ticked> {
        Ok((tick.ts, tick.last_ts))
    }

    let bench = Bench::new(jobs![leaves_the_first_out]);
    let app = bench.start().await;
    for hour in 1..3 {
        app.until("leaves-the-first-out", bench.at(2 * hour)).await;
        bench.clock.advance(HOUR);
    }
    app.until("leaves-the-first-out", bench.at(6)).await;
    assert_eq!(app.ticks().await, [(bench.at(4), Some(bench.at(2)))]);
    app.stop().await;
}

#[tokio::test]
async fn a_filter_that_panics_stops_neither_the_clock_nor_other_schedules() {
    #[job(trigger = every("1h"), filter = |tick| [tick.ts][usize::from(tick.ts > Timestamp::UNIX_EPOCH)] == tick.ts)]
    async fn panics(_: Tick) -> Result<()> {
        Ok(())
    }

    let bench = Bench::new(jobs![panics, skips]);
    let app = bench.start().await;
    for hour in 1..4 {
        app.until("panics", bench.at(2 * hour)).await;
        app.until("skips", bench.at(2 * hour)).await;
        bench.clock.advance(HOUR);
    }
    app.until("skips", bench.at(8)).await;
    app.until("panics", bench.at(8)).await;
    let runs = app.runs().await;
    let ended = |job: &str, status| {
        let of_job = runs.iter().filter(|run| run.job == job);
        of_job.filter(|run| run.status == status).count()
    };
    assert_eq!(ended("panics", RunStatus::InvalidPayload), 3);
    assert_eq!(ended("skips", RunStatus::Completed), 3);
    app.stop().await;
}
