//! Requests that are made ready before the clock starts, so that sending them costs little.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::stripe_api;

/// How large an event's body is, about that of a real one.
pub const BODY: usize = 3 * 1024;

/// How a set of requests was answered.
#[derive(Default)]
pub struct Answered {
    pub took: Duration,
    /// How long each request took, shortest first.
    pub latencies: Vec<Duration>,
}

impl Answered {
    /// With those of another set.
    pub fn add(&mut self, other: Self) {
        self.took += other.took;
        self.latencies.extend(other.latencies);
        self.latencies.sort_unstable();
    }

    pub fn per_second(&self) -> f64 {
        per_second(self.latencies.len(), self.took)
    }
}

#[allow(clippy::cast_precision_loss)]
pub fn per_second(count: usize, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64()
}

/// A percentile of durations that are in order.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss
)]
pub fn percentile(sorted: &[Duration], share: f64) -> Duration {
    let last = sorted.len().saturating_sub(1);
    let at = (last as f64 * share).round() as usize;
    sorted.get(at).copied().unwrap_or_default()
}

/// An event about a price of this many cents, of the size of a real one.
pub fn event(kind: &str, cents: u64) -> Value {
    let mut price = stripe_api::price("price_1TmBench");
    price["unit_amount"] = json!(cents);
    let event = stripe_api::event(kind, price.clone());
    let missing = BODY.saturating_sub(event.to_string().len());
    price["metadata"] = json!({ "note": "x".repeat(missing.saturating_sub(12)) });
    let mut event = event;
    event["data"]["object"] = price;
    event
}

/// A signed event as it goes over the wire.
pub fn request(path: &str, secret: &str, event: &Value) -> Vec<u8> {
    let body = event.to_string();
    let signature = stripe_api::signature(secret, stripe_api::now(), body.as_bytes());
    format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         stripe-signature: {signature}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// A connection that is kept open.
pub struct Connection(TcpStream);

impl Connection {
    pub async fn open(address: SocketAddr) -> io::Result<Self> {
        let socket = TcpStream::connect(address).await?;
        socket.set_nodelay(true)?;
        Ok(Self(socket))
    }

    /// Sends a request and says how long it took to be answered with success.
    pub async fn exchange(&mut self, request: &[u8]) -> io::Result<Duration> {
        let mut answer = [0; 2048];
        let began = Instant::now();
        self.0.write_all(request).await?;
        // Each answer is short and comes in one piece: a status and an empty body.
        let read = self.0.read(&mut answer).await?;
        let took = began.elapsed();
        if answer[..read].starts_with(b"HTTP/1.1 200") {
            return Ok(took);
        }
        let answer = String::from_utf8_lossy(&answer[..read]).into_owned();
        Err(io::Error::other(format!("answered: {answer}")))
    }
}

/// Sends requests over some connections, each waiting for its answer before it sends the next one.
pub async fn send(
    address: SocketAddr,
    connections: usize,
    requests: Vec<Vec<u8>>,
) -> io::Result<Answered> {
    let mut open = Vec::new();
    for _ in 0..connections {
        open.push(Connection::open(address).await?);
    }
    let requests = Arc::new(Mutex::new(VecDeque::from(requests)));
    let began = Instant::now();
    let senders: Vec<_> = open
        .into_iter()
        .map(|connection| tokio::spawn(sender(connection, Arc::clone(&requests))))
        .collect();
    let mut latencies = Vec::new();
    for sender in senders {
        latencies.extend(sender.await.map_err(io::Error::other)??);
    }
    let took = began.elapsed();
    latencies.sort_unstable();
    Ok(Answered { took, latencies })
}

async fn sender(
    mut connection: Connection,
    requests: Arc<Mutex<VecDeque<Vec<u8>>>>,
) -> io::Result<Vec<Duration>> {
    let next = || {
        let mut requests = requests.lock().unwrap_or_else(PoisonError::into_inner);
        requests.pop_front()
    };
    let mut latencies = Vec::new();
    while let Some(request) = next() {
        latencies.push(connection.exchange(&request).await?);
    }
    Ok(latencies)
}
