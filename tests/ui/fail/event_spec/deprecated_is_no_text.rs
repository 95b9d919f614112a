//! What to use in its place is said in words.

use serde::Deserialize;
use trigger::prelude::*;

#[event_spec(name = "order.paid", deprecated = true)]
#[derive(Deserialize)]
struct OrderPaid {}

fn main() {}
