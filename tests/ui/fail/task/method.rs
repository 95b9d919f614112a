//! The methods of an integration have an attribute of their own.

use trigger::prelude::*;

struct Shop;

impl Shop {
    #[task]
    async fn charge(&self) -> Result<()> {
        Ok(())
    }
}

fn main() {}
