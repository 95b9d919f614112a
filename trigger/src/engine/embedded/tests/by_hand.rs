//! An engine that is conducted by hand, as tests of jobs do it.

use super::*;
use crate::run::{Attempted, StandIn, StandIns};

/// How an engine is conducted by hand.
pub(super) fn by_hand() -> Conduct {
    Conduct {
        put_away: Duration::ZERO,
        ahead: Duration::ZERO,
        chance: || 0.0,
        activity: Some(Arc::default()),
        ..Conduct::default()
    }
}

async fn order(engine: &Embedded, id: u32) -> RunId {
    let arrival = Arrival {
        source: None,
        name: "order.placed".to_owned(),
        payload: serde_json::value::to_raw_value(&json!({ "id": id })).unwrap(),
    };
    engine.arrive(arrival).await.unwrap().runs[0]
}

async fn status(engine: &Embedded, run: RunId) -> RunStatus {
    engine.run(run).await.unwrap().unwrap().summary.status
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_engine_on_a_file_settles_when_nothing_can_proceed_without_time() {
    #[job(trigger = OrderPlaced)]
    async fn steps(order: OrderPlaced, io: Io) -> Result<u32> {
        let mut number = order.id;
        for step in 0..3 {
            number = io.run(("double", step), double(number)).await?;
            io.wait(("hour", step), HOUR).await?;
        }
        Ok(number)
    }

    let bench = Bench {
        conduct: by_hand(),
        ..Bench::new(jobs![steps])
    };
    let engine = bench.open().await;
    engine.begin().await.unwrap();
    let mut runs = Vec::new();
    for id in 0..20 {
        runs.push(order(&engine, id).await);
    }
    for _ in 0..3 {
        engine.settle().await.unwrap();
        for run in &runs {
            assert_eq!(status(&engine, *run).await, RunStatus::Waiting);
        }
        let next = engine.next_due().await.unwrap();
        assert_eq!(next, Some(add(bench.clock.now(), HOUR)));
        bench.clock.advance(HOUR);
    }
    engine.settle().await.unwrap();
    for run in &runs {
        assert_eq!(status(&engine, *run).await, RunStatus::Completed);
    }
    assert_eq!(engine.next_due().await.unwrap(), None);
}

#[tokio::test]
async fn more_runs_than_there_is_room_for_are_executed_one_after_the_other() {
    #[job(trigger = OrderPlaced)]
    async fn reads(order: OrderPlaced, io: Io) -> Result<u32> {
        // Something that the machine has to do, which leaves the run in its place meanwhile.
        let work = || async { Ok::<_, Error>(tokio::task::spawn_blocking(|| 2).await?) };
        io.run("work", work).await?;
        Ok(order.id)
    }

    let bench = Bench {
        conduct: by_hand(),
        ..Bench::new(jobs![reads])
    };
    let engine = bench.open().await;
    engine.begin().await.unwrap();
    let mut runs = Vec::new();
    for id in 0..40 {
        runs.push(order(&engine, id).await);
    }
    engine.settle().await.unwrap();
    for run in &runs {
        assert_eq!(status(&engine, *run).await, RunStatus::Completed);
    }
}

#[tokio::test]
async fn a_time_limit_that_the_clock_has_reached_is_noticed_before_the_engine_has_settled() {
    struct EveryTaskHangs;

    impl StandIns for EveryTaskHangs {
        fn stand_in(&self, _attempted: &Attempted<'_>) -> Option<StandIn> {
            Some(StandIn::Hangs)
        }
    }

    #[task(timeout = "30s")]
    async fn is_slow(number: u32) -> Result<u32> {
        Ok(number)
    }

    #[job(trigger = OrderPlaced)]
    async fn is_held_up(order: OrderPlaced, io: Io) -> Result<u32> {
        io.run("slow", is_slow(order.id)).await
    }

    let bench = Bench {
        conduct: Conduct {
            stand_ins: Some(Arc::new(EveryTaskHangs)),
            ..by_hand()
        },
        ..Bench::new(jobs![is_held_up])
    };
    let engine = bench.open().await;
    engine.begin().await.unwrap();
    let run = order(&engine, 1).await;
    engine.settle().await.unwrap();
    assert_eq!(status(&engine, run).await, RunStatus::Executing);
    bench.clock.advance(Duration::from_secs(30));
    engine.settle().await.unwrap();
    assert_eq!(status(&engine, run).await, RunStatus::Waiting);
}
