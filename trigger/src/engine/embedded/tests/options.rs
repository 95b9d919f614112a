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
async fn a_waiting_run_leaves_its_place_to_the_next_one() {
    #[job(trigger = OrderPlaced)]
    async fn one_at_a_time(order: OrderPlaced, io: Io) -> Result<u32> {
        io.wait("an-hour", HOUR).await?;
        Ok(order.id)
    }

    let options = JobOptions::DEFAULT.concurrency(Concurrency::new(1));
    let bench = Bench::new(with(jobs![one_at_a_time], options));
    let mut app = bench.start().await;
    let first = app.order(1).await;
    let second = app.order(2).await;
    assert_eq!(app.rest(first).await, RunStatus::Waiting);
    assert_eq!(app.rest(second).await, RunStatus::Waiting);
    bench.clock.advance(HOUR);
    assert_eq!(app.rest(first).await, RunStatus::Completed);
    assert_eq!(app.rest(second).await, RunStatus::Completed);
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
async fn a_failed_run_is_started_again_and_keeps_its_finished_tasks() {
    static FIRST: AtomicU32 = AtomicU32::new(0);
    static SECOND: AtomicU32 = AtomicU32::new(0);

    #[task(retry(limit = 1))]
    async fn fails_once() -> Result<()> {
        match SECOND.fetch_add(1, SeqCst) {
            0 => Err(Error::new("not yet")),
            _ => Ok(()),
        }
    }

    #[job(trigger = OrderPlaced)]
    async fn is_retried(_order: OrderPlaced, io: Io) -> Result<()> {
        io.run("first", || async {
            Ok::<_, Error>(FIRST.fetch_add(1, SeqCst))
        })
        .await?;
        io.run("second", fails_once()).await
    }

    let retry = crate::RetryPolicy::DEFAULT
        .limit(2)
        .min(HOUR)
        .max(HOUR)
        .jitter(false);
    let bench = Bench::new(with(jobs![is_retried], JobOptions::DEFAULT.retry(retry)));
    let mut app = bench.start().await;
    let run = app.order(1).await;
    assert_eq!(app.rest(run).await, RunStatus::Waiting);
    assert_eq!(app.record(run).await.error, Some(Error::new("not yet")));
    bench.clock.advance(HOUR);
    assert_eq!(app.rest(run).await, RunStatus::Completed);
    assert_eq!(app.record(run).await.error, None);
    assert_eq!((FIRST.load(SeqCst), SECOND.load(SeqCst)), (1, 2));
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

#[tokio::test]
async fn a_disabled_job_is_started_by_nothing() {
    #[job(trigger = OrderPlaced)]
    async fn is_off(_order: OrderPlaced) -> Result<()> {
        Ok(())
    }

    let mut jobs = jobs![is_off];
    jobs[0].enabled = || false;
    let bench = Bench::new(jobs);
    let app = bench.start().await;
    let event = Publish {
        name: "order.placed".to_owned(),
        payload: serde_json::from_str(r#"{ "id": 1 }"#).unwrap(),
        id: None,
    };
    assert_eq!(app.engine.publish(event).await.unwrap().runs, []);
    app.stop().await;
}

#[tokio::test]
async fn lines_below_the_jobs_level_are_not_recorded() {
    #[job(trigger = OrderPlaced)]
    async fn is_terse(_order: OrderPlaced, io: Io) -> Result<()> {
        io.log().info("chatter", ());
        io.log().warn("news", ());
        Ok(())
    }

    let options = JobOptions::DEFAULT.log_level(crate::Level::Warn);
    let bench = Bench::new(with(jobs![is_terse], options));
    let mut app = bench.start().await;
    let log = app.run(1).await.log;
    let said: Vec<_> = log.iter().map(|record| &*record.line.message).collect();
    assert_eq!(said, ["news"]);
    app.stop().await;
}
