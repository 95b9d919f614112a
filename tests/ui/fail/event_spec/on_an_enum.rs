//! An event is a function or a struct.

use trigger::prelude::*;

#[event_spec(name = "price.created")]
enum Price {
    Created,
}

fn main() {}
