//! An example is JSON.

use serde::{Deserialize, Serialize};
use trigger::prelude::*;
use trigger::source::{Cursor, Polled};

#[integration(id = "notes")]
#[derive(Clone)]
struct Notes;

#[derive(Serialize, Deserialize)]
struct Page {
    number: u64,
}

#[polling_source(every = "1m", examples(first("First", json = "{ number: 1 }")))]
async fn new_pages(_: &Notes, _: Option<Cursor>) -> Result<Polled<Page>> {
    Ok(Polled::nothing())
}

#[job(trigger = new_pages)]
async fn announce(_: Page) -> Result<()> {
    Ok(())
}

fn main() {}
