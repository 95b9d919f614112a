//! The tasks on products.

use std::collections::BTreeMap;

use http::Method;

use super::Product;
use crate::error::Result;
use crate::integrations::stripe::catalogue::price::tasks::CreatePrice;
use crate::integrations::stripe::client::{Stripe, path_to};
use crate::integrations::stripe::parameters::parameters;
use crate::tasks;

const PATH: &str = "/v1/products";

/// The tasks on products.
#[tasks(namespace = "products")]
impl Stripe {
    /// Creates a product.
    ///
    /// # Errors
    ///
    /// As [`Stripe::call`].
    pub async fn create(&self, parameters: CreateProduct) -> Result<Product> {
        Ok(self.request(Method::POST, PATH, &parameters).await?)
    }

    /// One product.
    ///
    /// # Errors
    ///
    /// As [`Stripe::call`]; one that is not there cannot be tried again.
    pub async fn retrieve(&self, id: String) -> Result<Product> {
        let path = path_to(PATH, &id)?;
        Ok(self.request(Method::GET, &path, &()).await?)
    }

    /// Changes a product.
    ///
    /// # Errors
    ///
    /// As [`Stripe::call`].
    pub async fn update(&self, id: String, parameters: UpdateProduct) -> Result<Product> {
        let path = path_to(PATH, &id)?;
        Ok(self.request(Method::POST, &path, &parameters).await?)
    }

    /// Products, newest first: all pages, up to `limit`.
    ///
    /// # Errors
    ///
    /// As [`Stripe::call`].
    pub async fn list(
        &self,
        parameters: ListProducts,
        limit: Option<usize>,
    ) -> Result<Vec<Product>> {
        Ok(self
            .list_all(PATH, &parameters, limit, |product: &Product| &product.id)
            .await?)
    }
}

parameters! {
    /// What a product is created with.
    pub struct CreateProduct {
        /// What customers see.
        pub name: String,
        /// Whether it can be bought; it can without this.
        pub active: Option<bool>,
        /// The product's price, to be created with it. It names no product.
        pub default_price_data: Option<CreatePrice>,
        /// What customers may read about it.
        pub description: Option<String>,
        /// The product's id, if Stripe is not to make one.
        pub id: Option<String>,
        /// Where there are pictures of it, at most eight.
        pub images: Vec<String>,
        /// Whether it is sent to customers.
        pub shippable: Option<bool>,
        /// What stands on the customer's statement.
        pub statement_descriptor: Option<String>,
        /// What Stripe taxes it as, `txcd_…`.
        pub tax_code: Option<String>,
        /// What a unit is called.
        pub unit_label: Option<String>,
        /// Where there is more about it.
        pub url: Option<String>,
        /// What to keep with the product.
        pub metadata: BTreeMap<String, String>,
    }

    /// What is changed of a product.
    pub struct UpdateProduct {
        /// Whether it can be bought.
        pub active: Option<bool>,
        /// The id of the price that it has unless another is named.
        pub default_price: Option<String>,
        /// What customers may read about it.
        pub description: Option<String>,
        /// Where there are pictures of it, in place of all earlier ones.
        pub images: Vec<String>,
        /// What customers see.
        pub name: Option<String>,
        /// Whether it is sent to customers.
        pub shippable: Option<bool>,
        /// What stands on the customer's statement.
        pub statement_descriptor: Option<String>,
        /// What Stripe taxes it as, `txcd_…`.
        pub tax_code: Option<String>,
        /// What a unit is called.
        pub unit_label: Option<String>,
        /// Where there is more about it.
        pub url: Option<String>,
        /// What to keep with the product, added to what is there.
        pub metadata: BTreeMap<String, String>,
    }

    /// Which products are listed: those that fit everything that is given.
    pub struct ListProducts {
        /// Those that can be bought, or those that cannot.
        pub active: Option<bool>,
        /// Those of these ids.
        pub ids: Vec<String>,
        /// Those that are sent to customers, or those that are not.
        pub shippable: Option<bool>,
        /// The one of a URL.
        pub url: Option<String>,
    }
}
