//! What jobs ask for beside their trigger.

use super::*;
use crate::job::{RunCompleted, RunFailed};

/// A job under other options than its attribute gives it.
fn with<const N: usize>(mut jobs: [JobDef; N], options: JobOptions) -> [JobDef; N] {
    jobs[0].options = options;
    jobs
}

pub(crate) async fn a_waiting_run_leaves_its_place_to_the_next_one<H: Harness>() {
    #[job(trigger = OrderPlaced)]
    async fn one_at_a_time(order: OrderPlaced, io: Io) -> Result<u32> {
        io.wait("an-hour", HOUR).await?;
        Ok(order.id)
    }

    let options = JobOptions::DEFAULT.concurrency(Concurrency::new(1));
    let bench = Bench::<H>::new(with(jobs![one_at_a_time], options));
    let app = bench.start().await;
    let first = app.order(1).await;
    let second = app.order(2).await;
    assert_eq!(app.rest(first).await, RunStatus::Waiting);
    assert_eq!(app.rest(second).await, RunStatus::Waiting);
    bench.clock.advance(HOUR);
    assert_eq!(app.rest(first).await, RunStatus::Completed);
    assert_eq!(app.rest(second).await, RunStatus::Completed);
    app.stop().await;
}

pub(crate) async fn a_failed_run_is_started_again_and_keeps_its_finished_tasks<H: Harness>() {
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
    let bench = Bench::<H>::new(with(jobs![is_retried], JobOptions::DEFAULT.retry(retry)));
    let app = bench.start().await;
    let run = app.order(1).await;
    assert_eq!(app.rest(run).await, RunStatus::Waiting);
    assert_eq!(app.record(run).await.error, Some(Error::new("not yet")));
    bench.clock.advance(HOUR);
    assert_eq!(app.rest(run).await, RunStatus::Completed);
    assert_eq!(app.record(run).await.error, None);
    assert_eq!((FIRST.load(SeqCst), SECOND.load(SeqCst)), (1, 2));
    app.stop().await;
}

pub(crate) async fn a_disabled_job_is_started_by_nothing<H: Harness>() {
    #[job(trigger = OrderPlaced)]
    async fn is_off(_order: OrderPlaced) -> Result<()> {
        Ok(())
    }

    let mut jobs = jobs![is_off];
    jobs[0].enabled = || false;
    let bench = Bench::<H>::new(jobs);
    let app = bench.start().await;
    let event = Publish {
        name: "order.placed".to_owned(),
        payload: serde_json::from_str(r#"{ "id": 1 }"#).unwrap(),
        id: None,
    };
    assert_eq!(app.engine.publish(event).await.unwrap().runs, []);
    app.stop().await;
}

pub(crate) async fn lines_below_the_jobs_level_are_not_recorded<H: Harness>() {
    #[job(trigger = OrderPlaced)]
    async fn is_terse(_order: OrderPlaced, io: Io) -> Result<()> {
        io.log().info("chatter", ());
        io.log().warn("news", ());
        Ok(())
    }

    let options = JobOptions::DEFAULT.log_level(crate::Level::Warn);
    let bench = Bench::<H>::new(with(jobs![is_terse], options));
    let app = bench.start().await;
    let log = app.run(1).await.log;
    let said: Vec<_> = log.iter().map(|record| &*record.line.message).collect();
    assert_eq!(said, ["news"]);
    app.stop().await;
}

pub(crate) async fn a_run_that_waits_too_long_is_timed_out_and_so_is_one_that_is_to_be_retried<
    H: Harness,
>() {
    #[job(trigger = OrderPlaced, timeout = "1h", retry(limit = 2, min = "2h", jitter = false))]
    async fn takes_long(order: OrderPlaced, io: Io) -> Result<()> {
        match order.id {
            1 => io.wait("a-day", 24 * HOUR).await,
            _ => Err("not yet".into()),
        }
    }

    let bench = Bench::<H>::new(jobs![takes_long]);
    let app = bench.start().await;
    let (waits, fails) = (app.order(1).await, app.order(2).await);
    for run in [waits, fails] {
        assert_eq!(app.rest(run).await, RunStatus::Waiting);
    }
    bench.clock.advance(HOUR);
    for run in [waits, fails] {
        let run = app.ended(run).await;
        assert_eq!(run.summary.status, RunStatus::TimedOut);
        assert_eq!(run.summary.finished_at, Some(bench.clock.now()));
        let error = run.error.unwrap().to_string();
        assert!(error.contains("longer than 3600s"), "{error}");
    }
    app.stop().await;
}

pub(crate) async fn the_end_of_a_run_starts_the_job_that_follows_from_it<H: Harness>() {
    #[job(trigger = invoke)]
    async fn thanks(completed: RunCompleted) -> Result<(String, Value)> {
        Ok((completed.job, completed.output))
    }

    #[job(trigger = invoke)]
    async fn apologizes(failed: RunFailed) -> Result<(String, Value, String)> {
        Ok((failed.job, failed.payload, failed.error.to_string()))
    }

    #[job(trigger = OrderPlaced, on_success = thanks, on_failure = apologizes)]
    async fn sells(order: OrderPlaced) -> Result<u32> {
        match order.id {
            1 => Ok(1),
            _ => Err("out of stock".into()),
        }
    }

    let bench = Bench::<H>::new(jobs![thanks, apologizes, sells]);
    let app = bench.start().await;
    app.run(1).await;
    let failed = app.run(2).await.summary.id;
    let thanked = app.ended_runs("thanks", 1).await.remove(0);
    assert_eq!(thanked.output, Some(json!(["sells", 1])));
    let apology = json!(["sells", { "id": 2 }, "out of stock"]);
    let apologized = app.ended_runs("apologizes", 1).await.remove(0);
    assert_eq!(apologized.output, Some(apology.clone()));
    // A run that a person has tried again and that fails again is no old news.
    app.engine.change(failed, Action::Retry).await.unwrap();
    let again = app.ended_runs("apologizes", 2).await.remove(1);
    assert_eq!(again.output, Some(apology));
    app.stop().await;
}
