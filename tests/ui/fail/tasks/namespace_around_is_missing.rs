//! What leads to a nested namespace is a namespace too.

use trigger::prelude::*;

#[integration(id = "shop")]
#[derive(Clone)]
pub struct Shop;

#[tasks(namespace = "checkout.sessions")]
impl Shop {
    async fn create(&self) -> Result<()> {
        Ok(())
    }
}

fn main() {}
