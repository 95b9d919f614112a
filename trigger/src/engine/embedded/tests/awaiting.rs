//! Runs that wait for something other than a time.

use bytes::Bytes;
use http::{Method, StatusCode};

use super::*;
use crate::run::{Pause, WaitsFor};
use crate::source::Request;
use crate::{ReceivedRequest, Sending};

#[event_spec(name = "order.paid")]
#[derive(Clone, Debug, Serialize, Deserialize)]
struct OrderPaid {
    id: u32,
    amount: u32,
}

/// Waits for its order's payment, for a day.
#[job(trigger = OrderPlaced)]
async fn awaits_payment(order: OrderPlaced, io: Io) -> Result<Option<u32>> {
    let paid = io
        .wait_for_event::<OrderPaid>("paid", json!({ "id": [order.id] }), 24 * HOUR)
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

#[tokio::test]
async fn a_run_goes_on_with_the_event_that_it_waits_for_and_no_other() {
    let bench = Bench::new(jobs![awaits_payment]);
    let mut app = bench.start().await;
    let (first, second) = (app.order(1).await, app.order(2).await);
    app.waiting(first).await;
    app.waiting(second).await;
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

#[tokio::test]
async fn a_wait_that_runs_out_gives_nothing_and_takes_no_later_event() {
    let bench = Bench::new(jobs![awaits_payment]);
    let mut app = bench.start().await;
    let run = app.order(1).await;
    app.waiting(run).await;
    bench.clock.advance(24 * HOUR);
    assert_eq!(app.ended(run).await.output, Some(json!(null)));
    app.engine.publish(payment(1, 5)).await.unwrap();
    assert_eq!(app.record(run).await.tasks[0].output, Some(json!(null)));
    app.stop().await;
}

#[tokio::test]
async fn an_event_that_comes_while_nobody_serves_is_not_lost() {
    let bench = Bench::new(jobs![awaits_payment]);
    let app = bench.start().await;
    let run = app.order(3).await;
    app.waiting(run).await;
    app.stop().await;
    let engine = bench.open().await;
    engine.publish(payment(3, 8)).await.unwrap();
    drop(engine);
    let mut app = bench.start().await;
    assert_eq!(app.ended(run).await.output, Some(json!(8)));
    app.stop().await;
}

#[tokio::test]
async fn an_event_that_came_before_the_wait_counts_once_and_an_older_one_not() {
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

    let bench = Bench::new(jobs![causes]);
    let mut app = bench.start().await;
    app.engine.publish(payment(1, 99)).await.unwrap();
    let run = app.order(1).await;
    app.waiting(run).await;
    bench.clock.advance(HOUR);
    assert_eq!(app.ended(run).await.output, Some(json!([4, true])));
    app.stop().await;
}

#[tokio::test]
async fn an_event_reaches_a_run_that_does_something_else_meanwhile() {
    #[job(trigger = OrderPlaced)]
    async fn races(order: OrderPlaced, io: Io) -> Result<u32> {
        let endless = io.run("endless", || async {
            io.log().info("endless began", ());
            std::future::pending::<()>().await;
            Ok::<_, Error>(())
        });
        let paid = io.wait_for_event::<OrderPaid>("paid", json!({ "id": [order.id] }), HOUR);
        tokio::select! {
            _ = endless => Ok(0),
            paid = paid => Ok(paid?.map_or(0, |paid| paid.amount)),
        }
    }

    let bench = Bench::new(jobs![races]);
    let mut app = bench.start().await;
    let run = app.order(1).await;
    app.said("endless began").await;
    app.engine.publish(payment(1, 6)).await.unwrap();
    assert_eq!(app.ended(run).await.output, Some(json!(6)));
    app.stop().await;
}

#[tokio::test]
async fn a_filter_that_makes_no_sense_fails_the_call() {
    #[job(trigger = OrderPlaced)]
    async fn mistakes(_order: OrderPlaced, io: Io) -> Result<()> {
        let filter = json!({ "id": [{ "$near": 1 }] });
        io.wait_for_event::<OrderPaid>("paid", filter, HOUR).await?;
        Ok(())
    }

    let bench = Bench::new(jobs![mistakes]);
    let mut app = bench.start().await;
    let run = app.order(1).await;
    let error = app.ended(run).await.error.unwrap().to_string();
    assert!(error.contains("$near"), "{error}");
    app.stop().await;
}

#[tokio::test]
async fn waiting_until_a_time_that_has_passed_is_not_waiting() {
    #[job(trigger = OrderPlaced)]
    async fn waits_until(_order: OrderPlaced, io: Io) -> Result<()> {
        io.wait_until("past", "2020-01-01T00:00:00Z".parse()?)
            .await?;
        io.wait_until("future", "2026-01-01T02:00:00Z".parse()?)
            .await
    }

    let bench = Bench::new(jobs![waits_until]);
    let mut app = bench.start().await;
    let run = app.order(1).await;
    app.waiting(run).await;
    let wake_at = app.record(run).await.summary.wake_at;
    assert_eq!(wake_at, Some(add(bench.clock.now(), 2 * HOUR)));
    bench.clock.advance(2 * HOUR);
    assert_eq!(app.ended(run).await.summary.status, RunStatus::Completed);
    app.stop().await;
}

#[tokio::test]
async fn a_run_that_yields_leaves_its_place_and_goes_on() {
    #[job(trigger = OrderPlaced, concurrency = 1)]
    async fn yields(order: OrderPlaced, io: Io) -> Result<()> {
        io.log().info(format!("{} began", order.id), ());
        if order.id == 1 {
            io.run("gate", || async {
                io.log().info("at the gate", ());
                GATE.notified().await;
                Ok::<_, Error>(())
            })
            .await?;
        }
        io.yield_now("yield").await?;
        io.log().info(format!("{} ends", order.id), ());
        Ok(())
    }

    static GATE: tokio::sync::Notify = tokio::sync::Notify::const_new();

    let bench = Bench::new(jobs![yields]);
    let mut app = bench.start().await;
    let first = app.order(1).await;
    app.said("at the gate").await;
    let second = app.order(2).await;
    GATE.notify_one();
    // The second one begins though the first one has not ended.
    app.said("2 began").await;
    assert!(!app.record(first).await.summary.status.is_finished());
    app.ended(first).await;
    app.ended(second).await;
    app.stop().await;
}

static URLS: std::sync::Mutex<Vec<String>> = std::sync::Mutex::new(Vec::new());

/// Hands out a URL and waits for the request.
#[job(trigger = OrderPlaced)]
async fn asks(order: OrderPlaced, io: Io) -> Result<Option<ReceivedRequest>> {
    let hand_out = |url: String| async move {
        URLS.lock().unwrap().push(format!("{} {url}", order.id));
        Ok::<_, Error>(())
    };
    io.wait_for_request("answer", hand_out, HOUR).await
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

#[tokio::test]
async fn the_first_request_resolves_the_wait_and_every_other_is_gone() {
    let bench = Bench::new(jobs![asks]);
    let mut app = bench.start().await;
    let run = app.order(1).await;
    app.waiting(run).await;
    let token = token_of(1);
    let receive = |body| {
        app.engine
            .receive_awaited(&token, request(body, &bench.clock))
    };
    assert_eq!(receive(b"{\"approved\":true}").await.status, StatusCode::OK);
    assert_eq!(receive(b"again").await.status, StatusCode::GONE);
    let unknown = app
        .engine
        .receive_awaited("0123", request(b"", &bench.clock));
    assert_eq!(unknown.await.status, StatusCode::NOT_FOUND);
    let output = app.ended(run).await.output.unwrap();
    assert_eq!(output["body"]["text"], json!("{\"approved\":true}"));
    assert_eq!(output["query"], json!("from=mail"));
    assert!(!output.to_string().contains("secret"), "{output}");
    assert!(
        !bench.holds(token.as_bytes()),
        "the URL is nowhere in the clear"
    );
    app.stop().await;
}

#[tokio::test]
async fn a_request_after_the_time_is_gone() {
    let bench = Bench::new(jobs![asks]);
    let mut app = bench.start().await;
    let run = app.order(2).await;
    app.waiting(run).await;
    bench.clock.advance(HOUR);
    app.rest(run).await;
    assert_eq!(app.ended(run).await.output, Some(json!(null)));
    let token = token_of(2);
    let late = app
        .engine
        .receive_awaited(&token, request(b"", &bench.clock));
    assert_eq!(late.await.status, StatusCode::NOT_FOUND);
    app.stop().await;
}

#[tokio::test]
async fn a_request_that_comes_while_the_url_is_handed_out_is_not_lost() {
    static ENGINE: std::sync::OnceLock<(Arc<Embedded>, Clock)> = std::sync::OnceLock::new();

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

    let bench = Bench::new(jobs![is_answered_at_once]);
    let mut app = bench.start().await;
    assert!(
        ENGINE
            .set((Arc::clone(&app.engine), bench.clock.clone()))
            .is_ok()
    );
    let run = app.order(1).await;
    assert_eq!(app.ended(run).await.output, Some(json!(true)));
    app.stop().await;
}

#[tokio::test]
async fn an_event_finds_its_run_among_many_that_wait_for_others() {
    let bench = Bench::new(jobs![awaits_payment]);
    let mut app = bench.start().await;
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

#[tokio::test]
async fn a_delayed_event_resolves_a_wait_when_its_time_comes() {
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

    let bench = Bench::new(jobs![reminds_itself]);
    let mut app = bench.start().await;
    let run = app.order(1).await;
    app.waiting(run).await;
    assert_eq!(app.record(run).await.summary.wake_at, None);
    bench.clock.advance(HOUR);
    assert_eq!(app.ended(run).await.output, Some(json!(3)));
    app.stop().await;
}

/// Sends a request to the ingress over a socket, and gives the status line.
async fn send(address: std::net::SocketAddr, head: String, body: &[u8]) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut socket = tokio::net::TcpStream::connect(address).await.unwrap();
    let head = format!(
        "{head} HTTP/1.1\r\nhost: app\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    // What is refused by its length may not be read.
    let _ = socket.write_all(body).await;
    let mut answer = Vec::new();
    let _ = socket.read_to_end(&mut answer).await;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    answer.lines().next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn the_ingress_takes_one_request_of_any_method_within_its_limits() {
    let bench = Bench::new(jobs![asks]);
    let mut app = bench.start().await;
    let run = app.order(4).await;
    app.waiting(run).await;
    let engine: Arc<dyn Engine> = app.engine.clone();
    let limits = crate::server::Limits {
        body: 100,
        ..crate::server::Limits::default()
    };
    let router = crate::server::router(engine, bench.clock.clone(), limits);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move { axum::serve(listener, router).await });

    let path = format!("/requests/{}", token_of(4));
    let too_large = send(address, format!("POST {path}"), &[b'x'; 101]).await;
    assert!(too_large.contains(" 413 "), "{too_large}");
    let unknown = send(address, "POST /requests/0000".to_owned(), b"").await;
    assert!(unknown.contains(" 404 "), "{unknown}");
    let taken = send(address, format!("GET {path}?approve=yes"), b"").await;
    assert!(taken.contains(" 200 "), "{taken}");
    let again = send(address, format!("GET {path}"), b"").await;
    assert!(
        again.contains(" 410 ") || again.contains(" 404 "),
        "{again}"
    );
    let output = app.ended(run).await.output.unwrap();
    assert_eq!(output["query"], json!("approve=yes"));
    assert_eq!(output["method"], json!("GET"));
    server.abort();
    app.stop().await;
}

#[tokio::test]
async fn a_run_that_is_put_away_just_when_its_event_comes_is_queued() {
    let bench = Bench::new(jobs![awaits_payment]);
    let engine = bench.open().await;
    let core = &engine.core;
    let order = Publish {
        name: "order.placed".to_owned(),
        payload: serde_json::value::to_raw_value(&json!({ "id": 3 })).unwrap(),
        id: None,
    };
    let run = engine.publish(order).await.unwrap().runs[0];
    let now = bench.clock.now();
    let codes = core.codes.clone();
    let claims = core.store.claim(core.worker, codes, 1, String::new(), now);
    let claims = claims.await.unwrap();
    for claimed in claims.claimed {
        core.execute(claimed).await;
    }
    let pause = Pause {
        on: WaitsFor::Event,
        wake_at: None,
        awaits: true,
    };
    let late = add(now, 24 * HOUR);
    for (payments, status) in [(0, RunStatus::Waiting), (1, RunStatus::Queued)] {
        let taken = core
            .store
            .claim_family(run, core.worker, late)
            .await
            .unwrap();
        let taken = taken.first().expect("its time has come");
        for _ in 0..payments {
            engine.publish(payment(3, 8)).await.unwrap();
        }
        let wake_at = (payments == 0).then_some(late);
        let pause = Pause { wake_at, ..pause };
        let released = core
            .store
            .release(taken.fence, Some(pause), taken.results, Vec::new(), now);
        assert_eq!(released.await.unwrap().status, status);
    }
    let record = engine.run(run).await.unwrap().unwrap();
    assert_eq!(record.summary.status, RunStatus::Queued);
}
