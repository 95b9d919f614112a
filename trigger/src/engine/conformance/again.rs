//! What a run that is tried again still knows, and what it does not.

use bytes::Bytes;
use http::{Method, StatusCode};

use super::*;
use crate::ReceivedRequest;
use crate::source::Request;

#[event_spec(name = "order.paid")]
#[derive(Clone, Debug, Serialize, Deserialize)]
struct OrderPaid {
    id: u32,
}

fn paid(id: u32) -> Publish {
    Publish {
        name: "order.paid".to_owned(),
        payload: serde_json::value::to_raw_value(&json!({ "id": id })).unwrap(),
        id: None,
    }
}

fn cancel() -> Action {
    Action::Cancel {
        reason: "a mistake".to_owned(),
    }
}

pub(crate) async fn a_cancelled_run_that_is_tried_again_waits_for_its_event_anew<H: Harness>() {
    #[job(trigger = OrderPlaced)]
    async fn awaits(order: OrderPlaced, io: Io) -> Result<u32> {
        let of_this_order = json!({ "id": [order.id] });
        let paid = io
            .wait_for_event::<OrderPaid>("paid", of_this_order, Duration::MAX)
            .await?;
        Ok(paid.ok_or("nothing came")?.id)
    }

    let bench = Bench::<H>::new(jobs![awaits]);
    let app = bench.start().await;
    let (before, meanwhile) = (app.order(1).await, app.order(2).await);
    for run in [before, meanwhile] {
        app.waiting(run).await;
        app.engine.change(run, cancel()).await.unwrap();
        assert_eq!(app.rest(run).await, RunStatus::Cancelled);
    }
    // What comes while it has ended counts, and so does what comes afterwards.
    app.engine.publish(paid(2)).await.unwrap();
    for run in [before, meanwhile] {
        app.engine.change(run, Action::Retry).await.unwrap();
    }
    assert_eq!(app.ended(meanwhile).await.output, Some(json!(2)));
    app.waiting(before).await;
    app.engine.publish(paid(1)).await.unwrap();
    assert_eq!(app.ended(before).await.output, Some(json!(1)));
    app.stop().await;
}

pub(crate) async fn a_cancelled_run_that_is_tried_again_hands_out_another_url<H: Harness>() {
    static URLS: std::sync::Mutex<Vec<String>> = std::sync::Mutex::new(Vec::new());

    #[job(trigger = OrderPlaced)]
    async fn asks(_order: OrderPlaced, io: Io) -> Result<Option<ReceivedRequest>> {
        let hand_out = |url: String| async move {
            let token = url.rsplit('/').next().unwrap_or_default().to_owned();
            URLS.lock().unwrap().push(token);
            Ok::<_, Error>(())
        };
        io.wait_for_request("answer", hand_out, Duration::MAX).await
    }

    let bench = Bench::<H>::new(jobs![asks]);
    let app = bench.start().await;
    let run = app.order(1).await;
    app.waiting(run).await;
    app.engine.change(run, cancel()).await.unwrap();
    assert_eq!(app.rest(run).await, RunStatus::Cancelled);
    app.engine.change(run, Action::Retry).await.unwrap();
    app.waiting(run).await;
    let urls = URLS.lock().unwrap().clone();
    let [old, new] = &urls[..] else {
        panic!("two URLs: {urls:?}");
    };
    let request = |body: &'static str| Request {
        method: Method::POST,
        uri: "/requests/x".to_owned(),
        headers: http::HeaderMap::new(),
        body: Bytes::from_static(body.as_bytes()),
        received_at: bench.clock.now(),
    };
    let dead = app.engine.receive_awaited(old, request("old")).await;
    assert_eq!(dead.status, StatusCode::NOT_FOUND);
    let taken = app.engine.receive_awaited(new, request("new")).await;
    assert_eq!(taken.status, StatusCode::OK);
    let output = app.ended(run).await.output.unwrap();
    assert_eq!(output["body"]["text"], json!("new"));
    app.stop().await;
}

pub(crate) async fn a_strict_run_may_come_to_its_calls_in_another_order_after_a_failure<
    H: Harness,
>() {
    static TRIES: AtomicU32 = AtomicU32::new(0);

    #[task(retry(limit = 1))]
    async fn fails_once() -> Result<()> {
        match TRIES.fetch_add(1, SeqCst) {
            0 => Err("not yet".into()),
            _ => Ok(()),
        }
    }

    /// What failed has its result before the others on the first way, and after them on the second.
    #[job(trigger = OrderPlaced, retry(limit = 2, min = "1h", jitter = false))]
    async fn joins(order: OrderPlaced, io: Io) -> Result<u32> {
        let others = async {
            io.run("first", double(order.id)).await?;
            io.run("second", double(order.id)).await
        };
        let (failing, others) = tokio::join!(io.run("fails", fails_once()), others);
        failing.and(others)
    }

    let bench = Bench::<H>::new(jobs![joins]);
    let app = bench.start().await;
    let run = app.order(4).await;
    assert_eq!(app.rest(run).await, RunStatus::Waiting);
    bench.clock.advance(HOUR);
    let run = app.ended(run).await;
    assert_eq!(run.error, None);
    assert_eq!(run.output, Some(json!(8)));
    app.stop().await;
}

pub(crate) async fn a_parent_waits_for_the_child_that_took_the_place_of_another_one<H: Harness>() {
    static TRIES: AtomicU32 = AtomicU32::new(0);

    #[task(retry(limit = 1))]
    async fn counts() -> Result<u32> {
        match TRIES.fetch_add(1, SeqCst) {
            0 => Err("not yet".into()),
            tries => Ok(tries),
        }
    }

    /// The first one fails, the second one takes an hour, and the first one, tried again, a day.
    #[job(trigger = invoke)]
    async fn child(_: u32, io: Io) -> Result<u32> {
        let tries = io.run("count", counts()).await?;
        let hours = if tries == 1 { 1 } else { 24 };
        io.wait("hours", HOUR * hours).await?;
        Ok(tries)
    }

    #[job(trigger = OrderPlaced, retry(limit = 2, min = "1h", jitter = false))]
    async fn parent(order: OrderPlaced, io: Io) -> Result<u32> {
        io.invoke_and_wait::<child>("child", order.id).await
    }

    let bench = Bench::<H>::new(jobs![child, parent]);
    let app = bench.start().await;
    let run = app.order(1).await;
    assert_eq!(app.rest(run).await, RunStatus::Waiting);
    let [first] = app.children(run).await[..] else {
        panic!("one child");
    };
    app.ended(first).await;
    assert_eq!(app.rest(run).await, RunStatus::Waiting);
    bench.clock.advance(HOUR);
    let second = app.until(run, |run| run.tasks.len() == 1).await;
    assert_eq!(second.tasks[0].kind, StepKind::InvokeAndWait);
    let [_, second] = app.children(run).await[..] else {
        panic!("a second child");
    };
    app.waiting(second).await;
    app.engine.change(first, Action::Retry).await.unwrap();
    app.waiting(first).await;
    bench.clock.advance(HOUR);
    assert_eq!(app.ended(run).await.output, Some(json!(1)));
    assert_eq!(app.rest(first).await, RunStatus::Waiting);
    app.stop().await;
}
