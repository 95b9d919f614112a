//! An event carries one type.

use serde::Deserialize;
use trigger::prelude::*;

#[event_spec(name = "price.created")]
#[derive(Deserialize)]
struct Price<T> {
    amount: T,
}

fn main() {}
