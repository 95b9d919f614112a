//! Parts of the engine that fail.

use super::super::watchdog::Part;
use super::*;

#[job(trigger = OrderPlaced)]
async fn goes_on(order: OrderPlaced, io: Io) -> Result<u32> {
    io.wait("an-hour", HOUR).await?;
    Ok(order.id)
}

/// Has each part looked at by its loop.
fn ring(core: &Core) {
    core.note_queued();
    core.put_away.notify_one();
}

#[tokio::test]
async fn a_part_of_the_engine_that_panics_is_started_again() {
    let parts = [
        Part::Queue,
        Part::Clock,
        Part::Poller,
        Part::Heartbeat,
        Part::Listener,
        Part::Retention,
    ];
    for part in parts {
        let bench = Bench::new(jobs![goes_on]);
        let mut app = bench.start().await;
        let core = Arc::clone(&app.engine.core);
        // It has begun, and waits.
        let run = app.order(1).await;
        assert_eq!(app.rest(run).await, RunStatus::Waiting);
        core.probe.add_faults(part, 1);
        ring(&core);
        if part == Part::Heartbeat {
            bench.clock.advance(Duration::from_secs(5));
        }
        let other = bench.open().await;
        while core.probe.faults() > 0 {
            other.core.look_everywhere().await.unwrap();
            tokio::task::yield_now().await;
        }
        let queued = {
            let event = Publish {
                name: "order.placed".to_owned(),
                payload: serde_json::from_str(r#"{ "id": 2 }"#).unwrap(),
                id: None,
            };
            other.publish(event).await.unwrap().runs[0]
        };
        assert_eq!(app.rest(queued).await, RunStatus::Waiting, "{part:?}");
        bench.clock.advance(HOUR);
        assert_eq!(app.rest(run).await, RunStatus::Completed, "{part:?}");
        app.stop().await;
    }
}

#[tokio::test]
async fn an_engine_of_which_a_part_does_not_hold_ends_with_the_reason() {
    let bench = Bench::new(jobs![goes_on]);
    let engine = Arc::new(bench.open().await);
    engine.core.probe.add_faults(Part::Clock, 100);
    let shutdown = Box::pin(std::future::pending());
    let served = tokio::time::timeout(Duration::from_secs(30), engine.serve(shutdown)).await;
    let error = served.expect("it ends").expect_err("not in order");
    let error = error.to_string();
    assert!(error.contains("Clock stopped 6 times"), "{error}");
    assert!(error.contains("a fault of the Clock"), "{error}");
}
