//! What `io` executes: once, again after a failure, side by side, within each other.

use super::*;

#[tokio::test]
async fn a_task_that_takes_too_long_fails_its_attempt() {
    #[task(timeout = "1h", retry(limit = 1))]
    async fn hangs() -> Result<()> {
        Io::new().log().info("hanging", ());
        std::future::pending().await
    }

    #[job(trigger = OrderPlaced)]
    async fn times_out(_order: OrderPlaced, io: Io) -> Result<()> {
        io.run("hangs", hangs()).await
    }

    let bench = Bench::new(jobs![times_out]);
    let mut app = bench.start().await;
    let run = app.order(1).await;
    app.said("hanging").await;
    bench.clock.advance(HOUR);
    assert_eq!(app.rest(run).await, RunStatus::Failed);
    let error = app.record(run).await.error.unwrap().to_string();
    assert!(error.contains("longer than 3600s"), "{error}");
    app.stop().await;
}

#[tokio::test]
async fn a_wait_can_race_a_task() {
    #[job(trigger = OrderPlaced)]
    async fn races(_order: OrderPlaced, io: Io) -> Result<&'static str> {
        let slow = io.run("slow", || async {
            io.log().info("slow began", ());
            std::future::pending::<()>().await;
            Ok::<_, Error>(())
        });
        tokio::select! {
            done = slow => done.map(|()| "slow"),
            waited = io.wait("patience", HOUR) => waited.map(|()| "patience"),
        }
    }

    let bench = Bench::new(jobs![races]);
    let mut app = bench.start().await;
    let run = app.order(1).await;
    app.said("slow began").await;
    // The wait is committed before the clock is moved past it.
    while app.record(run).await.tasks.is_empty() {
        tokio::task::yield_now().await;
    }
    bench.clock.advance(HOUR);
    assert_eq!(app.rest(run).await, RunStatus::Completed);
    assert_eq!(app.record(run).await.output, Some(json!("patience")));
    app.stop().await;
}

#[tokio::test]
async fn a_failed_attempt_is_judged_and_so_is_one_that_took_too_long() {
    fn judge(error: Error, attempt: &Attempt) -> Error {
        assert!(!attempt.idempotency_key.is_empty());
        match (error.message(), attempt.number) {
            ("busy", _) => error.with_retry(Retry::After(Duration::from_secs(7200))),
            (_, 2) => Error::permanent("given up").with_retry(Retry::Never),
            _ => error,
        }
    }

    #[task(on_error = judge, timeout = "1h", retry(min = "10m", jitter = false))]
    async fn flaky() -> Result<()> {
        if Attempt::current().is_some_and(|attempt| attempt.number == 1) {
            return Err(Error::new("busy"));
        }
        Io::new().log().info("hanging", ());
        std::future::pending().await
    }

    #[job(trigger = OrderPlaced)]
    async fn judges(_order: OrderPlaced, io: Io) -> Result<()> {
        io.run("flaky", flaky()).await
    }

    let bench = Bench::new(jobs![judges]);
    let mut app = bench.start().await;
    let run = app.order(1).await;
    assert_eq!(app.rest(run).await, RunStatus::Waiting);
    let task = app.record(run).await.tasks.remove(0);
    assert_eq!(task.wake_at, Some(add(bench.clock.now(), 2 * HOUR)));
    bench.clock.advance(2 * HOUR);
    app.said("hanging").await;
    bench.clock.advance(HOUR);
    assert_eq!(app.rest(run).await, RunStatus::Failed);
    let record = app.record(run).await;
    assert_eq!(record.error, Some(Error::permanent("given up")));
    assert_eq!(record.tasks[0].attempts, 2);
    app.stop().await;
}
