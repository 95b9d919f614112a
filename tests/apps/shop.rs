//! The app that is killed: a price from Stripe sets off tasks, a wait, a run that is waited for and
//! an event, and everything leaves a line in a ledger that knows nothing of the database.
//!
//! | line | |
//! |---|---|
//! | `executed TASK PRICE KEY` | the task executes, under this idempotency key |
//! | `committed TASK PRICE` | its run has been given the result |
//!
//! `SHOP_LEDGER` names the file.

use std::fs::OpenOptions;
use std::io::Write as _;

use serde::{Deserialize, Serialize};
use trigger::Attempt;
use trigger::integrations::stripe::{self, Stripe};
use trigger::prelude::*;

/// A price is in the shop.
#[event_spec(name = "price.entered")]
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Entered {
    id: String,
}

#[job(trigger = stripe::on_price_created)]
async fn count(price: stripe::Price, io: Io) -> Result<()> {
    note(&io, "count", &price.id).await
}

#[job(trigger = stripe::on_price_created)]
async fn enter(price: stripe::Price, io: Io) -> Result<()> {
    note(&io, "first", &price.id).await?;
    if price.id.ends_with('7') {
        // Short: a run that is in memory whenever the process dies is given up after some times.
        io.wait("think", Duration::from_millis(60)).await?;
    }
    io.invoke_and_wait::<label>("label", price.id.clone())
        .await?;
    note(&io, "second", &price.id).await?;
    let entered = Entered {
        id: price.id.clone(),
    };
    io.send_event("entered", entered).await?;
    note(&io, "third", &price.id).await
}

#[job(trigger = invoke)]
async fn label(id: String, io: Io) -> Result<()> {
    note(&io, "label", &id).await
}

#[job(trigger = Entered)]
async fn announce(price: Entered, io: Io) -> Result<()> {
    note(&io, "announce", &price.id).await
}

/// Executes a task, and notes that its result is committed: `io.run` says so by returning.
async fn note(io: &Io, what: &'static str, id: &str) -> Result<()> {
    io.run(what, execute(what, id.to_owned())).await?;
    write(&format!("committed {what} {id}"))
}

#[task]
async fn execute(what: &'static str, id: String) -> Result<()> {
    let key = Attempt::current().map(|attempt| attempt.idempotency_key);
    write(&format!("executed {what} {id} {}", key.unwrap_or_default()))
}

/// Writes a line in one piece, so that several processes can share the ledger. A kill can end a write
/// where a page of the file ends, so each line has 128 bytes, of which a page has whole ones.
fn write(line: &str) -> Result<()> {
    let ledger = std::env::var("SHOP_LEDGER")?;
    let mut ledger = OpenOptions::new().create(true).append(true).open(ledger)?;
    ledger.write_all(format!("{line:<127}\n").as_bytes())?;
    Ok(())
}

#[tokio::main]
async fn main() -> ExitCode {
    trigger::App::with_jobs(trigger::jobs![count, enter, label, announce])
        .integration(Stripe::from_env())
        .run()
        .await
}
