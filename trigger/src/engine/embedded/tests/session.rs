//! What an execution knows of its run's tasks.

use super::*;
use crate::engine::embedded::session::Session;
use crate::run::{Level, TaskKey, TaskPath};
use crate::store::{JournalEntry, ResultNumber, StepState};

#[tokio::test]
async fn a_result_is_counted_once_though_the_news_that_its_task_waits_comes_after_it() {
    #[job(trigger = OrderPlaced)]
    async fn waits(order: OrderPlaced) -> Result<u32> {
        Ok(order.id)
    }

    let bench = Bench::new(jobs![waits]);
    let engine = bench.open().await;
    let order = Publish {
        name: "order.placed".to_owned(),
        payload: serde_json::value::to_raw_value(&json!({ "id": 1 })).unwrap(),
        id: None,
    };
    engine.publish(order).await.unwrap();
    let (core, now) = (&engine.core, bench.clock.now());
    let claim = (core.store).claim(WorkerId::new(), core.codes.clone(), 1, String::new(), now);
    let claimed = claim.await.unwrap().claimed.remove(0);
    let session = Session::new(Arc::clone(core), &claimed, None, Level::Info);

    let entry = |result, state| JournalEntry {
        path: TaskPath::root().child(TaskKey::from("paid")),
        kind: StepKind::WaitForEvent,
        name: "paid".to_owned(),
        attempts: 1,
        started_at: now,
        sealed: false,
        place: String::new(),
        begun_after: None,
        result,
        shown: None,
        state,
    };
    let waits = entry(None, StepState::Waiting { wake_at: None });
    let output = b"null".to_vec();
    let first = ResultNumber { brought: 1, own: 0 };
    let ended = entry(Some(first), StepState::Completed { output, at: now });
    for news in [&ended, &waits, &ended] {
        session.settle(Ok(news.clone())).await;
        assert_eq!(session.brought(), 1);
    }
}
