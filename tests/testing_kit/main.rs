//! The test kit, as those see it who write tests with it.

mod events;
mod fakes;
mod stories;

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use serde::{Deserialize, Serialize};
use stories::failure;
use trigger::integrations::stripe::Stripe;
use trigger::prelude::*;
use trigger::testing::{self, App};
use trigger::{Level, RunStatus, Timestamp};

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// An order was placed.
#[event_spec(name = "order.placed")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct OrderPlaced {
    id: u32,
    cents: u64,
}

/// An order was paid.
#[event_spec(name = "order.paid")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct OrderPaid {
    id: u32,
}

#[task(retry(limit = 3, min = "10s", factor = 2.0), timeout = "30s")]
async fn charge(order: u32, cents: u64) -> Result<String> {
    panic!("order {order} was charged {cents} for real");
}

#[task]
async fn send_mail(to: u32, text: String) -> Result<()> {
    let _ = (to, text);
    Ok(())
}

/// Charges an order, and asks for a review after a day.
#[job(trigger = OrderPlaced, filter = |order| order.cents > 0 && order.id != 13)]
async fn fulfil(order: OrderPlaced, io: Io) -> Result<String> {
    io.log().info("placed", json!({ "id": order.id }));
    let charged = io.run("charge", charge(order.id, order.cents)).await?;
    io.send_event("paid", OrderPaid { id: order.id }).await?;
    io.wait("a-day", DAY).await?;
    io.run("review", send_mail(order.id, "How was it?".to_owned()))
        .await?;
    Ok(charged)
}

fn order(id: u32) -> OrderPlaced {
    OrderPlaced { id, cents: 500 }
}

fn shop() -> App {
    App::with_jobs(jobs![fulfil]).fake(|call: &charge| Ok(format!("ch_{}", call.order)))
}

#[tokio::test]
async fn a_run_goes_on_after_its_wait_when_time_has_advanced() {
    let app = shop().start().await;
    let run = app.send(order(1)).await.run();
    run.assert_waiting();
    run.task("a-day")
        .assert_status(trigger::record::TaskStatus::Waiting);
    run.assert_no_task("review");

    app.advance(DAY - HOUR).await;
    run.assert_waiting();
    app.advance(HOUR).await;
    assert_eq!(run.output::<String>(), "ch_1");
    run.task("charge").assert_ran_once();
    run.task("review").assert_ran_once();
    run.assert_logged(Level::Info, "placed");
    assert_eq!(run.log(), [r#"info placed {"id":1}"#]);
    assert_eq!(app.now(), "2026-01-02T00:00:00Z".parse().unwrap());
}

#[tokio::test]
async fn a_failed_attempt_is_retried_at_its_time_exactly() {
    let app = App::with_jobs(jobs![fulfil])
        .fake_key("charge", |call| match call.attempt {
            1 | 2 => Err(Error::new("no network")),
            n => Ok(json!(format!("ch_{n}"))),
        })
        .start()
        .await;
    let run = app.send(order(1)).await.run();
    run.assert_waiting();
    run.task("charge").assert_attempts(1);
    app.advance(Duration::from_secs(9)).await;
    run.task("charge").assert_attempts(1);
    app.advance(Duration::from_secs(1)).await;
    run.task("charge").assert_attempts(2);
    app.advance(Duration::from_secs(19)).await;
    run.task("charge").assert_attempts(2);
    app.advance(Duration::from_secs(1)).await;
    run.task("charge").assert_completed().assert_attempts(3);
    assert_eq!(run.task("charge").output::<String>(), "ch_3");
}

#[tokio::test]
async fn a_task_that_hangs_is_ended_by_its_time_limit() {
    let app = App::with_jobs(jobs![fulfil]).hang::<charge>().start().await;
    let run = app.send(order(1)).await.run();
    run.assert_status(RunStatus::Executing);
    app.advance(Duration::from_secs(29)).await;
    run.assert_status(RunStatus::Executing);
    app.advance(Duration::from_secs(1)).await;
    run.assert_waiting();
    run.task("charge").assert_attempts(1);
    app.finish().await;
    run.assert_failed("the task took longer than 30s");
    run.task("charge")
        .assert_failed("longer")
        .assert_attempts(3);
}

/// Says when it was due.
#[job(trigger = every("1h"))]
async fn hourly(tick: trigger::Tick) -> Result<Timestamp> {
    Ok(tick.ts)
}

/// Waits for half past the hour.
#[job(trigger = OrderPlaced)]
async fn waits(_order: OrderPlaced, io: Io) -> Result<()> {
    io.wait("half-past", HOUR / 2 * 3).await
}

#[tokio::test]
async fn schedules_tick_between_waits_in_the_order_of_time() {
    let app = App::with_jobs(jobs![hourly, waits]).start().await;
    let waiting = app.send(order(1)).await.run();
    app.advance(2 * HOUR).await;
    let ended = |run: &testing::Run| run.record().summary.finished_at.unwrap().to_string();
    let ticks: Vec<_> = app.runs_of::<hourly>().iter().map(ended).collect();
    assert_eq!(ticks, ["2026-01-01T01:00:00Z", "2026-01-01T02:00:00Z"]);
    assert_eq!(ended(&waiting), "2026-01-01T01:30:00Z");
    let due: Timestamp = app.runs_of::<hourly>()[1].output();
    assert_eq!(due.to_string(), "2026-01-01T02:00:00Z");

    let now = app.tick::<hourly>().await;
    assert_eq!(now.output::<Timestamp>(), app.now());
}

#[tokio::test]
async fn what_follows_a_run_runs_too() {
    #[job(trigger = OrderPlaced, on_failure = regrets, on_success = rejoices)]
    async fn ends(order: OrderPlaced) -> Result<u32> {
        match order.id {
            0 => Err("out of stock".into()),
            id => Ok(id),
        }
    }
    #[job(trigger = invoke)]
    async fn regrets(failed: RunFailed) -> Result<String> {
        Ok(failed.error.to_string())
    }
    #[job(trigger = invoke)]
    async fn rejoices(completed: RunCompleted) -> Result<serde_json::Value> {
        Ok(completed.output)
    }

    let app = App::with_jobs(jobs![ends, regrets, rejoices]).start().await;
    app.send(order(0)).await.run().assert_failed("out of stock");
    app.send(order(4)).await.run().assert_completed();
    assert_eq!(
        app.runs_of::<regrets>()[0].output::<String>(),
        "out of stock"
    );
    assert_eq!(app.runs_of::<rejoices>()[0].output::<u32>(), 4);
    let jobs: Vec<_> = app.runs().iter().map(testing::Run::job).collect();
    assert_eq!(jobs, ["ends", "regrets", "ends", "rejoices"]);
}

#[tokio::test]
async fn a_call_starts_a_job_whatever_its_filter_says() {
    let app = shop().start().await;
    let run = app.call::<fulfil>(order(13)).await;
    app.finish().await;
    assert_eq!(run.output::<String>(), "ch_13");
}

#[tokio::test]
async fn concurrency_limits_hold() {
    #[job(trigger = OrderPlaced, concurrency = 1)]
    async fn one_by_one(order: OrderPlaced, io: Io) -> Result<String> {
        io.run("charge", charge(order.id, 1)).await
    }

    let app = App::with_jobs(jobs![one_by_one])
        .hang::<charge>()
        .start()
        .await;
    let first = app.send(order(1)).await.run();
    let second = app.send(order(2)).await.run();
    first.assert_status(RunStatus::Executing);
    second.assert_status(RunStatus::Queued);
    // At its time limit the first waits for its next attempt, and holds no place.
    app.advance(Duration::from_secs(30)).await;
    first.assert_waiting();
    second.assert_status(RunStatus::Executing);
}

#[tokio::test]
async fn a_restart_drops_what_executes_and_goes_on_from_the_store() {
    let app = App::with_jobs(jobs![fulfil])
        .fake(|_: &charge| Ok("ch_1".to_owned()))
        .hang::<send_mail>()
        .start()
        .await;
    let run = app.send(order(1)).await.run();
    app.restart().await;
    run.assert_waiting();
    app.advance(DAY).await;
    run.assert_status(RunStatus::Executing);
    assert_eq!(app.calls_of::<send_mail>().len(), 1);
    app.restart().await;
    assert_eq!(app.calls_of::<send_mail>().len(), 2, "begun again");
    assert_eq!(app.calls_of::<charge>().len(), 1, "its result was kept");
}

#[tokio::test]
async fn a_job_that_decides_by_its_tasks_alone_goes_on_after_any_crash() {
    let app = shop().crash_after_each_task().start().await;
    let run = app.send(order(1)).await.run();
    app.finish().await;
    assert_eq!(run.output::<String>(), "ch_1");
    run.task("charge").assert_ran_once();
    assert_eq!(app.calls_of::<charge>().len(), 1);
    assert_eq!(app.sent::<OrderPaid>().len(), 1);
    assert_eq!(run.log().len(), 1);
}

#[tokio::test]
async fn a_job_that_decides_by_something_else_is_found_by_crashing_it() {
    static EXECUTED: AtomicU32 = AtomicU32::new(0);

    #[job(trigger = OrderPlaced)]
    async fn capricious(order: OrderPlaced, io: Io) -> Result<()> {
        let execution = EXECUTED.fetch_add(1, SeqCst);
        match execution % 2 {
            0 => drop(io.run("pay", charge(order.id, 1)).await?),
            _ => io.run("pay", send_mail(order.id, String::new())).await?,
        }
        io.run("thank", send_mail(order.id, "Thanks".to_owned()))
            .await
    }

    let app = App::with_jobs(jobs![capricious])
        .fake(|_: &charge| Ok(String::new()))
        .crash_after_each_task()
        .start()
        .await;
    let run = app.send(order(1)).await.run();
    run.assert_failed("the task key `pay` was used for");
}

#[tokio::test]
async fn the_jobs_of_the_program_are_found() {
    // Those of this file, of which some share one event.
    let app = testing::app()
        .integration(Stripe::new("sk_test_1"))
        .fake(|call: &charge| Ok(format!("ch_{}", call.order)))
        .start()
        .await;
    let started = app.send(order(1)).await;
    started.run_of::<fulfil>().assert_waiting();
    started.run_of::<waits>().assert_waiting();
    let said = failure(|| started.run());
    assert!(said.contains(".run_of::<fulfil>()`"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn runs_come_to_rest_on_several_threads_too() {
    let app = shop().start().await;
    for id in 20..60 {
        app.send(order(id)).await.run().assert_waiting();
    }
    app.advance(DAY).await;
    for run in app.runs() {
        run.assert_completed();
    }
    assert_eq!(app.calls_of::<send_mail>().len(), 40);
}

#[tokio::test]
async fn apps_of_one_process_have_nothing_in_common() {
    let (one, other) = (shop().start().await, shop().start().await);
    let _ = one.send(order(1)).await;
    one.advance(DAY).await;
    assert_eq!(one.runs().len(), 1);
    assert_eq!(other.runs().len(), 0);
    assert_ne!(one.now(), other.now());
}
