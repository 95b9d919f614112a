//! Jobs that the clock starts.

use super::*;
use crate::Tick;

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

/// A time so many hours after the beginning.
fn at(hours: u32) -> Timestamp {
    let begin: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    add(begin, HOUR * hours)
}

impl Running {
    /// What so many runs of a job were given, oldest first.
    async fn ticks(&self, job: &str, count: usize) -> Vec<Ticked> {
        let runs = self.ended_runs(job, count).await.into_iter();
        let ticked = |run: RunRecord| serde_json::from_value(run.output.unwrap()).unwrap();
        runs.map(ticked).collect()
    }

    /// Waits until the engine serves, and has begun its schedules.
    async fn serves(&self) {
        assert_eq!(self.run(0).await.summary.status, RunStatus::Completed);
    }
}

#[job(trigger = OrderPlaced)]
async fn is_served(_: OrderPlaced) -> Result<()> {
    Ok(())
}

/// The ticks of a job that ticked at 1 and 2, while nobody served at 3, 4 and 5 and somebody began to
/// serve half an hour later, and at 6. `made_up` is how many runs make up for what was missed.
async fn after_downtime<H: Harness>(job: JobDef, made_up: usize) -> Vec<Ticked> {
    let key = job.meta.id;
    let [served] = jobs![is_served];
    let bench = Bench::<H>::new([job, served]);
    let app = bench.start().await;
    app.serves().await;
    for hour in 1..3 {
        bench.clock.advance(HOUR);
        app.ended_runs(key, hour).await;
    }
    app.stop().await;
    bench.clock.advance(HOUR / 2 * 7);
    let app = bench.start().await;
    app.ended_runs(key, 2 + made_up).await;
    bench.clock.advance(HOUR / 2);
    let ticks = app.ticks(key, 3 + made_up).await;
    app.stop().await;
    assert_eq!(ticks[..2], [(at(1), None), (at(2), Some(at(1)))]);
    ticks[2..].to_vec()
}

pub(crate) async fn ticks_that_were_missed_are_skipped<H: Harness>() {
    let [job] = jobs![skips];
    let ticks = after_downtime::<H>(job, 0).await;
    assert_eq!(ticks, [(at(6), Some(at(2)))]);
}

pub(crate) async fn ticks_that_were_missed_are_made_up_for_by_one_run<H: Harness>() {
    let [job] = jobs![makes_up_once];
    let ticks = after_downtime::<H>(job, 1).await;
    assert_eq!(ticks, [(at(5), Some(at(2))), (at(6), Some(at(5)))]);
}

pub(crate) async fn ticks_that_were_missed_are_all_made_up_for_in_order<H: Harness>() {
    let [job] = jobs![makes_up_for_all];
    let expected: Vec<_> = (3..=6).map(|hour| (at(hour), Some(at(hour - 1)))).collect();
    assert_eq!(after_downtime::<H>(job, 3).await, expected);
}

pub(crate) async fn a_filter_of_a_scheduled_job_leaves_ticks_out<H: Harness>() {
    #[job(trigger = every("1h", missed = all), filter = |tick| tick.ts.as_second() % 7200 == 0)]
    async fn leaves_odd_hours_out(tick: Tick) -> Result<Ticked> {
        Ok((tick.ts, tick.last_ts))
    }

    let bench = Bench::<H>::new(jobs![leaves_odd_hours_out, is_served]);
    let app = bench.start().await;
    app.serves().await;
    bench.clock.advance(HOUR * 4);
    let ticks = app.ticks("leaves-odd-hours-out", 2).await;
    let ticks: Vec<_> = ticks.into_iter().map(|(ts, _)| ts).collect();
    assert_eq!(ticks, [at(2), at(4)]);
    app.stop().await;
}
