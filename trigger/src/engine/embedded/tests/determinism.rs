//! A replay takes the way that the first execution took.

use super::*;

#[tokio::test]
async fn a_select_whose_loser_was_dropped_is_replayed_after_a_crash() {
    static WINNERS: std::sync::Mutex<Vec<&str>> = std::sync::Mutex::new(Vec::new());

    #[job(trigger = OrderPlaced)]
    async fn races(order: OrderPlaced, io: Io) -> Result<u32> {
        let winner = tokio::select! {
            done = io.run("quick", double(order.id)) => done.map(|_| "quick"),
            waited = io.wait("patience", HOUR) => waited.map(|()| "patience"),
        }?;
        WINNERS.lock().unwrap().push(winner);
        io.log().info("raced", ());
        if WINNERS.lock().unwrap().len() == 1 {
            // What a crash leaves behind: nothing of this is kept.
            std::future::pending::<()>().await;
        }
        io.run("after", double(1)).await
    }

    let bench = Bench::new(jobs![races]);
    let mut app = bench.start().await;
    let run = app.order(1).await;
    app.said("raced").await;
    app.stop().await;
    // The loser's time has come long since.
    bench.clock.advance(24 * HOUR);
    let mut app = bench.start().await;
    assert_eq!(app.ended(run).await.output, Some(json!(2)));
    assert_eq!(*WINNERS.lock().unwrap(), ["quick", "quick"]);
    app.stop().await;
}
