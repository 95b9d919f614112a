//! The app that senders of all kinds post to: endpoints that a person configures at them, and the
//! webhook of a provider whose old secret is good for a while.
//!
//! | variable | |
//! |---|---|
//! | `INBOX_SECRET` | what bookings and calls are signed with |
//! | `ORDERS_SECRET`, `ORDERS_SECRET_OLD` | what orders are signed with |
//! | `INBOX_EXPIRING`, `INBOX_EXPIRES_AT` | another secret of orders, and until when it is good |

use serde::{Deserialize, Serialize};
use trigger::IntegrationMeta;
use trigger::prelude::*;
use trigger::source::signature::{Part, Scheme, Secrets, Stamp};
use trigger::source::{
    Envelope, Handled, HttpRequest, Place, Rejected, Request, Response, Webhook, WebhookSource,
};

#[derive(Debug, Serialize, Deserialize)]
struct Booking {
    uid: String,
    guests: String,
}

/// Somebody books a table.
#[http_endpoint(
    id = "bookings",
    verify = hmac_sha256(
        header = "X-Booking-Signature",
        secret = env("INBOX_SECRET"),
        prefix = "sha256=",
    ),
    event_id = |booking| &booking.uid,
    respond = |booking| Response::json(&json!({ "booked": booking.uid })),
)]
fn on_booking(booking: &Booking) -> Properties {
    properties! { "Booking" => booking.uid }
}

#[job(trigger = on_booking)]
async fn note(booking: Booking) -> Result<String> {
    Ok(booking.uid)
}

#[job(trigger = on_booking, filter = |booking| booking.guests == "many")]
async fn prepare(booking: Booking) -> Result<String> {
    Ok(booking.guests)
}

#[derive(Debug, Serialize, Deserialize)]
struct Call {
    amount: u64,
}

/// Somebody calls, by whatever method.
#[http_endpoint(
    id = "calls",
    method = ["GET", "POST"],
    verify = hmac_sha256(
        header = "X-Call-Signature",
        secret = env("INBOX_SECRET"),
        timestamp = "X-Call-Time",
    ),
    respond = |call| Response::text(call.query("challenge").unwrap_or("noted")),
)]
fn on_call(call: &HttpRequest<Option<Call>>) -> Properties {
    properties! { "Method" => call.method }
}

#[job(trigger = on_call, filter = |call| call.method == "GET")]
async fn asked(_: HttpRequest<Option<Call>>) -> Result<()> {
    Ok(())
}

#[job(trigger = on_call, filter = |call| call.header("x-urgency") == Some("high"))]
async fn urgent(_: HttpRequest<Option<Call>>) -> Result<()> {
    Ok(())
}

#[job(trigger = on_call, filter = |call| call.query("team") == Some("a"))]
async fn of_team_a(_: HttpRequest<Option<Call>>) -> Result<()> {
    Ok(())
}

#[job(trigger = on_call, filter = |call| call.body.as_ref().is_some_and(|call| call.amount > 100))]
async fn large(call: HttpRequest<Option<Call>>) -> Result<String> {
    // What is no part of what a job is for it is not given.
    Ok(call
        .header("authorization")
        .unwrap_or("no credential")
        .to_owned())
}

/// What an order holds.
#[derive(Debug, Serialize, Deserialize)]
struct Order {
    number: u64,
}

/// The provider of orders.
enum Orders {}

impl WebhookSource for Orders {
    const ID: &'static str = "orders.webhook";
    const PROVIDER: IntegrationMeta = IntegrationMeta::new("orders", "Orders", "Orders");
    const SECRET: &'static str = "ORDERS_SECRET";
    const SETUP: &'static str = "add an endpoint under Orders";
    const SCHEME: Scheme = Scheme::hmac_sha256("x-orders-signature")
        .separator(' ')
        .prefix("v1=")
        .over(&[
            Part::Timestamp(Stamp::header("x-orders-time")),
            Part::Text("."),
            Part::Body,
        ]);

    fn read(request: &Request) -> Result<Handled<'_>, Rejected> {
        Envelope::named(&[Place::Field("/type")])
            .payload("/data")
            .read(request)
    }
}

/// An order was placed.
#[event_spec(name = "order.placed", source = Orders)]
fn on_order_placed(order: &Order) -> Properties {
    properties! { "Number" => order.number }
}

#[job(trigger = on_order_placed)]
async fn deliver(order: Order) -> Result<u64> {
    Ok(order.number)
}

/// The secrets of orders: those of the environment, and one that expires.
fn secrets() -> Result<Secrets> {
    let secrets = Secrets::from_env(Orders::SECRET);
    Ok(match std::env::var("INBOX_EXPIRING") {
        Ok(expiring) => {
            let until = std::env::var("INBOX_EXPIRES_AT")?;
            secrets.or_until(expiring, until.parse().map_err(Error::permanent)?)
        }
        Err(_) => secrets,
    })
}

#[tokio::main]
async fn main() -> ExitCode {
    match secrets() {
        Ok(secrets) => {
            let orders = Webhook::<Orders>::new(secrets);
            trigger::app().integration(orders).run().await
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
