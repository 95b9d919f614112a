//! Runs that start runs.

use super::*;

pub(crate) async fn an_invoked_run_returns_to_the_run_that_waits_for_it<H: Harness>() {
    #[job(trigger = invoke)]
    async fn quadruples(number: u32, io: Io) -> Result<u32> {
        let doubled = io.run("double", double(number)).await?;
        io.wait("an-hour", HOUR).await?;
        io.run("again", double(doubled)).await
    }

    #[job(trigger = OrderPlaced)]
    async fn delegates(order: OrderPlaced, io: Io) -> Result<u32> {
        let quadrupled = io.invoke_and_wait::<quadruples>("calc", order.id).await?;
        Ok(quadrupled + 1)
    }

    let bench = Bench::<H>::new(jobs![quadruples, delegates]);
    let app = bench.start().await;
    let run = app.order(3).await;
    assert_eq!(app.rest(run).await, RunStatus::Waiting);
    let [child] = app.children(run).await[..] else {
        panic!("one child");
    };
    app.waiting(child).await;
    let record = app.record(run).await;
    assert_eq!(
        record.summary.wake_at, None,
        "nothing but the child wakes it"
    );
    assert_eq!(record.tasks[0].kind, StepKind::InvokeAndWait);
    bench.clock.advance(HOUR);
    assert_eq!(app.ended(run).await.output, Some(json!(13)));
    let child = app.record(child).await;
    assert_eq!(child.summary.parent, Some(run));
    assert_eq!(child.payload, json!(3));
    assert_eq!(child.summary.event.name, "invoke.quadruples");
    app.stop().await;
}

pub(crate) async fn what_is_invoked_and_not_waited_for_goes_on_by_itself<H: Harness>() {
    #[job(trigger = invoke)]
    async fn lingers(_: u32, io: Io) -> Result<()> {
        io.wait("an-hour", HOUR).await
    }

    #[job(trigger = OrderPlaced)]
    async fn starts_one(order: OrderPlaced, io: Io) -> Result<RunId> {
        let started = io.invoke::<lingers>("linger", order.id).await?;
        io.wait("a-minute", Duration::from_secs(60)).await?;
        Ok(started)
    }

    let bench = Bench::<H>::new(jobs![lingers, starts_one]);
    let app = bench.start().await;
    let run = app.order(1).await;
    assert_eq!(app.rest(run).await, RunStatus::Waiting);
    bench.clock.advance(Duration::from_secs(60));
    let ended = app.ended(run).await;
    let [child] = app.children(run).await[..] else {
        panic!("one child, though the run was replayed");
    };
    assert_eq!(ended.output, Some(json!(child)));
    app.waiting(child).await;
    app.stop().await;
}

pub(crate) async fn a_failed_timed_out_or_cancelled_child_fails_the_wait_at_once<H: Harness>() {
    #[job(trigger = invoke)]
    async fn fails(_: u32) -> Result<()> {
        Err(Error::permanent("no such account"))
    }

    #[job(trigger = invoke, timeout = "10m")]
    async fn takes_too_long(_: u32, io: Io) -> Result<()> {
        io.wait("an-hour", HOUR).await
    }

    #[job(trigger = invoke)]
    async fn is_cancelled(_: u32, io: Io) -> Result<()> {
        io.wait("an-hour", HOUR).await
    }

    #[job(trigger = OrderPlaced)]
    async fn hears(order: OrderPlaced, io: Io) -> Result<()> {
        match order.id {
            1 => io.invoke_and_wait::<fails>("fails", 1).await,
            2 => io.invoke_and_wait::<takes_too_long>("late", 1).await,
            _ => io.invoke_and_wait::<is_cancelled>("cancelled", 1).await,
        }
    }

    let bench = Bench::<H>::new(jobs![fails, takes_too_long, is_cancelled, hears]);
    let app = bench.start().await;
    let run = app.order(1).await;
    let error = format!("{:#}", app.ended(run).await.error.unwrap());
    assert!(error.contains("`fails` failed: no such account"), "{error}");

    let run = app.order(2).await;
    assert_eq!(app.rest(run).await, RunStatus::Waiting);
    app.waiting(app.children(run).await[0]).await;
    bench.clock.advance(HOUR);
    let error = app.ended(run).await.error.unwrap().to_string();
    assert!(error.contains("`takes-too-long` timed out"), "{error}");

    let run = app.order(3).await;
    assert_eq!(app.rest(run).await, RunStatus::Waiting);
    app.waiting(app.children(run).await[0]).await;
    let child = app.children(run).await[0];
    let reason = "not wanted any more".to_owned();
    let cancel = app.engine.change(child, Action::Cancel { reason });
    cancel.await.unwrap();
    let error = format!("{:#}", app.ended(run).await.error.unwrap());
    assert!(
        error.contains("was cancelled: not wanted any more"),
        "{error}"
    );
    app.stop().await;
}

pub(crate) async fn a_batch_gives_what_became_of_each_in_order<H: Harness>() {
    #[job(trigger = invoke)]
    async fn halves(number: u32) -> Result<u32> {
        match number % 2 {
            0 => Ok(number / 2),
            _ => Err(Error::permanent("odd")),
        }
    }

    #[job(trigger = OrderPlaced)]
    async fn splits(_order: OrderPlaced, io: Io) -> Result<Vec<String>> {
        assert!(
            io.invoke_all_and_wait::<halves>("none", [])
                .await?
                .is_empty()
        );
        let ids = io.invoke_all::<halves>("forget", [8, 10]).await?;
        assert_eq!(ids.len(), 2);
        let halved = io.invoke_all_and_wait::<halves>("halve", [2, 3, 4]).await?;
        let shown = halved.into_iter().map(|half| match half {
            Ok(half) => half.to_string(),
            Err(error) => error.causes().join(""),
        });
        Ok(shown.collect())
    }

    let bench = Bench::<H>::new(jobs![halves, splits]);
    let app = bench.start().await;
    let run = app.order(1).await;
    assert_eq!(app.ended(run).await.output, Some(json!(["1", "odd", "2"])));
    app.stop().await;
}

pub(crate) async fn a_child_reaches_a_parent_that_does_something_else_meanwhile<H: Harness>() {
    #[job(trigger = invoke)]
    async fn quick(number: u32) -> Result<u32> {
        Ok(number)
    }

    #[job(trigger = OrderPlaced)]
    async fn races(order: OrderPlaced, io: Io) -> Result<u32> {
        let endless = io.run("endless", || async {
            std::future::pending::<()>().await;
            Ok::<_, Error>(0)
        });
        tokio::select! {
            never = endless => never,
            quick = io.invoke_and_wait::<quick>("quick", order.id) => quick,
        }
    }

    let bench = Bench::<H>::new(jobs![quick, races]);
    let app = bench.start().await;
    let run = app.order(5).await;
    assert_eq!(app.ended(run).await.output, Some(json!(5)));
    app.stop().await;
}

pub(crate) async fn a_waiting_parent_leaves_its_place_to_others<H: Harness>() {
    #[job(trigger = invoke, concurrency(limit = 1, group = "one"))]
    async fn child(number: u32) -> Result<u32> {
        Ok(number)
    }

    #[job(trigger = OrderPlaced, concurrency(limit = 1, group = "one"))]
    async fn parent(order: OrderPlaced, io: Io) -> Result<u32> {
        io.invoke_and_wait::<child>("child", order.id).await
    }

    let bench = Bench::<H>::new(jobs![child, parent]);
    let app = bench.start().await;
    let run = app.order(2).await;
    assert_eq!(app.ended(run).await.output, Some(json!(2)));
    app.stop().await;
}

pub(crate) async fn a_retried_parent_starts_a_failed_child_anew_and_keeps_one_that_completed<
    H: Harness,
>() {
    static TRIES: AtomicU32 = AtomicU32::new(0);

    #[job(trigger = invoke)]
    async fn flaky(_: u32) -> Result<u32> {
        match TRIES.fetch_add(1, SeqCst) {
            0 => Err(Error::new("not yet")),
            tries => Ok(tries),
        }
    }

    #[job(trigger = invoke)]
    async fn steady(number: u32) -> Result<u32> {
        Ok(number)
    }

    #[job(trigger = OrderPlaced, retry(limit = 2, min = "1m"))]
    async fn insists(order: OrderPlaced, io: Io) -> Result<u32> {
        let steady = io.invoke_and_wait::<steady>("steady", order.id).await?;
        Ok(steady + io.invoke_and_wait::<flaky>("flaky", order.id).await?)
    }

    let bench = Bench::<H>::new(jobs![flaky, steady, insists]);
    let app = bench.start().await;
    let run = app.order(10).await;
    while app.record(run).await.summary.wake_at.is_none() {
        app.rest(run).await;
    }
    bench.clock.advance(HOUR);
    assert_eq!(app.ended(run).await.output, Some(json!(11)));
    assert_eq!(app.children(run).await.len(), 3);
    app.stop().await;
}

pub(crate) async fn a_tried_job_has_what_it_invokes_executed_in_the_same_process<H: Harness>() {
    #[job(trigger = invoke)]
    async fn quick(number: u32) -> Result<u32> {
        Ok(number)
    }

    #[job(trigger = OrderPlaced)]
    async fn asks(order: OrderPlaced, io: Io) -> Result<u32> {
        io.invoke_and_wait::<quick>("quick", order.id).await
    }

    let bench = Bench::<H>::new(jobs![quick, asks]);
    let engine = bench.open().await;
    let payload = serde_json::value::to_raw_value(&json!({ "id": 4 })).unwrap();
    let run = engine.try_job("asks", payload).await.unwrap();
    let record = engine.run(run).await.unwrap().unwrap();
    assert_eq!(record.output, Some(json!(4)));
    let runs = engine
        .runs(RunQuery {
            limit: 9,
            ..RunQuery::default()
        })
        .await
        .unwrap();
    assert!(runs.len() == 2 && runs.iter().all(|run| run.is_test));
}
