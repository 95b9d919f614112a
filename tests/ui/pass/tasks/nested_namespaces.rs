//! A namespace can be inside another one, which has tasks of its own, or none.
#![deny(warnings)]

use trigger::prelude::*;

pub mod shop {
    use super::*;

    #[integration(id = "shop")]
    #[derive(Clone)]
    pub struct Shop;

    /// What is bought.
    #[tasks(namespace = "checkout")]
    impl Shop {}

    #[tasks(namespace = "checkout.sessions")]
    impl Shop {
        #[task(
            timeout = "10s",
            properties = |customer| properties! { "Customer" => customer },
            idempotency_key = |customer, number| format!("{customer}-{number}"),
        )]
        async fn create(&self, customer: impl Into<String>, number: u64) -> Result<String> {
            Ok(format!("{}-{number}", customer.into()))
        }
    }
}

/// Namespaces of one parent can be in different modules.
mod more {
    use super::*;

    #[tasks(namespace = "checkout.line_items")]
    impl super::shop::Shop {
        async fn list(&self) -> Result<Vec<String>> {
            Ok(Vec::new())
        }
    }
}

#[job(trigger = invoke)]
async fn buy(customer: String, io: Io, shop: shop::Shop) -> Result<String> {
    let _ = io;
    let items = shop.checkout().line_items().list("list").await?;
    let name = customer.as_str();
    shop.checkout().sessions().create("create", name, items.len() as u64).await
}

fn main() {
    let _ = jobs![buy];
}
