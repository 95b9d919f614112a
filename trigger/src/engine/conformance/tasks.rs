//! What `io` executes: once, again after a failure, side by side, within each other.

use super::*;

pub(crate) async fn a_run_completes_and_keeps_what_its_tasks_returned<H: Harness>() {
    #[job(trigger = OrderPlaced)]
    async fn doubles(order: OrderPlaced, io: Io) -> Result<u32> {
        io.log().info("doubling", json!({ "id": order.id }));
        let doubled = io.run("double", double(order.id)).await?;
        io.run(("add", 1), || async { Ok::<_, Error>(doubled + 1) })
            .await
    }

    let bench = Bench::<H>::new(jobs![doubles]);
    let app = bench.start().await;
    let run = app.run(21).await;
    assert_eq!(run.summary.status, RunStatus::Completed);
    assert_eq!(run.output, Some(json!(43)));
    let tasks = run.tasks.iter();
    let tasks: Vec<_> = tasks
        .map(|task| (task.path.to_string(), task.output.clone()))
        .collect();
    let expected = [("double", 42), ("add[1]", 43)];
    assert_eq!(
        tasks,
        expected.map(|(key, output)| (key.to_owned(), Some(json!(output))))
    );
    assert_eq!(run.log[0].line.message, "doubling");
    app.stop().await;
}

pub(crate) async fn a_failed_task_is_tried_again_as_its_policy_says<H: Harness>() {
    static KEYS: std::sync::Mutex<Vec<String>> = std::sync::Mutex::new(Vec::new());

    #[task(retry(limit = 3, min = "10m", factor = 3.0, jitter = false))]
    async fn flaky() -> Result<u32> {
        let attempt = Attempt::current().expect("a task is executing");
        KEYS.lock().unwrap().push(attempt.idempotency_key);
        match attempt.number {
            3 => Ok(attempt.number),
            _ => Err(Error::new("not yet")),
        }
    }

    #[task(retry(limit = 3, min = "10m", factor = 3.0, jitter = false))]
    async fn hopeless() -> Result<u32> {
        Err(Error::new("not yet"))
    }

    #[job(trigger = OrderPlaced)]
    async fn retries(order: OrderPlaced, io: Io) -> Result<u32> {
        match order.id {
            1 => io.run("flaky", flaky()).await,
            _ => io.run("hopeless", hopeless()).await,
        }
    }

    let bench = Bench::<H>::new(jobs![retries]);
    let app = bench.start().await;
    let hopeless = app.order(2).await;
    app.waiting(hopeless).await;
    let run = app.order(1).await;
    for minutes in [10, 30] {
        app.rest(hopeless).await;
        assert_eq!(app.rest(run).await, RunStatus::Waiting);
        let task = app.record(run).await.tasks.remove(0);
        assert_eq!(task.status, TaskStatus::Retrying);
        assert_eq!(task.error, Some(Error::new("not yet")));
        bench.clock.advance(Duration::from_secs(minutes * 60));
    }
    assert_eq!(app.rest(run).await, RunStatus::Completed);
    assert_eq!(app.record(run).await.tasks[0].attempts, 3);
    let keys = KEYS.lock().unwrap().clone();
    assert_eq!(keys.len(), 3);
    assert!(
        keys.iter().all(|key| *key == keys[0]),
        "one key for all attempts"
    );
    let hopeless = app.ended(hopeless).await;
    assert_eq!(hopeless.summary.status, RunStatus::Failed);
    assert_eq!(hopeless.tasks[0].attempts, 3);
    app.stop().await;
}

pub(crate) async fn an_error_that_no_retry_can_mend_fails_at_once<H: Harness>() {
    #[task]
    async fn refused() -> Result<()> {
        Err(Error::permanent("no such price"))
    }

    #[job(trigger = OrderPlaced)]
    async fn gives_up(_order: OrderPlaced, io: Io) -> Result<()> {
        io.run("refused", refused()).await
    }

    let bench = Bench::<H>::new(jobs![gives_up]);
    let app = bench.start().await;
    let run = app.run(1).await;
    assert_eq!(run.summary.status, RunStatus::Failed);
    assert_eq!(run.error, Some(Error::permanent("no such price")));
    assert_eq!(run.tasks[0].attempts, 1);
    app.stop().await;
}

pub(crate) async fn a_key_used_twice_is_an_error_that_names_both_places<H: Harness>() {
    #[job(trigger = OrderPlaced)]
    async fn repeats(order: OrderPlaced, io: Io) -> Result<u32> {
        let key = "double".to_owned();
        io.run(key.clone(), double(order.id)).await?;
        io.run(key, double(1)).await
    }

    let bench = Bench::<H>::new(jobs![repeats]);
    let app = bench.start().await;
    let error = app.run(3).await.error.unwrap().to_string();
    assert!(error.contains("`double` is used twice"), "{error}");
    assert_eq!(error.matches("tasks.rs:").count(), 2, "{error}");
    app.stop().await;
}

pub(crate) async fn tasks_can_be_joined_and_the_longest_wait_decides<H: Harness>() {
    #[job(trigger = OrderPlaced)]
    async fn joins(order: OrderPlaced, io: Io) -> Result<u32> {
        let (doubled, short, long) = tokio::join!(
            io.run("double", double(order.id)),
            io.wait("short", HOUR),
            io.wait("long", 2 * HOUR),
        );
        short.and(long)?;
        doubled
    }

    let bench = Bench::<H>::new(jobs![joins]);
    let app = bench.start().await;
    let run = app.order(4).await;
    assert_eq!(app.rest(run).await, RunStatus::Waiting);
    bench.clock.advance(HOUR);
    assert_eq!(app.rest(run).await, RunStatus::Waiting);
    bench.clock.advance(HOUR);
    assert_eq!(app.rest(run).await, RunStatus::Completed);
    assert_eq!(app.record(run).await.output, Some(json!(8)));
    app.stop().await;
}

pub(crate) async fn tasks_nest_and_a_wait_within_a_task_puts_the_run_away<H: Harness>() {
    #[job(trigger = OrderPlaced)]
    async fn nests(order: OrderPlaced, io: Io) -> Result<u32> {
        io.run("outer", || async {
            let inner = io.run("inner", double(order.id)).await?;
            io.wait("pause", HOUR).await?;
            Ok::<_, Error>(inner + 1)
        })
        .await
    }

    let bench = Bench::<H>::new(jobs![nests]);
    let app = bench.start().await;
    let run = app.order(5).await;
    assert_eq!(app.rest(run).await, RunStatus::Waiting);
    bench.clock.advance(HOUR);
    assert_eq!(app.rest(run).await, RunStatus::Completed);
    let run = app.record(run).await;
    assert_eq!(run.output, Some(json!(11)));
    let mut paths: Vec<_> = run.tasks.iter().map(|task| task.path.to_string()).collect();
    paths.sort();
    assert_eq!(paths, ["outer", "outer / inner", "outer / pause"]);
    app.stop().await;
}

pub(crate) async fn io_in_a_spawned_task_is_refused<H: Harness>() {
    #[job(trigger = OrderPlaced)]
    async fn spawns(order: OrderPlaced, io: Io) -> Result<u32> {
        let spawned = tokio::spawn(async move { io.run("double", double(order.id)).await });
        spawned.await?
    }

    let bench = Bench::<H>::new(jobs![spawns]);
    let app = bench.start().await;
    let error = app.run(1).await.error.unwrap().to_string();
    assert!(error.contains("not in a spawned task"), "{error}");
    app.stop().await;
}

pub(crate) async fn a_panic_fails_the_run_and_nothing_else<H: Harness>() {
    #[job(trigger = OrderPlaced)]
    async fn panics(order: OrderPlaced, io: Io) -> Result<u32> {
        assert!(order.id != 1, "order one");
        io.run("double", double(order.id)).await
    }

    let bench = Bench::<H>::new(jobs![panics]);
    let app = bench.start().await;
    let failed = app.run(1).await;
    assert_eq!(failed.summary.status, RunStatus::Failed);
    assert_eq!(
        failed.error.unwrap().to_string(),
        "the job panicked: order one"
    );
    assert_eq!(app.run(2).await.output, Some(json!(4)));
    app.stop().await;
}

pub(crate) async fn what_a_task_says_of_its_call_is_kept_with_it<H: Harness>() {
    #[task(properties = |id| crate::properties! { "Order" => id })]
    async fn pack(id: u32) -> Result<()> {
        let _ = id;
        Ok(())
    }

    #[job(trigger = OrderPlaced)]
    async fn packs(order: OrderPlaced, io: Io) -> Result<()> {
        io.run("pack", pack(order.id)).await
    }

    let bench = Bench::<H>::new(jobs![packs]);
    let app = bench.start().await;
    let run = app.run(7).await;
    assert_eq!(run.tasks[0].properties, crate::properties! { "Order" => 7 });
    app.stop().await;
}

pub(crate) async fn borrowed_arguments_are_kept_for_each_attempt<H: Harness>() {
    #[task(retry(min = "1h"))]
    async fn total(names: &[String], separator: &str, more: &Option<u8>) -> Result<String> {
        match Attempt::current().map(|attempt| attempt.number) {
            Some(1) => Err(Error::new("not yet")),
            _ => Ok(format!("{}{}", names.join(separator), more.is_some())),
        }
    }

    #[job(trigger = OrderPlaced)]
    async fn borrows(order: OrderPlaced, io: Io) -> Result<String> {
        let call = {
            let names = vec![order.id.to_string(), "b".to_owned()];
            total(&names, &String::from("-"), &None)
        };
        assert_eq!(
            format!("{call:?}"),
            r#"total(names: ["1","b"], separator: "-", more: null)"#
        );
        io.run("total", call.clone()).await
    }

    let bench = Bench::<H>::new(jobs![borrows]);
    let app = bench.start().await;
    let run = app.order(1).await;
    assert_eq!(app.rest(run).await, RunStatus::Waiting);
    bench.clock.advance(HOUR);
    assert_eq!(app.rest(run).await, RunStatus::Completed);
    assert_eq!(app.record(run).await.output, Some(json!("1-bfalse")));
    app.stop().await;
}

pub(crate) async fn code_on_a_client_is_a_task_of_its_integration<H: Harness>() {
    #[crate::integration(id = "shop", icon = "cart", retry(min = "3h", jitter = false))]
    #[derive(Clone)]
    struct Shop;

    #[crate::tasks(namespace = "items")]
    impl Shop {
        async fn count(&self, shelf: &str) -> Result<usize> {
            Ok(shelf.len())
        }

        #[task(retry(limit = 1))]
        async fn reserve(&self) -> Result<()> {
            Err(Error::new("sold out"))
        }
    }

    #[job(trigger = OrderPlaced)]
    async fn asks(order: OrderPlaced, io: Io) -> Result<u32> {
        let _ = io;
        assert_eq!(Shop.items().count("count", "abc").await, Ok(3));
        assert!(Shop.items().reserve("reserve").await.is_err());
        let stock = Shop.run("stock", |_shop| async move {
            match Attempt::current().map(|attempt| attempt.number) {
                Some(2) => Ok(order.id),
                _ => Err(Error::new("closed")),
            }
        });
        stock.await
    }

    let bench = Bench::<H>::new(jobs![asks]);
    let app = bench.start().await;
    let run = app.order(5).await;
    assert_eq!(app.rest(run).await, RunStatus::Waiting);
    let tasks = app.record(run).await.tasks;
    let shown = tasks
        .iter()
        .map(|task| (&*task.name, &*task.icon, task.attempts));
    let shown: Vec<_> = shown.collect();
    assert_eq!(
        shown,
        [
            ("items.count", "cart", 1),
            ("items.reserve", "cart", 1),
            ("stock", "cart", 1)
        ]
    );
    assert_eq!(tasks[0].params.to_string(), r#"shelf: "abc""#);
    assert_eq!(tasks[2].wake_at, Some(add(bench.clock.now(), 3 * HOUR)));
    bench.clock.advance(3 * HOUR);
    assert_eq!(app.rest(run).await, RunStatus::Completed);
    assert_eq!(app.record(run).await.output, Some(json!(5)));
    app.stop().await;
}
