//! A namespace is a method.

use trigger::prelude::*;

#[integration(id = "shop")]
#[derive(Clone)]
struct Shop;

#[tasks(namespace = "gift cards")]
impl Shop {
    async fn charge(&self, amount: u64) -> Result<u64> {
        Ok(amount)
    }
}

fn main() {}
