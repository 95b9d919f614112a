//! Runs that stop and go on.

use super::*;

#[tokio::test]
async fn a_run_that_was_let_go_of_goes_on_without_its_finished_tasks() {
    static FIRST: AtomicU32 = AtomicU32::new(0);
    static SECOND: AtomicU32 = AtomicU32::new(0);

    #[job(trigger = OrderPlaced)]
    async fn stalls(order: OrderPlaced, io: Io) -> Result<u32> {
        let first = io
            .run("first", || async {
                Ok::<_, Error>(FIRST.fetch_add(1, SeqCst))
            })
            .await?;
        io.run("second", || async {
            io.log().info("second began", ());
            if SECOND.fetch_add(1, SeqCst) == 0 {
                std::future::pending::<()>().await;
            }
            Ok::<_, Error>(())
        })
        .await?;
        Ok(order.id + first)
    }

    let bench = Bench::new(jobs![stalls]);
    let mut app = bench.start().await;
    let run = app.order(7).await;
    app.said("second began").await;
    app.stop().await;

    let mut app = bench.start().await;
    assert_eq!(app.rest(run).await, RunStatus::Completed);
    assert_eq!(app.record(run).await.output, Some(json!(7)));
    assert_eq!(FIRST.load(SeqCst), 1);
    assert_eq!(SECOND.load(SeqCst), 2);
    app.stop().await;
}

#[tokio::test]
async fn a_waiting_run_is_put_away_and_comes_back_by_its_time() {
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

    let bench = Bench::new(jobs![reminds]);
    let mut app = bench.start().await;
    let run = app.order(1).await;
    assert_eq!(app.rest(run).await, RunStatus::Waiting);
    let due = add(bench.clock.now(), 24 * HOUR);
    assert_eq!(app.record(run).await.summary.wake_at, Some(due));

    // It survives a restart, and its time does not start again.
    app.stop().await;
    bench.clock.advance(23 * HOUR);
    let mut app = bench.start().await;
    bench.clock.advance(HOUR);
    assert_eq!(app.rest(run).await, RunStatus::Completed);
    assert_eq!(BEFORE.load(SeqCst), 1);
    let log = app.record(run).await.log;
    let said: Vec<_> = log.iter().map(|record| &*record.line.message).collect();
    assert_eq!(said, ["waiting", "waited"], "a replayed line is kept once");
    app.stop().await;
}

#[tokio::test]
async fn a_run_whose_job_is_gone_is_put_away_and_not_lost() {
    #[job(trigger = OrderPlaced)]
    async fn is_removed(_order: OrderPlaced) -> Result<()> {
        Ok(())
    }

    let bench = Bench::new(jobs![is_removed]);
    let event = Publish {
        name: "order.placed".to_owned(),
        payload: serde_json::from_str(r#"{ "id": 1 }"#).unwrap(),
        id: None,
    };
    let run = bench.open().await.publish(event).await.unwrap().runs[0];

    let without = Bench {
        jobs: Vec::new(),
        ..bench
    };
    let mut app = without.start().await;
    assert_eq!(app.rest(run).await, RunStatus::Waiting);
    app.stop().await;
}

#[tokio::test]
async fn a_tried_job_is_seen_through_its_waits_and_retries() {
    static TRIED: AtomicU32 = AtomicU32::new(0);

    #[job(trigger = OrderPlaced)]
    async fn is_tried(_order: OrderPlaced, io: Io) -> Result<()> {
        io.wait("an-hour", HOUR).await?;
        io.run("flaky", || async {
            match TRIED.fetch_add(1, SeqCst) {
                0 => Err(Error::new("not yet").with_retry(crate::Retry::After(HOUR))),
                _ => Ok(()),
            }
        })
        .await
    }

    let bench = Bench::new(jobs![is_tried]);
    let engine = Arc::new(bench.open().await);
    let mut progress = engine.progress();
    let tried = Arc::clone(&engine);
    let payload = serde_json::from_str(r#"{ "id": 1 }"#).unwrap();
    let tried = tokio::spawn(async move { tried.try_job("is-tried", payload).await.unwrap() });
    for _ in 0..2 {
        while !matches!(progress.recv().await, Ok(Progress::Rested { .. })) {}
        bench.clock.advance(HOUR);
    }
    let run = engine.run(tried.await.unwrap()).await.unwrap().unwrap();
    assert_eq!(run.summary.status, RunStatus::Completed);
    assert_eq!(run.summary.wake_at, None);
}
