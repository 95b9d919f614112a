//! Runs that wait for something other than a time.

use super::*;
use crate::ReceivedRequest;
use crate::run::{Pause, WaitsFor};

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
    assert!(
        !bench.holds(token_of(4).as_bytes()),
        "the URL is nowhere in the clear"
    );
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
        core.execute(claimed, None).await;
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
            .release(taken.fence, Some(pause), taken.brought, Vec::new(), now);
        assert_eq!(released.await.unwrap().status, status);
    }
    let record = engine.run(run).await.unwrap().unwrap();
    assert_eq!(record.summary.status, RunStatus::Queued);
}
