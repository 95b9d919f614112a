//! Runs that stop and go on.

use super::*;

pub(crate) async fn a_waiting_run_is_put_away_and_comes_back_by_its_time<H: Harness>() {
    static BEFORE: AtomicU32 = AtomicU32::new(0);

    #[job(trigger = OrderPlaced)]
    async fn reminds(_order: OrderPlaced, io: Io) -> Result<()> {
        io.run("before", || async {
            BEFORE.fetch_add(1, SeqCst);
            Ok::<_, Error>(())
        })
        .await?;
        io.log().info("waiting", ());
        io.wait("a-day", 24 * HOUR).await?;
        io.log().info("waited", ());
        Ok(())
    }

    let bench = Bench::<H>::new(jobs![reminds]);
    let app = bench.start().await;
    let run = app.order(1).await;
    assert_eq!(app.rest(run).await, RunStatus::Waiting);
    let due = add(bench.clock.now(), 24 * HOUR);
    assert_eq!(app.record(run).await.summary.wake_at, Some(due));

    // It survives a restart, and its time does not start again.
    app.stop().await;
    bench.clock.advance(23 * HOUR);
    let app = bench.start().await;
    bench.clock.advance(HOUR);
    assert_eq!(app.rest(run).await, RunStatus::Completed);
    assert_eq!(BEFORE.load(SeqCst), 1);
    let log = app.record(run).await.log;
    let said: Vec<_> = log.iter().map(|record| &*record.line.message).collect();
    assert_eq!(said, ["waiting", "waited"], "a replayed line is kept once");
    app.stop().await;
}

pub(crate) async fn a_run_whose_job_is_gone_is_put_away_and_not_lost<H: Harness>() {
    #[job(trigger = OrderPlaced)]
    async fn is_removed(_order: OrderPlaced) -> Result<()> {
        Ok(())
    }

    let bench = Bench::<H>::new(jobs![is_removed]);
    let event = Publish {
        name: "order.placed".to_owned(),
        payload: serde_json::from_str(r#"{ "id": 1 }"#).unwrap(),
        id: None,
    };
    let run = bench.open().await.publish(event).await.unwrap().runs[0];

    let without = bench.with([]);
    let app = without.start().await;
    assert_eq!(app.rest(run).await, RunStatus::Waiting);
    app.stop().await;
}
