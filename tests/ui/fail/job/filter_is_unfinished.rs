//! A filter that is still being written is one mistake, wherever it breaks off.

use trigger::integrations::stripe::{self, Price};
use trigger::prelude::*;

#[job(trigger = stripe::on_price_created, filter = |price| price.)]
async fn at_the_end(_price: Price) -> Result<()> {
    Ok(())
}

#[job(trigger = stripe::on_price_created, filter = |price| price.recurring. && price.active, name = "Between")]
async fn between(_price: Price) -> Result<()> {
    Ok(())
}

fn main() {
    let _ = (at_the_end, between);
}
