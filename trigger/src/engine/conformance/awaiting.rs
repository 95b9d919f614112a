//! Runs that wait for something other than a time.

use bytes::Bytes;
use http::{Method, StatusCode};

use super::*;
use crate::run::WaitsFor;
use crate::source::Request;
use crate::{ReceivedRequest, Sending};

#[event_spec(name = "order.paid")]
#[derive(Clone, Debug, Serialize, Deserialize)]
struct OrderPaid {
    id: u32,
    amount: u32,
}

/// Waits for its order's payment of something, for a day.
#[job(trigger = OrderPlaced)]
async fn awaits_payment(order: OrderPlaced, io: Io) -> Result<Option<u32>> {
    let filter = json!({ "id": [order.id], "amount": [{ "$gt": 0 }] });
    let paid = io
        .wait_for_event::<OrderPaid>("paid", filter, 24 * HOUR)
        .await?;
    Ok(paid.map(|paid| paid.amount))
}

fn payment(id: u32, amount: u32) -> Publish {
    Publish {
        name: "order.paid".to_owned(),
        payload: serde_json::value::to_raw_value(&json!({ "id": id, "amount": amount })).unwrap(),
        id: None,
    }
}

pub(crate) async fn a_run_goes_on_with_the_event_that_it_waits_for_and_no_other<H: Harness>() {
    let bench = Bench::<H>::new(jobs![awaits_payment]);
    let app = bench.start().await;
    let (first, second) = (app.order(1).await, app.order(2).await);
    app.waiting(first).await;
    app.waiting(second).await;
    app.engine.publish(payment(2, 0)).await.unwrap();
    app.engine.publish(payment(2, 70)).await.unwrap();
    assert_eq!(app.ended(second).await.output, Some(json!(70)));
    let record = app.record(first).await;
    assert_eq!(record.summary.status, RunStatus::Waiting);
    assert_eq!(
        record.summary.wake_at,
        Some(add(bench.clock.now(), 24 * HOUR))
    );
    assert_eq!(record.tasks[0].kind, StepKind::WaitForEvent);
    app.engine.publish(payment(1, 5)).await.unwrap();
    assert_eq!(app.ended(first).await.output, Some(json!(5)));
    app.stop().await;
}

pub(crate) async fn a_wait_that_runs_out_gives_nothing_and_takes_no_later_event<H: Harness>() {
    let bench = Bench::<H>::new(jobs![awaits_payment]);
    let app = bench.start().await;
    let run = app.order(1).await;
    app.waiting(run).await;
    bench.clock.advance(24 * HOUR);
    assert_eq!(app.ended(run).await.output, Some(json!(null)));
    app.engine.publish(payment(1, 5)).await.unwrap();
    assert_eq!(app.record(run).await.tasks[0].output, Some(json!(null)));
    app.stop().await;
}

pub(crate) async fn an_event_that_comes_while_nobody_serves_is_not_lost<H: Harness>() {
    let bench = Bench::<H>::new(jobs![awaits_payment]);
    let app = bench.start().await;
    let run = app.order(3).await;
    app.waiting(run).await;
    app.stop().await;
    let engine = bench.open().await;
    engine.publish(payment(3, 8)).await.unwrap();
    drop(engine);
    let app = bench.start().await;
    assert_eq!(app.ended(run).await.output, Some(json!(8)));
    app.stop().await;
}

pub(crate) async fn an_event_that_came_before_the_wait_counts_once_and_an_older_one_not<
    H: Harness,
>() {
    #[job(trigger = OrderPlaced)]
    async fn causes(order: OrderPlaced, io: Io) -> Result<(u32, bool)> {
        let (id, amount) = (order.id, 4);
        io.send_event("pay", OrderPaid { id, amount }).await?;
        let of_this_order = || json!({ "id": [id] });
        let first = io
            .wait_for_event::<OrderPaid>("first", of_this_order(), HOUR)
            .await?;
        let second = io
            .wait_for_event::<OrderPaid>("second", of_this_order(), HOUR)
            .await?;
        Ok((first.map_or(0, |paid| paid.amount), second.is_none()))
    }

    let bench = Bench::<H>::new(jobs![causes]);
    let app = bench.start().await;
    app.engine.publish(payment(1, 99)).await.unwrap();
    let run = app.order(1).await;
    app.waiting(run).await;
    bench.clock.advance(HOUR);
    assert_eq!(app.ended(run).await.output, Some(json!([4, true])));
    app.stop().await;
}

pub(crate) async fn a_filter_that_makes_no_sense_fails_the_call<H: Harness>() {
    #[job(trigger = OrderPlaced)]
    async fn mistakes(_order: OrderPlaced, io: Io) -> Result<()> {
        let filter = json!({ "id": [{ "$near": 1 }] });
        io.wait_for_event::<OrderPaid>("paid", filter, HOUR).await?;
        Ok(())
    }

    let bench = Bench::<H>::new(jobs![mistakes]);
    let app = bench.start().await;
    let run = app.order(1).await;
    let error = app.ended(run).await.error.unwrap().to_string();
    assert!(error.contains("$near"), "{error}");
    app.stop().await;
}

pub(crate) async fn waiting_until_a_time_that_has_passed_is_not_waiting<H: Harness>() {
    #[job(trigger = OrderPlaced)]
    async fn waits_until(_order: OrderPlaced, io: Io) -> Result<()> {
        io.wait_until("past", "2020-01-01T00:00:00Z".parse()?)
            .await?;
        io.wait_until("future", "2026-01-01T02:00:00Z".parse()?)
            .await
    }

    let bench = Bench::<H>::new(jobs![waits_until]);
    let app = bench.start().await;
    let run = app.order(1).await;
    app.waiting(run).await;
    let wake_at = app.record(run).await.summary.wake_at;
    assert_eq!(wake_at, Some(add(bench.clock.now(), 2 * HOUR)));
    bench.clock.advance(2 * HOUR);
    assert_eq!(app.ended(run).await.summary.status, RunStatus::Completed);
    app.stop().await;
}

static URLS: std::sync::Mutex<Vec<String>> = std::sync::Mutex::new(Vec::new());

/// Hands out a URL and waits for the request.
#[job(trigger = OrderPlaced)]
async fn asks(order: OrderPlaced, io: Io) -> Result<Option<ReceivedRequest>> {
    io.wait_for_request("answer", |url| note_url(order.id, url), HOUR)
        .await
}

async fn note_url(order: u32, url: String) -> Result<()> {
    URLS.lock().unwrap().push(format!("{order} {url}"));
    Ok(())
}

fn token_of(order: u32) -> String {
    let urls = URLS.lock().unwrap();
    let prefix = format!("{order} https://app.example/requests/");
    let mut tokens = urls.iter().filter_map(|url| url.strip_prefix(&prefix));
    let token = tokens.next().expect("a URL was handed out").to_owned();
    assert_eq!(tokens.next(), None, "handed out once");
    token
}

fn request(body: &'static [u8], clock: &Clock) -> Request {
    Request {
        method: Method::POST,
        uri: "/requests/x?from=mail".to_owned(),
        headers: [(http::header::COOKIE, "secret".parse().unwrap())]
            .into_iter()
            .collect(),
        body: Bytes::from_static(body),
        received_at: clock.now(),
    }
}

pub(crate) async fn the_first_request_resolves_the_wait_and_every_other_is_gone<H: Harness>() {
    let bench = Bench::<H>::new(jobs![asks]);
    let app = bench.start().await;
    let run = app.order(1).await;
    app.waiting(run).await;
    let token = token_of(1);
    let receive = |body| {
        app.engine
            .receive_awaited(&token, request(body, &bench.clock))
    };
    assert_eq!(receive(b"{\"approved\":true}").await.status, StatusCode::OK);
    // It is gone, or unknown once the run has ended.
    let again = receive(b"again").await.status;
    assert!(again == StatusCode::GONE || again == StatusCode::NOT_FOUND);
    let unknown = app
        .engine
        .receive_awaited("0123", request(b"", &bench.clock));
    assert_eq!(unknown.await.status, StatusCode::NOT_FOUND);
    let output = app.ended(run).await.output.unwrap();
    assert_eq!(output["body"]["text"], json!("{\"approved\":true}"));
    assert_eq!(output["query"], json!("from=mail"));
    assert!(!output.to_string().contains("secret"), "{output}");
    app.stop().await;
}

pub(crate) async fn a_request_after_the_time_is_gone<H: Harness>() {
    /// Has something else to do when nobody has answered.
    #[job(trigger = OrderPlaced)]
    async fn asks_and_goes_on(order: OrderPlaced, io: Io) -> Result<bool> {
        let request = io.wait_for_request("answer", |url| note_url(order.id, url), HOUR);
        let is_answered = request.await?.is_some();
        io.wait("an-hour", HOUR).await?;
        Ok(is_answered)
    }

    let bench = Bench::<H>::new(jobs![asks_and_goes_on]);
    let app = bench.start().await;
    let run = app.order(2).await;
    let late = async || {
        let token = token_of(2);
        let request = request(b"", &bench.clock);
        app.engine.receive_awaited(&token, request).await.status
    };
    app.waiting(run).await;
    bench.clock.advance(HOUR);
    let goes_on = |run: &RunRecord| run.summary.waits_for == Some(WaitsFor::Time);
    app.until(run, goes_on).await;
    assert_eq!(late().await, StatusCode::GONE);
    bench.clock.advance(HOUR);
    assert_eq!(app.ended(run).await.output, Some(json!(false)));
    assert_eq!(late().await, StatusCode::NOT_FOUND);
    app.stop().await;
}

pub(crate) async fn a_request_that_comes_while_the_url_is_handed_out_is_not_lost<H: Harness>() {
    static ENGINE: std::sync::OnceLock<(Arc<dyn Engine>, Clock)> = std::sync::OnceLock::new();

    #[job(trigger = OrderPlaced)]
    async fn is_answered_at_once(_order: OrderPlaced, io: Io) -> Result<bool> {
        let hand_out = |url: String| async move {
            let (engine, clock) = ENGINE.get().expect("the engine");
            let token = url.rsplit('/').next().unwrap_or_default();
            let answer = engine
                .receive_awaited(token, request(b"quick", clock))
                .await;
            assert_eq!(answer.status, StatusCode::OK);
            Ok::<_, Error>(())
        };
        let request = io.wait_for_request("answer", hand_out, HOUR).await?;
        Ok(request.is_some_and(|request| request.text().is_ok_and(|text| text == "quick")))
    }

    let bench = Bench::<H>::new(jobs![is_answered_at_once]);
    let app = bench.start().await;
    assert!(
        ENGINE
            .set((Arc::clone(&app.engine), bench.clock.clone()))
            .is_ok()
    );
    let run = app.order(1).await;
    assert_eq!(app.ended(run).await.output, Some(json!(true)));
    app.stop().await;
}

pub(crate) async fn an_event_finds_its_run_among_many_that_wait_for_others<H: Harness>() {
    let bench = Bench::<H>::new(jobs![awaits_payment]);
    let app = bench.start().await;
    let mut runs = Vec::new();
    for id in 0..200 {
        runs.push(app.order(id).await);
    }
    for run in &runs {
        app.waiting(*run).await;
    }
    app.engine.publish(payment(123, 1)).await.unwrap();
    assert_eq!(app.ended(runs[123]).await.output, Some(json!(1)));
    let waiting = RunQuery {
        status: Some(RunStatus::Waiting),
        limit: 1000,
        ..RunQuery::default()
    };
    assert_eq!(app.engine.runs(waiting).await.unwrap().len(), 199);
    app.stop().await;
}

pub(crate) async fn a_delayed_event_resolves_a_wait_when_its_time_comes<H: Harness>() {
    #[job(trigger = OrderPlaced)]
    async fn reminds_itself(order: OrderPlaced, io: Io) -> Result<u32> {
        let paid = OrderPaid {
            id: order.id,
            amount: 3,
        };
        io.send_event("later", Sending::of(paid).deliver_after(HOUR))
            .await?;
        let filter = json!({ "id": [order.id] });
        let paid = io
            .wait_for_event::<OrderPaid>("paid", filter, Duration::MAX)
            .await?;
        Ok(paid.map_or(0, |paid| paid.amount))
    }

    let bench = Bench::<H>::new(jobs![reminds_itself]);
    let app = bench.start().await;
    let run = app.order(1).await;
    app.waiting(run).await;
    assert_eq!(app.record(run).await.summary.wake_at, None);
    bench.clock.advance(HOUR);
    assert_eq!(app.ended(run).await.output, Some(json!(3)));
    app.stop().await;
}
