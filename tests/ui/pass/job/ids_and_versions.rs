//! An id has letters, digits, `-`, `_` and `.`; a version is semantic.

use serde::Deserialize;
use trigger::job::Job as _;
use trigger::prelude::*;

#[event_spec(name = "ping")]
#[derive(Deserialize)]
struct Ping {}

#[job(trigger = Ping, id = "Send_receipt.2-b", version = "2.0.0-beta.1+build.5")]
async fn given(_: Ping) -> Result<()> {
    Ok(())
}

#[job(trigger = Ping)]
async fn stripe_on_price(_: Ping) -> Result<()> {
    Ok(())
}

fn main() {
    assert_eq!(given::META.id, "Send_receipt.2-b");
    assert_eq!(given::META.version, "2.0.0-beta.1+build.5");
    assert_eq!(stripe_on_price::META.id, "stripe-on-price");
    assert_eq!(stripe_on_price::META.name, "Stripe On Price");
    assert_eq!(stripe_on_price::META.version, "0.1.0");
}
