//! What is documented stays so: on the namespace, on what leads to it, and on each task.
#![deny(warnings, missing_docs)]

use trigger::prelude::*;

/// A shop.
#[integration]
#[derive(Clone, Debug)]
pub struct Shop;

/// How customers pay.
#[tasks(namespace = "checkout")]
impl Shop {}

#[tasks(namespace = "checkout.sessions")]
impl Shop {
    /// Begins one.
    async fn create(&self, customer: &str) -> Result<String> {
        Ok(customer.to_owned())
    }
}

#[tasks(namespace = "checkout.sessions.line_items")]
impl Shop {
    /// What is bought in one.
    #[task(redact("/*"))]
    async fn list(&self, session: String) -> Result<Vec<String>> {
        Ok(vec![session])
    }
}

/// Pays.
#[job(trigger = invoke)]
pub async fn pay(customer: String, shop: Shop) -> Result<Vec<String>> {
    let sessions = shop.checkout().sessions();
    let session = sessions.create("create", &customer).await?;
    sessions.line_items().list("list", session).await
}

fn main() {
    let _ = jobs![pay];
}
