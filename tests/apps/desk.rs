//! The app that the dashboard's tests look at: jobs that complete, fail, wait, retry, nest tasks and
//! are left out by their filters.
//!
//! | variable | |
//! |---|---|
//! | `DESK_GATE` | the file that `gated` waits for |

use std::path::Path;

use serde::{Deserialize, Serialize};
use trigger::integrations::stripe::{self, Stripe};
use trigger::prelude::*;

/// An order was placed.
#[event_spec(
    name = "order.placed",
    title = "Order placed",
    examples(
        small(
            "Small order",
            json = r#"{ "id": "order_1", "total": 1200, "currency": "usd", "lines": [{ "sku": "A-1", "count": 1 }] }"#
        ),
        large(
            "Large order",
            json = r#"{ "id": "order_2", "total": 990000, "currency": "eur", "lines": [{ "sku": "A-1", "count": 40 }, { "sku": "B-7", "count": 2 }], "note": "by Friday" }"#
        ),
    )
)]
#[derive(Clone, Debug, Serialize, Deserialize)]
struct OrderPlaced {
    id: String,
    total: u64,
    currency: String,
    lines: Vec<Line>,
    note: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Line {
    sku: String,
    count: u32,
}

/// Picks, packs and ships an order.
///
/// Each line is picked by a task of its own, within one that picks all of them.
#[job(name = "Fulfil order", version = "1.2.0", trigger = OrderPlaced)]
async fn fulfil(order: OrderPlaced, io: Io) -> Result<String> {
    io.log()
        .info("order received", json!({ "total": order.total }));
    let lines = order.lines.clone();
    let picking = io.clone();
    let picked: usize = io
        .run("pick", async || {
            for line in &lines {
                picking
                    .run(("line", &line.sku), pick(line.sku.clone(), line.count))
                    .await?;
            }
            Ok(lines.len())
        })
        .await?;
    io.status("packed", Status::new("parcel", "packed")).await?;
    io.wait("drying", Duration::from_millis(30)).await?;
    let label = io.run("label", print_label(order.id.clone())).await?;
    io.log().info("shipped", json!({ "lines": picked }));
    Ok(label)
}

#[task]
async fn pick(sku: String, count: u32) -> Result<u32> {
    tokio::time::sleep(Duration::from_millis(20)).await;
    let _ = sku;
    Ok(count)
}

/// Fails at its first attempt.
#[task(retry(limit = 3, min = "10ms"))]
async fn print_label(id: String) -> Result<String> {
    use std::sync::atomic::{AtomicU32, Ordering};
    static CALLS: AtomicU32 = AtomicU32::new(0);
    if CALLS.fetch_add(1, Ordering::Relaxed).is_multiple_of(2) {
        return Err("the printer is busy".into());
    }
    Ok(format!("label of {id}"))
}

/// Tells the team of large orders.
#[job(name = "Celebrate", trigger = OrderPlaced, filter = |order| order.total > 500_000 && order.currency == "usd")]
async fn celebrate(order: OrderPlaced) -> Result<()> {
    let _ = order;
    Ok(())
}

/// An invoice is due.
#[event_spec(
    name = "invoice.due",
    examples(first("First", json = r#"{ "id": "in_1" }"#))
)]
#[derive(Clone, Debug, Serialize, Deserialize)]
struct InvoiceDue {
    id: String,
}

/// Charges an invoice, at a bank that refuses.
#[job(name = "Charge invoice", trigger = InvoiceDue)]
async fn charge(invoice: InvoiceDue, io: Io) -> Result<()> {
    io.run("prepare", pick(invoice.id.clone(), 1)).await?;
    io.run("charge", refuse(invoice.id)).await
}

#[task(retry(limit = 2, min = "10ms"))]
async fn refuse(id: String) -> Result<()> {
    Err(Error::new("card declined: insufficient funds").context(format!("cannot charge {id}")))
}

/// Waits for a month.
#[job(name = "Remind", trigger = invoke)]
async fn remind(owner: String, io: Io) -> Result<()> {
    io.wait("a-month", Duration::from_secs(30 * 24 * 3600))
        .await?;
    io.run("mail", print_label(owner)).await?;
    Ok(())
}

/// Executes until the gate is open.
#[job(name = "Gated", trigger = invoke)]
async fn gated(id: String, io: Io) -> Result<String> {
    io.run("begin", pick(id.clone(), 1)).await?;
    io.run("gate", pass_the_gate()).await?;
    Ok(id)
}

#[task]
async fn pass_the_gate() -> Result<()> {
    let gate = std::env::var("DESK_GATE")?;
    while !Path::new(&gate).exists() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok(())
}

/// Reports every morning.
#[job(name = "Morning report", trigger = cron("0 9 * * MON-FRI", tz = "Europe/London"))]
async fn report(tick: Tick) -> Result<String> {
    Ok(tick.ts.to_string())
}

/// Hears of prices at Stripe.
#[job(name = "Price created", trigger = stripe::on_price_created)]
async fn price_created(price: stripe::Price) -> Result<String> {
    Ok(price.id)
}

#[tokio::main]
async fn main() -> ExitCode {
    trigger::App::with_jobs(trigger::jobs![
        fulfil,
        celebrate,
        charge,
        remind,
        gated,
        report,
        price_created
    ])
    .integration(Stripe::from_env())
    .run()
    .await
}
