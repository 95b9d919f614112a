//! A misspelt field, for which rustc knows the right name.

use serde::Deserialize;
use trigger::prelude::*;

#[event_spec(name = "order.paid", properties = |order| properties! { "Total" => order.totl })]
#[derive(Deserialize)]
struct OrderPaid {
    total: u64,
}

fn main() {}
