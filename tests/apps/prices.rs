//! The app that tests start as a process: prices come from Stripe and from the app itself, and each
//! execution of a task leaves a line in a ledger.
//!
//! | variable | |
//! |---|---|
//! | `PRICES_JOBS` | the ids of the jobs it has, separated by commas |
//! | `PRICES_LEDGER` | the file that tasks write a line to |
//! | `PRICES_GATE` | the file that jobs wait for |

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use serde::{Deserialize, Serialize};
use trigger::integrations::stripe::{self, Stripe};
use trigger::prelude::*;

/// A price was entered by hand.
#[event_spec(name = "price.entered")]
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Entered {
    id: String,
}

/// A price was entered to try something.
#[event_spec(
    name = "price.entered",
    filter = |price| price.id.starts_with("try_"),
    deprecated = "use `Entered`",
    examples(one("One", json = r#"{ "id": "try_1" }"#)),
)]
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Tried {
    id: String,
}

/// A price was entered that takes a while.
#[event_spec(name = "price.examined")]
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Examined {
    id: String,
}

#[job(trigger = stripe::on_price_created)]
async fn created(price: stripe::Price, io: Io) -> Result<()> {
    io.run("note", note("created", price.id)).await
}

#[job(trigger = stripe::on_price_updated)]
async fn updated(price: stripe::Price, io: Io) -> Result<()> {
    io.run("note", note("updated", price.id)).await
}

#[job(trigger = stripe::on_price_deleted)]
async fn deleted(price: stripe::Price, io: Io) -> Result<()> {
    io.run("note", note("deleted", price.id)).await
}

#[job(trigger = stripe::on_price_created)]
async fn failing(price: stripe::Price) -> Result<()> {
    Err(format!("{} is not for sale", price.id).into())
}

#[job(trigger = Entered)]
async fn entered(price: Entered, io: Io) -> Result<()> {
    io.run("note", note("entered", price.id)).await
}

#[job(trigger = Tried)]
#[allow(deprecated)]
async fn tried(price: Tried, io: Io) -> Result<()> {
    io.run("note", note("tried", price.id)).await
}

/// Executes until the gate is open.
#[job(trigger = Examined)]
async fn gated(price: Examined, io: Io) -> Result<()> {
    io.run("begin", note("begun", price.id.clone())).await?;
    io.run("gate", pass_the_gate()).await?;
    io.run("end", note("ended", price.id)).await
}

/// Is put away for a while once the gate is open.
#[job(trigger = Examined)]
async fn waiting(price: Examined, io: Io) -> Result<()> {
    io.run("begin", note("begun", price.id.clone())).await?;
    io.run("gate", pass_the_gate()).await?;
    io.wait("think", Duration::from_millis(1500)).await?;
    io.run("end", note("ended", price.id)).await
}

/// Describes the webhook endpoint of the price's id, for which there is no task.
#[job(trigger = Entered)]
async fn describing(endpoint: Entered, stripe: Stripe) -> Result<String> {
    let path = format!("/v1/webhook_endpoints/{}", endpoint.id);
    let parameters = json!({ "description": "ours" });
    let answer: serde_json::Value = stripe
        .native("describe", stripe::Method::POST, path, parameters)
        .await?;
    Ok(answer["description"].to_string())
}

/// Is started by a call.
#[job(trigger = invoke)]
async fn asked(price: Entered, io: Io) -> Result<String> {
    io.run("note", note("asked", price.id.clone())).await?;
    Ok(price.id)
}

/// Takes its process down with it.
#[job(trigger = Entered)]
async fn fatal(price: Entered, io: Io) -> Result<()> {
    io.run("note", note("fatal", price.id)).await?;
    std::process::abort()
}

/// Writes a line to the ledger, in one piece, so that several processes can share it.
#[task]
async fn note(what: &'static str, id: String) -> Result<()> {
    let ledger = std::env::var("PRICES_LEDGER")?;
    let mut ledger = OpenOptions::new().create(true).append(true).open(ledger)?;
    ledger.write_all(format!("{what} {id}\n").as_bytes())?;
    Ok(())
}

#[task]
async fn pass_the_gate() -> Result<()> {
    let gate = std::env::var("PRICES_GATE")?;
    File::create(Path::new(&gate).with_extension("reached"))?;
    while !Path::new(&gate).exists() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok(())
}

#[tokio::main]
async fn main() -> ExitCode {
    let chosen = std::env::var("PRICES_JOBS").unwrap_or_default();
    let all = trigger::jobs![
        created, updated, deleted, failing, entered, tried, describing, gated, waiting, asked,
        fatal
    ];
    let jobs = all
        .into_iter()
        .filter(|job| chosen.split(',').any(|id| id == job.meta.id));
    trigger::App::with_jobs(jobs)
        .integration(Stripe::from_env())
        .run()
        .await
}
