//! A misspelt option is not ignored.

use trigger::prelude::*;

#[integration(id = "shop")]
#[derive(Clone)]
struct Shop;

#[tasks(namespace = "cards")]
impl Shop {
    #[task(timout = "5m")]
    async fn charge(&self, amount: u64) -> Result<u64> {
        Ok(amount)
    }
}

fn main() {}
