//! Each attempt needs the client.

use trigger::prelude::*;

#[integration(id = "shop")]
#[derive(Clone)]
struct Shop;

#[tasks(namespace = "cards")]
impl Shop {
    async fn charge(self, amount: u64) -> Result<u64> {
        Ok(amount)
    }
}

fn main() {}
