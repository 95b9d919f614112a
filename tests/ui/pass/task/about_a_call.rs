//! What is said of a call comes from its arguments.
#![deny(warnings)]

use trigger::prelude::*;
use trigger::Task as _;

#[task(
    properties = |id, amount| properties! { "Order" => id, "Amount" => amount },
    idempotency_key = |id| format!("charge-{id}"),
)]
async fn charge(id: String, amount: u64) -> Result<u64> {
    drop(id);
    Ok(amount)
}

#[task]
async fn greet(name: impl Into<String>, times: u8) -> Result<String> {
    Ok(name.into().repeat(times.into()))
}

fn main() {
    let call = charge("7".to_owned(), 100);
    assert_eq!(call.idempotency_key().as_deref(), Some("charge-7"));
    let shown: Vec<_> = call.properties().iter().map(|one| one.text.clone()).collect();
    assert_eq!(shown, ["7", "100"]);
    // What is kept can be made of what is given.
    let call = greet("ada", 2);
    assert_eq!(call.idempotency_key(), None);
    assert!(call.properties().is_empty());
}
