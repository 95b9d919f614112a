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
pub struct Answered {
    pub took: Duration,
    /// How long each request took, shortest first.
    pub latencies: Vec<Duration>,
}

impl Answered {
    pub fn per_second(&self) -> f64 {
        per_second(self.latencies.len(), self.took)
    }

    pub fn percentile(&self, share: f64) -> Duration {
        percentile(&self.latencies, share)
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

/// Sends requests over some connections, each waiting for its answer before it sends the next one.
pub async fn send(
    address: SocketAddr,
    connections: usize,
    requests: Vec<Vec<u8>>,
) -> io::Result<Answered> {
    let mut sockets = Vec::new();
    for _ in 0..connections {
        let socket = TcpStream::connect(address).await?;
        socket.set_nodelay(true)?;
        sockets.push(socket);
    }
    let requests = Arc::new(Mutex::new(VecDeque::from(requests)));
    let began = Instant::now();
    let senders: Vec<_> = sockets
        .into_iter()
        .map(|socket| tokio::spawn(sender(socket, Arc::clone(&requests))))
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
    mut socket: TcpStream,
    requests: Arc<Mutex<VecDeque<Vec<u8>>>>,
) -> io::Result<Vec<Duration>> {
    let mut latencies = Vec::new();
    let next = || {
        let mut requests = requests.lock().unwrap_or_else(PoisonError::into_inner);
        requests.pop_front()
    };
    let mut answer = [0; 2048];
    while let Some(request) = next() {
        let began = Instant::now();
        socket.write_all(&request).await?;
        // Each answer is short and comes in one piece: a status and an empty body.
        let read = socket.read(&mut answer).await?;
        latencies.push(began.elapsed());
        if !answer[..read].starts_with(b"HTTP/1.1 200") {
            let answer = String::from_utf8_lossy(&answer[..read]).into_owned();
            return Err(io::Error::other(format!("answered: {answer}")));
        }
    }
    Ok(latencies)
}
