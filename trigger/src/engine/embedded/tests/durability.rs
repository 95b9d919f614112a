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

#[tokio::test]
async fn a_run_whose_stored_payload_is_damaged_fails_and_says_so() {
    #[job(trigger = OrderPlaced)]
    async fn is_given_it(_order: OrderPlaced) -> Result<()> {
        Ok(())
    }

    let bench = Bench::new(jobs![is_given_it]);
    let order = Publish {
        name: "order.placed".to_owned(),
        payload: serde_json::from_str(r#"{ "id": 1 }"#).unwrap(),
        id: None,
    };
    let run = bench.open().await.publish(order).await.unwrap().runs[0];
    let file = rusqlite::Connection::open(bench.folder.path().join("test.db")).unwrap();
    let write = |payload: &str| {
        let damage = "UPDATE events SET payload = ?1";
        file.execute(damage, [payload.as_bytes()]).unwrap();
    };
    write(r#"{ "id": "#);
    let mut app = bench.start().await;
    assert_eq!(app.rest(run).await, RunStatus::Failed);
    // Whole again, it can be looked at.
    write(r#"{ "id": 1 }"#);
    let error = app.record(run).await.error.unwrap();
    assert!(error.to_string().contains("payload is damaged"), "{error}");
    app.stop().await;
}
