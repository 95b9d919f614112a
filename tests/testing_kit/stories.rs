//! What the kit says when something is not as it should be.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::fakes::webhooks;
use super::*;

/// What a failed assertion says.
pub(crate) fn failure<T>(assertion: impl FnOnce() -> T) -> String {
    let Err(panic) = catch_unwind(AssertUnwindSafe(assertion)) else {
        panic!("the assertion holds");
    };
    let said = panic.downcast_ref::<String>().cloned();
    said.unwrap_or_else(|| panic!("it says something"))
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
