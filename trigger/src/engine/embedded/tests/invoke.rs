//! Runs that start runs.

use super::*;

#[tokio::test]
async fn a_child_that_ends_while_nobody_serves_its_parent_is_not_lost() {
    #[job(trigger = invoke)]
    async fn quick(number: u32) -> Result<u32> {
        Ok(number)
    }

    #[job(trigger = OrderPlaced)]
    async fn asks(order: OrderPlaced, io: Io) -> Result<u32> {
        io.invoke_and_wait::<quick>("quick", order.id).await
    }

    let bench = Bench::new(jobs![quick, asks]);
    let engine = bench.open().await;
    let payload = serde_json::value::to_raw_value(&json!({ "id": 9 })).unwrap();
    let event = Publish {
        name: "order.placed".to_owned(),
        payload,
        id: None,
    };
    let run = engine.publish(event).await.unwrap().runs[0];
    let core = &engine.core;
    // The parent alone is executed, then the child alone.
    for _ in 0..2 {
        let claimed = core
            .store
            .claim(
                core.worker,
                core.codes.clone(),
                1,
                String::new(),
                core.clock.now(),
            )
            .await
            .unwrap();
        for claimed in claimed.claimed {
            core.execute(claimed, None).await;
        }
    }
    let record = engine.run(run).await.unwrap().unwrap();
    assert_eq!(record.summary.status, RunStatus::Queued);
    assert_eq!(record.tasks[0].output, Some(json!(9)));
    drop(engine);
    let mut app = bench.start().await;
    assert_eq!(app.ended(run).await.output, Some(json!(9)));
    app.stop().await;
}
