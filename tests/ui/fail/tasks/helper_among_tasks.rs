//! Every item is a task.

use trigger::prelude::*;

#[integration(id = "shop")]
#[derive(Clone)]
struct Shop;

#[tasks(namespace = "cards")]
impl Shop {
    const LIMIT: u64 = 5;

    fn limit(&self) -> u64 {
        5
    }

    async fn charge(&self, amount: u64) -> Result<u64> {
        Ok(amount)
    }
}

fn main() {}
