//! What is counted of runs.

use super::*;
use crate::time::Timestamp;

#[tokio::test]
async fn each_run_that_ends_is_counted_with_its_status() {
    #[job(trigger = OrderPlaced)]
    async fn is_odd(order: OrderPlaced) -> Result<()> {
        match order.id % 2 {
            1 => Ok(()),
            _ => Err(Error::permanent("it is even")),
        }
    }

    let bench = Bench::new(jobs![is_odd]);
    let mut app = bench.start().await;
    for id in 1..=5 {
        app.run(id).await;
    }
    let counted = app.engine.core.store.ended_runs(Timestamp::UNIX_EPOCH);
    let counted = counted.await.unwrap();
    let runs = |status| -> u64 {
        let of_status = counted.iter().filter(|ended| ended.status == status);
        of_status.map(|ended| ended.runs).sum()
    };
    assert_eq!(runs(RunStatus::Completed), 3);
    assert_eq!(runs(RunStatus::Failed), 2);
    assert!(counted.iter().all(|ended| ended.job == "is-odd"));
    app.stop().await;
}
