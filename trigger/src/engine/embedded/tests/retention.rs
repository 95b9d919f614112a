//! What is forgotten, and what is not.

use super::*;

const DAY: Duration = Duration::from_secs(24 * 3600);

#[job(trigger = OrderPlaced)]
async fn ends(order: OrderPlaced, io: Io) -> Result<u32> {
    io.log().info("a line", ());
    io.store().set("keep", "order", order.id).await?;
    io.run("double", double(order.id)).await
}

#[job(trigger = invoke)]
async fn is_quick(number: u32, io: Io) -> Result<u32> {
    io.run("double", double(number)).await
}

/// Waits for a year, and needs a child that ended at its beginning.
#[job(trigger = OrderPlaced)]
async fn takes_a_year(order: OrderPlaced, io: Io) -> Result<u32> {
    let doubled = io.invoke_and_wait::<is_quick>("quick", order.id).await?;
    io.invoke::<lasts>("lasting", order.id).await?;
    io.wait("a-year", 365 * DAY).await?;
    Ok(doubled)
}

#[job(trigger = invoke)]
async fn lasts(_: u32, io: Io) -> Result<()> {
    io.wait("two-years", 730 * DAY).await
}

fn bench(jobs: impl IntoIterator<Item = JobDef>) -> Bench {
    Bench {
        retention: 30 * DAY,
        ..Bench::new(jobs)
    }
}

fn count(bench: &Bench, table: &str) -> i64 {
    let file = rusqlite::Connection::open(bench.folder.path().join("test.db")).unwrap();
    let count = format!("SELECT count(*) FROM {table}");
    file.query_row(&count, [], |row| row.get(0)).unwrap()
}

/// Places an order under an event id, and gives the runs that it started.
async fn place(app: &Running, id: &str) -> Vec<RunId> {
    let order = Publish {
        name: "order.placed".to_owned(),
        payload: serde_json::from_str(r#"{ "id": 1 }"#).unwrap(),
        id: Some(id.to_owned()),
    };
    app.engine.publish(order).await.unwrap().runs
}

#[tokio::test]
async fn what_is_over_for_long_enough_is_forgotten_with_all_that_belongs_to_it() {
    let bench = bench(jobs![ends]);
    let mut app = bench.start().await;
    let old = app.run(1).await.summary.id;
    bench.clock.advance(29 * DAY);
    let young = app.run(2).await.summary.id;
    let core = Arc::clone(&app.engine.core);
    assert_eq!(core.sweep().await.unwrap(), 0, "nothing is old enough");

    bench.clock.advance(2 * DAY);
    // The engine that serves may be quicker.
    core.sweep().await.unwrap();
    while app.engine.run(old).await.unwrap().is_some() {
        tokio::task::yield_now().await;
    }
    assert_eq!(app.record(young).await.tasks.len(), 2);
    app.stop().await;
    for (table, rows) in [
        ("runs", 1),
        ("events", 1),
        ("tasks", 2),
        ("lines", 1),
        ("state", 1),
    ] {
        assert_eq!(count(&bench, table), rows, "{table}");
    }
}

#[tokio::test]
async fn what_an_unfinished_run_needs_is_kept_as_long_as_the_run() {
    let bench = bench(jobs![takes_a_year, is_quick, lasts]);
    let mut app = bench.start().await;
    let run = app.order(4).await;
    app.waiting(run).await;
    while app.children(run).await.len() < 2 {
        app.next().await;
    }
    let [quick, lasting] = app.children(run).await[..] else {
        panic!("two children");
    };
    app.waiting(lasting).await;
    let core = Arc::clone(&app.engine.core);
    bench.clock.advance(364 * DAY);
    core.sweep().await.unwrap();
    assert_eq!(app.record(run).await.payload, json!({ "id": 4 }));
    assert_eq!(app.record(quick).await.summary.status, RunStatus::Completed);

    bench.clock.advance(DAY);
    assert_eq!(app.ended(run).await.output, Some(json!(8)));
    bench.clock.advance(31 * DAY);
    core.sweep().await.unwrap();
    while app.engine.run(run).await.unwrap().is_some()
        || app.engine.run(quick).await.unwrap().is_some()
    {
        tokio::task::yield_now().await;
    }
    // It was not waited for, and outlives the run that began it.
    let lasting = app.record(lasting).await.summary;
    assert_eq!((lasting.status, lasting.parent), (RunStatus::Waiting, None));
    app.stop().await;
}

#[tokio::test]
async fn an_events_id_is_remembered_for_a_week_though_its_run_is_not() {
    let bench = Bench {
        retention: DAY,
        ..bench(jobs![ends])
    };
    let app = bench.start().await;
    let core = Arc::clone(&app.engine.core);
    let run = place(&app, "the-order").await[0];
    app.finished(run).await;
    bench.clock.advance(2 * DAY);
    core.sweep().await.unwrap();
    while count(&bench, "runs") > 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(place(&app, "the-order").await, [], "it is known");
    bench.clock.advance(6 * DAY);
    core.sweep().await.unwrap();
    while count(&bench, "events") > 0 {
        tokio::task::yield_now().await;
    }
    let runs = place(&app, "the-order").await;
    assert_eq!(runs.len(), 1, "it is new again");
    app.stop().await;
}

#[tokio::test]
async fn a_run_of_many_lines_is_forgotten_in_steps_and_its_space_is_given_back() {
    #[job(trigger = OrderPlaced)]
    async fn talks(_order: OrderPlaced, io: Io) -> Result<()> {
        for line in 0..3000 {
            io.log().info("x".repeat(4000), json!({ "line": line }));
        }
        Ok(())
    }

    let bench = bench(jobs![talks]);
    let app = bench.start().await;
    let run = app.order(1).await;
    app.finished(run).await;
    app.stop().await;
    assert_eq!(count(&bench, "lines"), 3000);
    let size = || {
        let file = rusqlite::Connection::open(bench.folder.path().join("test.db")).unwrap();
        let pages = file.pragma_query_value(None, "page_count", |row| row.get::<_, i64>(0));
        pages.unwrap()
    };
    let before = size();

    bench.clock.advance(31 * DAY);
    let engine = bench.open().await;
    let horizon = crate::store::Horizon::new(bench.clock.now(), bench.retention);
    let mut place = Some(crate::store::Place::START);
    let mut steps = 0;
    while let Some(at) = place {
        let swept = engine.core.store.forget(horizon, at).await.unwrap();
        assert!(swept.removed <= 513, "{swept:?}");
        steps += usize::from(swept.removed > 0);
        place = swept.next;
    }
    assert!(steps > 5, "{steps} steps");
    assert_eq!(count(&bench, "lines") + count(&bench, "events"), 0);
    while engine.core.store.give_back().await.unwrap() {}
    assert!(size() * 2 < before, "{} pages of {before}", size());
}
