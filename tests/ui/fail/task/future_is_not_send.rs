//! A task may move between threads while it waits.

use trigger::prelude::*;

#[task]
async fn charge(amount: u64) -> Result<u64> {
    let amount = std::rc::Rc::new(amount);
    tokio::task::yield_now().await;
    Ok(*amount)
}

fn main() {}
