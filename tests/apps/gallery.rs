//! The app that the dashboard is looked at with: its jobs finish, fail, wait, take a while and nest
//! tasks, so that every page has something to show.
//!
//! | variable | |
//! |---|---|
//! | `GALLERY_LEDGER` | the file that tasks write a line to, if it is set |
//! | `GALLERY_FIXED` | the file without which stock cannot be reserved |

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use serde::{Deserialize, Serialize};
use trigger::integrations::stripe::{self, Stripe};
use trigger::prelude::*;

/// An order was placed in the shop.
#[event_spec(
    name = "order.placed",
    title = "Order placed",
    examples(
        small("A small order", json = r#"{ "id": "ord_1", "customer": "Ada", "total": 1250, "items": ["notebook"] }"#),
        large("A large order", json = r#"{ "id": "ord_2", "customer": "Grace", "total": 98000, "items": ["desk", "lamp", "chair"] }"#),
    ),
    properties = |order| properties! { "Order" => order.id, "Customer" => order.customer },
)]
#[derive(Clone, Debug, Serialize, Deserialize)]
struct OrderPlaced {
    /// The order's id.
    id: String,
    /// Who ordered.
    customer: String,
    /// What it costs, in cents.
    total: u64,
    /// What was ordered.
    items: Vec<String>,
}

/// Announces a new price that customers in the United States can pay.
#[job(
    id = "announce-price",
    name = "Announce price",
    version = "1.2.0",
    trigger = stripe::on_price_created,
    filter = |price| price.active && price.currency == "usd",
)]
async fn announce_price(price: stripe::Price, io: Io) -> Result<()> {
    io.log()
        .info("a price was created", json!({ "currency": price.currency }));
    io.run("catalogue", enter(io.clone(), price.id.clone()))
        .await?;
    io.run("announce", note("announced", price.id)).await
}

/// Enters a price into the catalogue, and its index beside it.
#[task]
async fn enter(io: Io, id: String) -> Result<()> {
    io.run("write", note("written", id.clone())).await?;
    io.run("index", note("indexed", id)).await
}

/// Packs an order: a few steps that take a moment each.
#[job(id = "pack-order", name = "Pack order", version = "0.3.0", trigger = OrderPlaced)]
async fn pack_order(order: OrderPlaced, io: Io) -> Result<usize> {
    for (number, item) in order.items.iter().enumerate() {
        io.run(format!("pack-{number}"), pack(item.clone())).await?;
    }
    Ok(order.items.len())
}

/// Reserves stock, which fails until the stock room is open.
#[job(id = "reserve-stock", name = "Reserve stock", version = "0.1.0", trigger = OrderPlaced, filter = |order| order.total > 50_000)]
async fn reserve_stock(order: OrderPlaced, io: Io) -> Result<()> {
    io.run("count", note("counted", order.id.clone())).await?;
    io.run("reserve", reserve(order.id)).await
}

/// Asks for a review a week later.
#[job(id = "ask-for-review", name = "Ask for a review", version = "0.1.0", trigger = OrderPlaced)]
async fn ask_for_review(order: OrderPlaced, io: Io) -> Result<()> {
    io.wait("a-week", Duration::from_secs(7 * 86_400)).await?;
    io.run("ask", note("asked", order.id)).await
}

/// Adds the day's orders up.
#[job(id = "daily-totals", name = "Daily totals", version = "0.1.0", trigger = cron("0 7 * * MON-FRI", tz = "Europe/London"))]
async fn daily_totals(tick: Tick, io: Io) -> Result<()> {
    io.run("add-up", note("added up", tick.ts.to_string()))
        .await
}

#[task]
async fn pack(item: String) -> Result<String> {
    tokio::time::sleep(Duration::from_millis(400)).await;
    Ok(format!("{item} is in the box"))
}

#[task(retry(limit = 3, min = "50ms", max = "100ms"))]
async fn reserve(order: String) -> Result<()> {
    let fixed = std::env::var("GALLERY_FIXED").unwrap_or_default();
    if !Path::new(&fixed).exists() {
        return Err(format!("the stock room is closed: {order} waits").into());
    }
    write(&format!("reserved {order}"))
}

#[task]
async fn note(what: &'static str, id: String) -> Result<()> {
    write(&format!("{what} {id}"))
}

/// Writes a line to the ledger.
fn write(line: &str) -> Result<()> {
    if let Ok(ledger) = std::env::var("GALLERY_LEDGER") {
        let mut ledger = OpenOptions::new().create(true).append(true).open(ledger)?;
        ledger.write_all(format!("{line}\n").as_bytes())?;
    }
    Ok(())
}

#[tokio::main]
async fn main() -> ExitCode {
    let jobs = trigger::jobs![
        announce_price,
        pack_order,
        reserve_stock,
        ask_for_review,
        daily_totals
    ];
    trigger::App::with_jobs(jobs)
        .integration(Stripe::from_env())
        .run()
        .await
}
