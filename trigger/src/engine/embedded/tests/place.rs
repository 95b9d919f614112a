//! Places for executing runs, and how they are handed on.

use tokio::sync::Notify;

use super::*;

static GO: Notify = Notify::const_new();

#[job(trigger = OrderPlaced)]
async fn holds(_order: OrderPlaced, io: Io) -> Result<()> {
    io.log().info("begun", Value::Null);
    io.run("go", || async {
        GO.notified().await;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_process_that_is_about_to_end_hands_its_places_on_no_more() {
    let mut bench = Bench::new(jobs![holds]);
    (bench.slots, bench.grace) = (1, HOUR);
    let mut app = bench.start().await;
    let [first, second, third] = [app.order(1).await, app.order(2).await, app.order(3).await];
    app.said("begun").await;
    GO.notify_one();
    app.ended(first).await;
    let engine = Arc::clone(&app.engine);
    let (stop, serve) = (app.stop, app.serve);
    stop.send(()).unwrap();
    while !engine.core.is_leaving.load(SeqCst) {
        tokio::task::yield_now().await;
    }
    GO.notify_one();
    serve.await.unwrap();
    let status = async |run| engine.run(run).await.unwrap().unwrap().summary.status;
    assert_eq!(status(second).await, RunStatus::Completed);
    assert_eq!(status(third).await, RunStatus::Queued);
}
