//! An event belongs to no value.

use serde::Deserialize;
use trigger::prelude::*;

#[derive(Deserialize)]
struct Price {}

impl Price {
    #[event_spec(name = "price.created")]
    fn on_created(&self) -> Properties {
        Properties::new()
    }
}

fn main() {}
