//! What a task returns is written as JSON, and read back: two things, and one mistake.

use trigger::prelude::*;

struct Receipt;

#[task]
async fn charge() -> Result<Receipt> {
    Ok(Receipt)
}

fn main() {}
