//! What a job returns is stored: any value that can be, and any error that `?` takes.

use serde::{Deserialize, Serialize};
use trigger::prelude::*;

#[event_spec(name = "ping")]
#[derive(Deserialize)]
struct Ping {}

#[derive(Serialize)]
struct Receipt {
    number: u64,
}

type Outcome<T> = std::result::Result<T, std::num::ParseIntError>;

#[job(trigger = Ping)]
async fn stored(_: Ping) -> Result<Receipt> {
    Ok(Receipt { number: 1 })
}

#[job(trigger = Ping)]
async fn aliased(_: Ping) -> Outcome<u8> {
    "1".parse()
}

#[job(trigger = Ping)]
async fn worded(_: Ping) -> Result<(), String> {
    Err("refused".to_owned())
}

fn main() {
    assert_eq!(jobs![stored, aliased, worded].len(), 3);
}
