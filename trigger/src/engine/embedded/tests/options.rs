//! What jobs ask for beside their trigger.

use super::*;

/// A job under other options than its attribute gives it.
fn with<const N: usize>(mut jobs: [JobDef; N], options: JobOptions) -> [JobDef; N] {
    jobs[0].options = options;
    jobs
}

#[tokio::test]
async fn no_more_runs_execute_at_once_than_the_job_allows_and_the_rest_follow_in_order() {
    static EXECUTING: AtomicU32 = AtomicU32::new(0);
    static GATE: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(0);

    #[job(trigger = OrderPlaced)]
    async fn two_at_once(order: OrderPlaced, io: Io) -> Result<u32> {
        assert!(EXECUTING.fetch_add(1, SeqCst) < 2, "a third one executes");
        io.log().info("executing", ());
        GATE.acquire().await?.forget();
        EXECUTING.fetch_sub(1, SeqCst);
        Ok(order.id)
    }

    let options = JobOptions::DEFAULT.concurrency(Concurrency::new(2));
    let bench = Bench::new(with(jobs![two_at_once], options));
    let mut app = bench.start().await;
    let mut runs = Vec::new();
    for id in 0..5 {
        runs.push(app.order(id).await);
    }
    app.said("executing").await;
    app.said("executing").await;
    GATE.add_permits(5);
    for run in &runs[..] {
        // Whichever of two ends first, all end.
        while !app.record(*run).await.summary.status.is_finished() {
            app.next().await;
        }
        assert_eq!(app.record(*run).await.summary.status, RunStatus::Completed);
    }
    app.stop().await;
}

#[tokio::test]
async fn a_run_that_takes_too_long_is_timed_out_whether_it_executes_or_waits() {
    #[job(trigger = OrderPlaced)]
    async fn takes_long(order: OrderPlaced, io: Io) -> Result<()> {
        if order.id == 1 {
            io.log().info("executing", ());
            std::future::pending::<()>().await;
        }
        io.wait("a-day", 24 * HOUR).await
    }

    let options = JobOptions::DEFAULT.timeout(HOUR);
    let bench = Bench::new(with(jobs![takes_long], options));
    let mut app = bench.start().await;
    let executing = app.order(1).await;
    app.said("executing").await;
    bench.clock.advance(HOUR);
    assert_eq!(app.rest(executing).await, RunStatus::TimedOut);

    let waiting = app.order(2).await;
    assert_eq!(app.rest(waiting).await, RunStatus::Waiting);
    bench.clock.advance(HOUR);
    assert_eq!(app.rest(waiting).await, RunStatus::TimedOut);
    let error = app.record(waiting).await.error.unwrap().to_string();
    assert!(error.contains("longer than 3600s"), "{error}");
    app.stop().await;
}

#[tokio::test]
async fn a_failed_run_starts_the_job_that_follows_it() {
    #[job(trigger = OrderPlaced)]
    async fn fails(_order: OrderPlaced) -> Result<()> {
        Err("out of stock".into())
    }

    // Started by nothing but the failure: no event has the name.
    #[event_spec(name = "nothing")]
    #[derive(Clone, Debug, Serialize, Deserialize)]
    struct Failure {
        job: String,
        payload: OrderPlaced,
        error: Error,
    }

    #[job(trigger = Failure)]
    async fn apologizes(failure: Failure, io: Io) -> Result<String> {
        io.log().info("apologizing", ());
        Ok(format!(
            "{} {} {}",
            failure.job, failure.payload.id, failure.error
        ))
    }

    let mut options = JobOptions::DEFAULT;
    options.on_failure = Some("apologizes");
    let bench = Bench::new(with(jobs![fails, apologizes], options));
    let mut app = bench.start().await;
    let failed = app.order(7).await;
    app.said("apologizing").await;
    let apology = loop {
        match app.next().await {
            Progress::Rested { run, .. } if run != failed => break run,
            _ => {}
        }
    };
    assert_eq!(
        app.record(apology).await.output,
        Some(json!("fails 7 out of stock"))
    );
    app.stop().await;
}
