//! Without words it stands alone.

use serde::Deserialize;
use trigger::prelude::*;

#[event_spec(name = "order.paid", deprecated = "")]
#[derive(Deserialize)]
struct OrderPaid {}

fn main() {}
