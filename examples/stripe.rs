//! A Stripe price is created; it is entered into the catalogue, and the team hears about it once.
//!
//! Without any account: `cargo run --example stripe -- dev`, and a click in the dashboard; or
//! `cargo run --example stripe -- test stripe-on-price`.

use std::path::Path;

use tokio::fs;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use trigger::integrations::stripe::{self, Stripe};
use trigger::prelude::*;

/// Announces a new price.
#[job(
    id = "stripe-on-price",
    name = "Stripe On Price",
    version = "0.1.0",
    trigger = stripe::on_price_created
)]
async fn stripe_on_price(price: stripe::Price, io: Io) -> Result<()> {
    io.log()
        .info("price created!", json!({ "currency": price.currency }));
    let entry = io
        .run("update-catalogue", update_catalogue(price.id.clone()))
        .await?;
    let news = format!("{} is live: {entry}", price.id);
    io.run("announce", announce(news)).await?;
    Ok(())
}

/// Enters a price into the catalogue: the file that `CATALOGUE` names.
#[task(retry(limit = 5, min = "1s", max = "1m"), timeout = "30s")]
async fn update_catalogue(id: String) -> Result<String> {
    let catalogue = std::env::var("CATALOGUE").unwrap_or_else(|_| ".trigger/catalogue.txt".into());
    if let Some(folder) = Path::new(&catalogue).parent() {
        fs::create_dir_all(folder).await?;
    }
    let mut file = fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(&catalogue)
        .await?;
    file.write_all(format!("{id}\n").as_bytes()).await?;
    file.flush().await?;
    Ok(format!("entered into {catalogue}"))
}

/// Tells the team, with the command that `ANNOUNCE` holds if there is one.
#[task(timeout = "1m")]
async fn announce(news: String) -> Result<String> {
    if let Ok(command) = std::env::var("ANNOUNCE") {
        let mut told = Command::new("sh");
        told.args(["-c", &command]).env("NEWS", &news);
        if !told.kill_on_drop(true).status().await?.success() {
            return Err(format!("`{command}` did not succeed").into());
        }
    }
    Ok(news)
}

#[tokio::main]
async fn main() -> ExitCode {
    trigger::app().integration(Stripe::from_env()).run().await
}
