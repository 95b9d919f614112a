//! What is kept with a trigger is written to the database.

use trigger::integrations::stripe;
use trigger::prelude::*;

struct Shop {
    name: String,
}

struct Shops;

impl DynamicTrigger for Shops {
    const ID: &'static str = "shops";
    type Event = stripe::on_price_created;
    type Metadata = Shop;
}

fn main() {}
