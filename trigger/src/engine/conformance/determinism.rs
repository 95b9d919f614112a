//! A replay takes the way that the first execution took.

use super::*;

pub(crate) async fn a_joined_run_is_replayed_in_the_order_in_which_its_results_came<H: Harness>() {
    static LIVE: std::sync::Mutex<Vec<Vec<u32>>> = std::sync::Mutex::new(Vec::new());

    /// Three chains side by side; what came when is noted outside of any task.
    #[job(trigger = OrderPlaced)]
    async fn joins(_order: OrderPlaced, io: Io) -> Result<()> {
        let order = std::sync::Mutex::new(Vec::new());
        let chain = async |branch: u32| {
            for index in 0..3 {
                io.run(("step", branch * 10 + index), double(index)).await?;
                order.lock().unwrap().push(branch * 10 + index);
            }
            Ok::<_, Error>(())
        };
        let (a, b, c) = tokio::join!(chain(1), chain(2), chain(3));
        a.and(b).and(c)?;
        LIVE.lock().unwrap().push(order.into_inner().unwrap());
        io.wait("an-hour", HOUR).await
    }

    let bench = Bench::<H>::new(jobs![joins]);
    let app = bench.start().await;
    let run = app.order(1).await;
    app.waiting(run).await;
    bench.clock.advance(HOUR);
    assert_eq!(app.ended(run).await.summary.status, RunStatus::Completed);
    let orders = LIVE.lock().unwrap().clone();
    assert_eq!(orders.len(), 2);
    assert_eq!(orders[0], orders[1]);
    app.stop().await;
}

pub(crate) async fn the_winner_of_a_select_wins_again_though_the_loser_has_a_result_too<
    H: Harness,
>() {
    static WINNERS: std::sync::Mutex<Vec<&str>> = std::sync::Mutex::new(Vec::new());

    /// Both have their results in the end, `second` before `first`.
    #[job(trigger = OrderPlaced)]
    async fn races(_order: OrderPlaced, io: Io) -> Result<()> {
        let mut first = Box::pin(io.run("first", || async {
            GATE.notified().await;
            Ok::<_, Error>(())
        }));
        let mut second = Box::pin(io.run("second", double(1)));
        let winner = tokio::select! {
            _ = &mut first => "first",
            _ = &mut second => "second",
        };
        WINNERS.lock().unwrap().push(winner);
        if winner == "second" {
            GATE.notify_one();
            first.await?;
        }
        io.wait("an-hour", HOUR).await
    }

    static GATE: tokio::sync::Notify = tokio::sync::Notify::const_new();

    let bench = Bench::<H>::new(jobs![races]);
    let app = bench.start().await;
    let mut runs = Vec::new();
    // Once would be luck: which branch `select!` looks at first is random.
    for id in 0..10 {
        let run = app.order(id).await;
        app.waiting(run).await;
        runs.push(run);
    }
    app.stop().await;
    bench.clock.advance(HOUR);
    let app = bench.start().await;
    for run in runs {
        assert_eq!(app.ended(run).await.summary.status, RunStatus::Completed);
    }
    assert_eq!(*WINNERS.lock().unwrap(), ["second"; 20]);
    app.stop().await;
}

pub(crate) async fn calls_that_come_in_another_order_fail_a_strict_run<H: Harness>() {
    static TIMES: AtomicU32 = AtomicU32::new(0);

    /// Goes by something that is not recorded.
    #[job(trigger = OrderPlaced, retry(limit = 3))]
    async fn is_fickle(_order: OrderPlaced, io: Io) -> Result<()> {
        let mut keys = ["a", "b"];
        if TIMES.fetch_add(1, SeqCst) > 0 {
            keys.reverse();
        }
        for key in keys {
            let _swallowed = io.run(key, double(1)).await;
        }
        io.wait("an-hour", HOUR).await
    }

    let mut bench = Bench::<H>::new(jobs![is_fickle]);
    let app = bench.start().await;
    let run = app.order(1).await;
    app.waiting(run).await;
    bench.clock.advance(HOUR);
    let run = app.ended(run).await;
    assert_eq!(
        run.summary.status,
        RunStatus::Failed,
        "though the job swallows errors"
    );
    let error = run.error.unwrap().to_string();
    assert!(error.contains("after 0 results comes `b` at"), "{error}");
    assert!(error.contains("where `a` at"), "{error}");
    assert_eq!(error.matches("determinism.rs:").count(), 3, "{error}");
    app.stop().await;

    // Where it is not asked for, keys are enough.
    TIMES.store(0, SeqCst);
    bench.strict_replay = false;
    let app = bench.start().await;
    let run = app.order(2).await;
    app.waiting(run).await;
    bench.clock.advance(HOUR);
    assert_eq!(app.ended(run).await.summary.status, RunStatus::Completed);
    app.stop().await;
}

pub(crate) async fn a_changed_call_under_a_stored_key_is_reported_with_both_shapes<H: Harness>() {
    static TIMES: AtomicU32 = AtomicU32::new(0);

    #[job(trigger = OrderPlaced)]
    async fn changes(order: OrderPlaced, io: Io) -> Result<()> {
        match TIMES.fetch_add(1, SeqCst) {
            0 => drop(io.run("key", double(order.id)).await?),
            _ => io.wait("key", HOUR).await?,
        }
        io.wait("an-hour", HOUR).await
    }

    let bench = Bench::<H>::new(jobs![changes]);
    let app = bench.start().await;
    let run = app.order(1).await;
    app.waiting(run).await;
    bench.clock.advance(HOUR);
    let error = app.ended(run).await.error.unwrap().to_string();
    assert!(error.contains("`io.run` of `double` at"), "{error}");
    assert!(error.contains("for `io.wait` of `wait` at"), "{error}");
    app.stop().await;
}

pub(crate) async fn a_failed_task_that_a_waiting_task_has_handled_is_not_executed_again<
    H: Harness,
>() {
    static TRIES: AtomicU32 = AtomicU32::new(0);

    #[job(trigger = OrderPlaced)]
    async fn handles(_order: OrderPlaced, io: Io) -> Result<()> {
        io.run("outer", || async {
            let refused = io.run("refused", || async {
                TRIES.fetch_add(1, SeqCst);
                Err::<(), _>(Error::permanent("no"))
            });
            assert!(refused.await.is_err());
            io.wait("an-hour", HOUR).await
        })
        .await
    }

    let bench = Bench::<H>::new(jobs![handles]);
    let app = bench.start().await;
    let run = app.order(1).await;
    app.waiting(run).await;
    bench.clock.advance(HOUR);
    assert_eq!(app.ended(run).await.summary.status, RunStatus::Completed);
    assert_eq!(TRIES.load(SeqCst), 1);
    app.stop().await;
}
