//! Jobs that the clock starts.

use super::*;

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

    // Nobody serves at 3, 4 and 5; after half past five comes 6.
    bench.clock.advance(HOUR / 2 * 7);
    let app = bench.start().await;
    until(&app, at(12), 2).await;
    bench.clock.advance(HOUR);
    until(&app, at(14), 3).await;
    assert_eq!(newest(&app).await, json!([at(12), at(4)]));
    app.stop().await;
}
