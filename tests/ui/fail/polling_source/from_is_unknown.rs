//! Where it begins is one of two things.
#![allow(unused_imports)]

use serde::{Deserialize, Serialize};
use trigger::prelude::*;
use trigger::source::{Cursor, Polled};

#[integration(id = "notes")]
#[derive(Clone)]
pub struct Notes;

#[derive(Serialize, Deserialize)]
pub struct Page {
    number: u64,
}

#[polling_source(every = "1m", from = "yesterday")]
async fn new_pages(_: &Notes, _: Option<Cursor>) -> Result<Polled<Page>> {
    Ok(Polled::nothing())
}

#[job(trigger = new_pages)]
async fn announce(_: Page) -> Result<()> {
    Ok(())
}

fn main() {}
