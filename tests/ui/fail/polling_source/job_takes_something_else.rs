//! The source delivers pages.
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

#[polling_source(every = "1m")]
async fn new_pages(_: &Notes, _: Option<Cursor>) -> Result<Polled<Page>> {
    Ok(Polled::nothing())
}

#[job(trigger = new_pages)]
async fn announce(_: String) -> Result<()> {
    Ok(())
}

fn main() {}
