//! Tasks are methods of their own.

use trigger::prelude::*;

#[integration(id = "shop")]
#[derive(Clone)]
struct Shop;

trait Cards {
    async fn charge(&self) -> Result<u64>;
}

#[tasks(namespace = "cards")]
impl Cards for Shop {
    async fn charge(&self) -> Result<u64> {
        Ok(1)
    }
}

fn main() {}
