//! What a task returns is kept.

use trigger::prelude::*;

#[derive(serde::Serialize)]
struct Receipt;

#[task]
async fn charge() -> Result<Receipt> {
    Ok(Receipt)
}

fn main() {}
