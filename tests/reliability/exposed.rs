//! An app that is exposed to strangers.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

use crate::support::app::{App, Serving};
use crate::support::http::{self, Answer};
use crate::support::stripe_api::{event, now, price, signature};

/// What signs deliveries to it.
pub const SECRET: &str = "whsec_c4n4ry";

/// `tests/apps/prices.rs` with the job `created`, which notes each price in the ledger, and a
/// webhook that was registered by hand.
pub struct Exposed {
    pub app: App,
    pub serving: Serving,
}

impl Exposed {
    pub fn start() -> Self {
        Self::with(|app| app)
    }

    pub fn with(set: impl FnOnce(App) -> App) -> Self {
        let app = App::prices("created").with("STRIPE_WEBHOOK_SECRET", SECRET);
        let app = set(app);
        let serving = app.serve();
        Self { app, serving }
    }

    /// Where Stripe sends to.
    pub fn url(&self) -> String {
        self.serving.url("/sources/stripe.webhook")
    }

    pub fn send(&self, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        http::post(&self.url(), headers, body).expect("an answer")
    }

    /// Sends a body under a `Stripe-Signature`.
    pub fn send_under(&self, signature: &str, body: &[u8]) -> Answer {
        self.send(&[("stripe-signature", signature)], body)
    }

    /// Sends a body as Stripe would.
    pub fn send_signed(&self, body: &[u8]) -> Answer {
        self.send_under(&signature(SECRET, now(), body), body)
    }

    /// What a socket is answered to some bytes, up to its end.
    pub fn raw(&self, bytes: &[u8]) -> String {
        let mut socket = self.connect();
        // A server may answer and close without reading all of it.
        let _ = socket.write_all(bytes);
        let mut answer = Vec::new();
        let _ = socket.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// A connection that waits for its answers, though not forever.
    pub fn connect(&self) -> TcpStream {
        let address = self.serving.url("").replace("http://", "");
        let socket = TcpStream::connect(address).expect("a connection");
        let limit = Some(Duration::from_secs(60));
        socket.set_read_timeout(limit).expect("a limit");
        socket
    }

    pub fn runs(&self) -> Vec<Value> {
        self.list(&["runs", "--limit", "1000"])
    }

    /// What arrived, newest first.
    pub fn deliveries(&self) -> Vec<Value> {
        self.list(&["deliveries", "--limit", "10000"])
    }

    pub fn list(&self, command: &[&str]) -> Vec<Value> {
        self.app.json(command).as_array().expect("a list").clone()
    }

    /// What was sent until now has run nothing, and the app serves on.
    #[track_caller]
    pub fn assert_unharmed(&self) {
        assert_eq!(self.runs(), [Value::Null; 0]);
        let body = created("price_unharmed").to_string();
        assert_eq!(self.send_signed(body.as_bytes()).status, 200);
        let run = self.app.until_finished(&self.serving, "created");
        assert_eq!(run["status"], "completed");
        assert_eq!(self.app.ledger(), ["created price_unharmed"]);
    }
}

/// An event that runs the job.
pub fn created(id: &str) -> Value {
    event("price.created", price(id))
}
