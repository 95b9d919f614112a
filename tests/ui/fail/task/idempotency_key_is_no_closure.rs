//! A key that is the same for every call would let only one of them happen.

use trigger::prelude::*;

#[task(idempotency_key = "charge")]
async fn charge(id: String) -> Result<()> {
    drop(id);
    Ok(())
}

fn main() {}
