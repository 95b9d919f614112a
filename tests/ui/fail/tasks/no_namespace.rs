//! Tasks are called through their namespace.

use trigger::prelude::*;

#[integration(id = "shop")]
#[derive(Clone)]
struct Shop;

#[tasks]
impl Shop {
    #[task(sealed)]
    async fn charge(&self, amount: u64) -> Result<u64> {
        Ok(amount)
    }
}

fn main() {}
