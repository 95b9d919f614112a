//! Values, statuses, the clock and randomness; and what is refused outside a run's own future.

use super::*;
use crate::Status;

pub(crate) async fn values_are_kept_by_run_by_job_and_by_app<H: Harness>() {
    #[job(trigger = OrderPlaced)]
    async fn counts(order: OrderPlaced, io: Io) -> Result<Value> {
        let store = io.store();
        let before: [Option<u32>; 3] = [
            store.get("r", "n").await?,
            store.job().get("j", "n").await?,
            store.app().get("a", "n").await?,
        ];
        store.set("rs", "n", order.id).await?;
        store.job().set("js", "n", order.id).await?;
        store.app().set("as", "n", order.id).await?;
        let own: Option<u32> = store.get("own", "n").await?;
        let deleted = store.delete("rd", "n").await?;
        let has = store.has("rh", "n").await?;
        Ok(json!([before, own, deleted, has]))
    }

    #[job(trigger = invoke)]
    async fn looks(_: (), io: Io) -> Result<(bool, Option<u32>)> {
        let own = io.store().job().has("own", "n").await?;
        Ok((own, io.store().app().get("app", "n").await?))
    }

    #[job(trigger = OrderPlaced)]
    async fn asks(order: OrderPlaced, io: Io) -> Result<Value> {
        match order.id {
            3 => Ok(json!(io.invoke_and_wait::<looks>("look", ()).await?)),
            _ => Ok(Value::Null),
        }
    }

    let bench = Bench::<H>::new(jobs![counts, looks]);
    let app = bench.start().await;
    for (id, before) in [(1, json!([null, null, null])), (2, json!([null, 1, 1]))] {
        let run = app.order(id).await;
        let output = app.ended(run).await.output;
        assert_eq!(output, Some(json!([before, id, true, false])));
    }
    app.stop().await;
    let bench = bench.with(jobs![looks, asks]);
    let app = bench.start().await;
    let run = app.order(3).await;
    assert_eq!(app.ended(run).await.output, Some(json!([false, 2])));
    app.stop().await;
}

pub(crate) async fn a_value_that_was_read_is_read_the_same_on_replay<H: Harness>() {
    #[job(trigger = OrderPlaced)]
    async fn reads(order: OrderPlaced, io: Io) -> Result<Option<u32>> {
        let app = io.store().app();
        let read = app.get("read", "n").await?;
        app.set("write", "n", order.id).await?;
        io.wait("an-hour", HOUR).await?;
        Ok(read)
    }

    let bench = Bench::<H>::new(jobs![reads]);
    let app = bench.start().await;
    let run = app.order(5).await;
    app.waiting(run).await;
    bench.clock.advance(HOUR);
    assert_eq!(app.ended(run).await.output, Some(json!(null)));
    app.stop().await;
}

pub(crate) async fn the_clock_and_randomness_are_recorded<H: Harness>() {
    static SEEN: std::sync::Mutex<Vec<Value>> = std::sync::Mutex::new(Vec::new());

    #[job(trigger = OrderPlaced)]
    async fn rolls(_order: OrderPlaced, io: Io) -> Result<()> {
        let (now, random) = (io.now("now").await?, io.random("random").await?);
        assert!((0.0..1.0).contains(&random));
        let (one, other) = (io.uuid("one").await?, io.uuid("other").await?);
        assert_ne!(one, other);
        SEEN.lock().unwrap().push(json!([now, random, one, other]));
        io.wait("an-hour", HOUR).await
    }

    let bench = Bench::<H>::new(jobs![rolls]);
    let app = bench.start().await;
    let began = bench.clock.now();
    let run = app.order(1).await;
    app.waiting(run).await;
    bench.clock.advance(HOUR);
    app.ended(run).await;
    let seen = SEEN.lock().unwrap().clone();
    assert_eq!(seen.len(), 2);
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0][0], json!(began));
    app.stop().await;
}

pub(crate) async fn statuses_are_kept_with_their_history<H: Harness>() {
    #[job(trigger = OrderPlaced)]
    async fn renders(_order: OrderPlaced, io: Io) -> Result<()> {
        io.status("begin", Status::new("rendering", "began"))
            .await?;
        io.wait("an-hour", HOUR).await?;
        let done = Status::new("rendering", "done").data(json!({ "frames": 24 }));
        io.status("end", done).await
    }

    let bench = Bench::<H>::new(jobs![renders]);
    let app = bench.start().await;
    let began = bench.clock.now();
    let run = app.order(1).await;
    app.waiting(run).await;
    bench.clock.advance(HOUR);
    let statuses = app.ended(run).await.statuses;
    let [first, second] = &statuses[..] else {
        panic!("{statuses:?}");
    };
    assert_eq!((first.at, &first.status.state[..]), (began, "began"));
    assert_eq!(second.at, add(began, HOUR));
    assert_eq!(second.status.data, json!({ "frames": 24 }));
    app.stop().await;
}

pub(crate) async fn every_operation_is_refused_in_a_spawned_task<H: Harness>() {
    #[job(trigger = invoke)]
    async fn callee(_: u32) -> Result<u32> {
        Ok(1)
    }

    #[job(trigger = OrderPlaced)]
    async fn spawns(order: OrderPlaced, io: Io) -> Result<()> {
        let hand_out = |_: String| async { Ok::<_, Error>(()) };
        let spawned = tokio::spawn(async move {
            let events = || [order.clone()];
            let store = io.store();
            let never: [(&str, Option<Error>); 21] = [
                ("io.run", io.run("k1", double(1)).await.err()),
                ("io.wait", io.wait("k2", HOUR).await.err()),
                ("io.wait", io.wait_until("k3", Timestamp::MAX).await.err()),
                ("io.yield_now", io.yield_now("k4").await.err()),
                (
                    "io.wait_for_event",
                    io.wait_for_event::<OrderPlaced>("k5", json!({}), HOUR)
                        .await
                        .err(),
                ),
                (
                    "io.wait_for_request",
                    io.wait_for_request("k6", hand_out, HOUR).await.err(),
                ),
                (
                    "io.send_event",
                    io.send_event("k7", order.clone()).await.err(),
                ),
                ("io.send_events", io.send_events("k8", events()).await.err()),
                ("io.cancel_event", io.cancel_event("k9", "id").await.err()),
                ("io.invoke", io.invoke::<callee>("k10", 1).await.err()),
                ("io.invoke", io.invoke_all::<callee>("k11", [1]).await.err()),
                (
                    "io.invoke_and_wait",
                    io.invoke_and_wait::<callee>("k12", 1).await.err(),
                ),
                (
                    "io.invoke_all_and_wait",
                    io.invoke_all_and_wait::<callee>("k13", [1]).await.err(),
                ),
                ("io.store().get", store.get::<u32>("k14", "n").await.err()),
                ("io.store().has", store.has("k15", "n").await.err()),
                ("io.store().set", store.set("k16", "n", 1).await.err()),
                ("io.store().delete", store.delete("k17", "n").await.err()),
                (
                    "io.status",
                    io.status("k18", Status::new("l", "s")).await.err(),
                ),
                ("io.now", io.now("k19").await.err()),
                ("io.random", io.random("k20").await.err()),
                ("io.uuid", io.uuid("k21").await.err()),
            ];
            for (operation, error) in never {
                let error = error.ok_or(operation)?.to_string();
                let expected = format!("`{operation}` was called outside");
                assert!(error.starts_with(&expected), "{error}");
                assert!(error.contains("not in a spawned task"), "{error}");
            }
            Ok::<_, Error>(())
        });
        spawned.await?
    }

    let bench = Bench::<H>::new(jobs![spawns, callee]);
    let app = bench.start().await;
    let run = app.order(1).await;
    let run = app.ended(run).await;
    assert_eq!(run.error, None);
    assert!(run.tasks.is_empty());
    app.stop().await;
}
