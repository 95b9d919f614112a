//! The test kit, as those see it who write tests with it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use serde::{Deserialize, Serialize};
use trigger::integrations::stripe::{self, CreateWebhookEndpoint, Stripe};
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

/// What a failed assertion says.
fn failure<T>(assertion: impl FnOnce() -> T) -> String {
    let Err(panic) = catch_unwind(AssertUnwindSafe(assertion)) else {
        panic!("the assertion holds");
    };
    let said = panic.downcast_ref::<String>().cloned();
    said.unwrap_or_else(|| panic!("it says something"))
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
async fn a_fake_by_type_sees_the_arguments_and_every_call_is_kept() {
    let app = shop().start().await;
    let _ = app.send(order(7)).await;
    let _ = app.send(order(8)).await;
    app.finish().await;
    let charged: Vec<_> = app.calls_of::<charge>();
    let charged: Vec<_> = charged.iter().map(|one| (one.order, one.cents)).collect();
    assert_eq!(charged, [(7, 500), (8, 500)]);
    let mails = app.calls_of::<send_mail>();
    assert_eq!(mails.len(), 2);
    assert!(mails.iter().all(|mail| mail.text == "How was it?"));
}

#[tokio::test]
async fn events_that_runs_send_are_told_from_those_of_the_test() {
    let app = shop().start().await;
    let _ = app.send(order(1)).await;
    let _ = app.send(OrderPaid { id: 99 }).await;
    assert_eq!(app.sent::<OrderPaid>(), [OrderPaid { id: 1 }]);
    assert_eq!(app.sent::<OrderPlaced>(), []);
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

#[tokio::test]
async fn the_fake_that_fits_best_is_asked_and_of_equals_the_last() {
    #[job(trigger = OrderPlaced)]
    async fn splits(order: OrderPlaced, io: Io) -> Result<Vec<String>> {
        let mut charged = Vec::new();
        for part in 1..=2 {
            charged.push(
                io.run(("part", part), charge(order.id, order.cents / 2))
                    .await?,
            );
        }
        charged.push(io.run("rest", charge(order.id, 1)).await?);
        Ok(charged)
    }

    let app = App::with_jobs(jobs![splits])
        .fake_key(("part", 2), |_| Ok(json!("second")))
        .fake_key("part", |call| Ok(json!(call.path.to_string())))
        .fake(|_: &charge| Ok("first by type".to_owned()))
        .fake(|_: &charge| Ok("last by type".to_owned()))
        .start()
        .await;
    let run = app.send(order(1)).await.run();
    assert_eq!(
        run.output::<Vec<String>>(),
        ["part[1]", "second", "last by type"]
    );
    run.task(("part", 2)).assert_ran_once();
    assert_eq!(run.tasks("part").len(), 2);
}

#[tokio::test]
async fn a_fake_by_key_that_returns_another_type_fails_and_says_so() {
    let app = App::with_jobs(jobs![fulfil])
        .fake_key("charge", |_| Ok(json!(7)))
        .start()
        .await;
    let run = app.send(order(1)).await.run();
    run.assert_failed("the fake returned 7, and the task's type is `alloc::string::String`");
    run.task("charge").assert_attempts(1);
}

mod webhooks {
    use super::*;

    #[job(trigger = OrderPlaced)]
    pub(crate) async fn subscribes(_order: OrderPlaced, io: Io, stripe: Stripe) -> Result<String> {
        let _ = io;
        let endpoints = stripe.webhook_endpoints();
        let endpoint = CreateWebhookEndpoint {
            url: "https://app.example".to_owned(),
            enabled_events: vec!["price.created".to_owned()],
            ..CreateWebhookEndpoint::default()
        };
        let created = endpoints.create("subscribe", endpoint).await?;
        Ok(created.id)
    }
}

#[tokio::test]
async fn a_task_of_an_integration_without_a_fake_fails_and_names_the_fake_to_write() {
    use webhooks::subscribes;

    // Nobody listens there: a call would fail with another error, and be retried.
    let app = App::with_jobs(jobs![subscribes])
        .integration(Stripe::new("sk_test_1").base("http://127.0.0.1:9"))
        .start()
        .await;
    let run = app.send(order(1)).await.run();
    run.assert_failed(r#"`.fake_method("webhook_endpoints.create", |_| Ok(json!(…)))`"#)
        .assert_failed(r#"`.fake_key("subscribe", |_| Ok(json!(…)))`"#);
    run.task("subscribe").assert_attempts(1);
}

#[tokio::test]
async fn a_task_of_an_integration_is_faked_by_its_method() {
    use webhooks::subscribes;

    let app = App::with_jobs(jobs![subscribes])
        .integration(Stripe::new("sk_test_1"))
        .fake_method("webhook_endpoints.create", |_| {
            Ok(
                json!({ "id": "we_1", "url": "https://app.example", "status": "enabled",
                       "enabled_events": ["price.created"] }),
            )
        })
        .start()
        .await;
    let run = app.send(order(1)).await.run();
    assert_eq!(run.output::<String>(), "we_1");
}

#[job(trigger = stripe::on_price_created, filter = |price| price.active && price.currency == "usd")]
async fn announce(price: stripe::Price, io: Io) -> Result<String> {
    io.log()
        .info("price created!", json!({ "current": price.currency }));
    Ok(price.id)
}

#[tokio::test]
async fn an_event_of_a_source_arrives_as_an_example_as_a_value_or_as_any_json() {
    let app = App::with_jobs(jobs![announce]).start().await;
    let run = app
        .example::<stripe::on_price_created>("recurring")
        .await
        .run();
    run.assert_completed();

    let mut price: stripe::Price = serde_json::from_value(run.record().payload).unwrap();
    price.id = "price_7".to_owned();
    let started = app.trigger::<stripe::on_price_created>(price.clone()).await;
    assert_eq!(started.run_of::<announce>().output::<String>(), "price_7");

    let mut json = serde_json::to_value(price).unwrap();
    json["active"] = json!("yes");
    let run = app
        .trigger_json::<stripe::on_price_created>(json)
        .await
        .run();
    run.assert_status(RunStatus::InvalidPayload)
        .assert_error("`/active`");
}

#[tokio::test]
async fn a_job_that_its_filter_left_out_is_reported_with_the_reason() {
    let app = shop().start().await;
    let started = app.send(order(13)).await;
    started.assert_nothing_ran();
    started.assert_left_out::<fulfil>("`order.id != 13` does not hold: `order.id` is 13");
    assert_eq!(started.left_out()[0].job, "fulfil");

    let said = failure(|| started.run());
    assert_eq!(
        said,
        "`order.placed` started no run\n  \
           it carried {\"id\":13,\"cents\":500}\n  \
           `fulfil` left it out: `order.id != 13` does not hold: `order.id` is 13"
    );
}

#[tokio::test]
async fn a_job_that_listens_to_another_source_is_reported_with_both() {
    #[job(trigger = stripe::on_price_created(connect = true))]
    async fn connected(price: stripe::Price) -> Result<String> {
        Ok(price.id)
    }

    let app = App::with_jobs(jobs![connected]).start().await;
    let started = app.example::<stripe::on_price_created>("recurring").await;
    started.assert_left_out::<connected>(
        "it listens to the source `stripe.webhook.connect`, and the event came through the source \
         `stripe.webhook`",
    );
}

#[tokio::test]
async fn an_event_that_no_job_listens_to_is_reported_with_what_jobs_listen_to() {
    let app = shop().start().await;
    let started = app.send(OrderPaid { id: 1 }).await;
    let said = failure(|| started.run());
    assert!(
        said.ends_with("no job listens to it: `fulfil` to order.placed"),
        "{said}"
    );
}

#[tokio::test]
async fn a_failed_assertion_tells_the_runs_whole_story() {
    let app = App::with_jobs(jobs![fulfil])
        .fake(|_: &charge| Err(Error::new("no network").context("cannot reach the bank")))
        .fake_key("reveiw", |_| Ok(json!(null)))
        .start()
        .await;
    let run = app.send(order(1)).await.run();
    app.finish().await;
    let said = failure(|| run.assert_completed());
    assert_eq!(
        said,
        "\
the run of `fulfil` was to be completed, and is failed

fulfil 0.1.0: failed
  started by `order.placed` at 2026-01-01T00:00:00Z with {\"cents\":500,\"id\":1}
  +0s      · info placed {\"id\":1}
  +0s      ✕ charge [faked] 3 attempts: cannot reach the bank: no network
  failed with: cannot reach the bank: no network

fakes that were not asked: the key `reveiw`"
    );
}

#[tokio::test]
async fn a_story_is_in_the_order_in_which_things_happened() {
    #[job(trigger = OrderPlaced)]
    async fn tells(_order: OrderPlaced, io: Io) -> Result<()> {
        io.run("zebra", || async {
            io.log().warn("inside", ());
            Ok::<_, Error>(1)
        })
        .await?;
        io.log().info("between", ());
        io.run("ant", || async { Ok::<_, Error>(2) }).await?;
        io.wait("a-while", DAY + HOUR).await
    }

    let app = App::with_jobs(jobs![tells]).start().await;
    let run = app.send(order(1)).await.run();
    let story = run.story();
    let lines: Vec<_> = story.lines().map(str::trim_end).collect();
    assert_eq!(
        lines,
        [
            "tells 0.1.0: waiting, until 2026-01-02T01:00:00Z (1d 1h from its start)",
            "  started by `order.placed` at 2026-01-01T00:00:00Z with {\"cents\":500,\"id\":1}",
            "  +0s      ✓ zebra: 1",
            "  +0s        · warn inside",
            "  +0s      · info between",
            "  +0s      ✓ ant: 2",
            "  +0s      ⧗ a-while (wait), until +1d 1h",
        ]
    );
    let said = failure(|| run.task("bee"));
    assert!(
        said.starts_with("the run of `tells` was to have a task `bee`\n\n"),
        "{said}"
    );
    assert!(said.ends_with(&story), "{said}");
    let said = failure(|| drop(run.task("ant").assert_attempts(2).clone()));
    let wanted = "the run of `tells` has a task `ant` that was to be attempted 2 times, and was 1";
    assert!(said.starts_with(wanted), "{said}");
    let said = failure(|| run.assert_logged(Level::Warn, "between"));
    assert!(said.contains("was to log `warn between`"), "{said}");
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
async fn what_never_comes_to_an_end_is_said_with_what_executes() {
    /// An event of this test alone: the job would have every other one wait.
    #[event_spec(name = "order.lost")]
    #[derive(Clone, Serialize, Deserialize)]
    struct OrderLost {}

    #[job(trigger = OrderLost)]
    async fn stuck(_order: OrderLost, io: Io) -> Result<()> {
        io.log().info("waiting for nothing", ());
        io.run("forever", || async {
            std::future::pending::<Result<()>>().await
        })
        .await
    }

    let app = App::with_jobs(jobs![stuck])
        .patience(Duration::from_millis(1))
        .start()
        .await;
    let sent = tokio::spawn(async move { drop(app.send(OrderLost {}).await) });
    let panic = sent.await.unwrap_err().into_panic();
    let said = panic.downcast_ref::<String>().unwrap();
    assert!(
        said.contains("something went on for 1ms by the machine's clock"),
        "{said}"
    );
    assert!(said.contains(".hang::<my_task>()"), "{said}");
    assert!(said.contains("stuck 0.1.0: executing"), "{said}");
}

#[tokio::test]
async fn an_app_that_would_not_start_says_everything_that_is_wrong() {
    use webhooks::subscribes;

    let start = tokio::spawn(async { drop(App::with_jobs(jobs![subscribes]).start().await) });
    let panic = start.await.unwrap_err().into_panic();
    let said = panic.downcast_ref::<String>().unwrap();
    assert!(said.contains("job `subscribes` needs `Stripe`"), "{said}");
    assert!(
        said.contains("`trigger::testing::App::with_jobs(jobs![…])`"),
        "{said}"
    );
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
async fn a_task_without_a_fake_is_executed_and_its_real_wait_is_waited_for() {
    #[job(trigger = OrderPlaced)]
    async fn reads(_order: OrderPlaced, io: Io) -> Result<usize> {
        io.run("read", || async {
            let read = tokio::fs::read_to_string(file!()).await?;
            Ok::<_, Error>(read.len())
        })
        .await
    }

    let app = App::with_jobs(jobs![reads]).start().await;
    let run = app.send(order(1)).await.run();
    assert!(run.output::<usize>() > 1000);
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
