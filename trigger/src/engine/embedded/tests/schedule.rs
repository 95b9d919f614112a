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

/// The ticks of a job while nobody served at 3, 4 and 5, and at 6.
async fn after_downtime(job: JobDef) -> Vec<Ticked> {
    let key = job.meta.id;
    let bench = Bench::new([job]);
    let app = bench.start().await;
    app.until(key, bench.at(2)).await;
    for hour in 1..3 {
        bench.clock.advance(HOUR);
        app.until(key, bench.at(2 * hour + 2)).await;
    }
    app.stop().await;
    bench.clock.advance(HOUR / 2 * 7);
    let app = bench.start().await;
    app.until(key, bench.at(12)).await;
    bench.clock.advance(HOUR / 2);
    app.until(key, bench.at(14)).await;
    let ticks = app.ticks().await;
    app.stop().await;
    let [first, second, after @ ..] = &ticks[..] else {
        panic!("two ticks before the downtime: {ticks:?}");
    };
    assert_eq!(*first, (bench.at(2), None));
    assert_eq!(*second, (bench.at(4), Some(bench.at(2))));
    after.to_vec()
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



