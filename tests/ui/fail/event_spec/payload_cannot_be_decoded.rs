//! A payload arrives as JSON.

use serde::Serialize;
use trigger::prelude::*;

#[derive(Serialize)]
struct Refund {
    id: String,
}

#[event_spec(name = "refund.created")]
fn on_refund_created(refund: &Refund) -> Properties {
    properties! { "Refund ID" => refund.id }
}

fn main() {}
