//! A call keeps its arguments by name.

use trigger::prelude::*;

#[task]
async fn charge((from, to): (u64, u64)) -> Result<u64> {
    Ok(from + to)
}

fn main() {}
