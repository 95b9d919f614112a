//! Several processes over one database.

use super::*;
use crate::engine::embedded::by_hand::Arrival;

#[tokio::test]
async fn a_worker_that_lost_its_run_writes_nothing_more() {
    static EXECUTED: AtomicU32 = AtomicU32::new(0);

    #[job(trigger = OrderPlaced)]
    async fn is_taken_over(_order: OrderPlaced, io: Io) -> Result<u32> {
        io.run("task", || async {
            io.log().info("executing", ());
            let first = EXECUTED.fetch_add(1, SeqCst) == 0;
            if first {
                HELD.notified().await;
            }
            Ok::<_, Error>(if first { 1 } else { 2 })
        })
        .await
    }
    static HELD: tokio::sync::Notify = tokio::sync::Notify::const_new();

    let bench = Bench::new(jobs![is_taken_over]);
    let mut stale = bench.start().await;
    let run = stale.order(1).await;
    stale.said("executing").await;

    // The first worker is declared gone while it still executes; a second one takes the run over.
    let fresh = bench.start().await;
    let core = &fresh.engine.core;
    let gone = vec![stale.engine.core.worker];
    core.store
        .bury(gone, core.worker, IN_MEMORY, bench.clock.now())
        .await
        .unwrap();
    core.note_queued();
    // Either of them may be the next to take it; what was begun before is refused all the same.
    while !fresh.record(run).await.summary.status.is_finished() {
        tokio::task::yield_now().await;
    }
    HELD.notify_one();
    stale.stop().await;
    assert_eq!(fresh.record(run).await.output, Some(json!(2)));
    fresh.stop().await;
}

#[tokio::test]
async fn two_processes_share_a_database_and_wake_each_other() {
    #[job(trigger = OrderPlaced)]
    async fn is_shared(order: OrderPlaced, io: Io) -> Result<u32> {
        io.run("double", double(order.id)).await
    }

    let bench = Bench::new(jobs![is_shared]);
    let mut serving = bench.start().await;
    // It has found its queue empty and waits to be woken.
    let first = serving.run(1).await;
    assert_eq!(first.summary.status, RunStatus::Completed);
    let sending = bench.open().await;
    let event = Publish {
        name: "order.placed".to_owned(),
        payload: serde_json::from_str(r#"{ "id": 2 }"#).unwrap(),
        id: None,
    };
    let run = sending.publish(event).await.unwrap().runs[0];
    assert_eq!(serving.rest(run).await, RunStatus::Completed);
    assert_eq!(serving.record(run).await.output, Some(json!(4)));
    serving.stop().await;
}

#[tokio::test]
async fn what_a_process_has_queued_that_ended_before_it_said_so_is_found_by_the_next_heartbeat() {
    let bench = Bench::new(jobs![is_found]);
    let mut serving = bench.start().await;
    // It has found its queue empty, and waits to be told.
    assert_eq!(serving.run(1).await.output, Some(json!(2)));
    let silent = bench.open().await;
    // The first heartbeat looks whatever there is.
    serving.beat(&bench.clock).await;
    let arrival = Arrival {
        source: None,
        name: "order.placed".to_owned(),
        payload: serde_json::from_str(r#"{ "id": 2 }"#).unwrap(),
    };
    let run = silent.arrive(arrival).await.unwrap().runs[0];
    // To say between two heartbeats that a worker is alive takes nothing from the next one.
    serving.engine.core.renew_lease().await.unwrap();
    // A heartbeat later.
    bench.clock.advance(Duration::from_secs(5));
    assert_eq!(serving.rest(run).await, RunStatus::Completed);
    serving.stop().await;
}

#[job(trigger = OrderPlaced)]
async fn is_found(order: OrderPlaced) -> Result<u32> {
    Ok(order.id * 2)
}
