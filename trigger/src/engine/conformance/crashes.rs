//! Processes that end without notice.

use std::sync::Mutex;

use super::*;
use crate::Context;

/// What happened outside of the engine, where a crash undoes nothing: which run did what.
static LEDGER: Mutex<Vec<(RunId, &str)>> = Mutex::new(Vec::new());

fn times(run: RunId, what: &str) -> usize {
    let ledger = LEDGER.lock().unwrap();
    ledger.iter().filter(|entry| **entry == (run, what)).count()
}

#[job(trigger = OrderPlaced)]
async fn is_interrupted(order: OrderPlaced, io: Io, context: Context) -> Result<u32> {
    let enter = |what| LEDGER.lock().unwrap().push((context.run.id, what));
    let first = io
        .run("first", || async {
            enter("first");
            Ok::<_, Error>(order.id)
        })
        .await?;
    io.run("second", || async {
        enter("second");
        if times(context.run.id, "second") == 1 {
            REACHED.notify_one();
            std::future::pending::<()>().await;
        }
        Ok::<_, Error>(())
    })
    .await?;
    io.wait("an-hour", HOUR).await?;
    Ok(first + 1)
}

static REACHED: tokio::sync::Notify = tokio::sync::Notify::const_new();

pub(crate) async fn what_was_committed_is_never_executed_again_and_the_rest_is<H: Harness>() {
    let bench = Bench::<H>::new(jobs![is_interrupted]);
    let app = bench.start().await;
    let run = app.order(1).await;
    REACHED.notified().await;
    bench.crash(app).await;
    let app = bench.start().await;
    app.waiting(run).await;
    bench.crash(app).await;
    bench.clock.advance(HOUR);
    let app = bench.start().await;
    assert_eq!(app.ended(run).await.output, Some(json!(2)));
    assert_eq!((times(run, "first"), times(run, "second")), (1, 2));
    app.stop().await;
}
