//! Stripe's product: what is sold.

pub mod tasks;

use serde_json::Value;

use super::super::tolerant::{Expandable, objects};
use crate::time::Timestamp;

objects! {
    /// What is sold; its prices say for how much.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/products/object).
    pub struct Product: id, created, livemode, metadata, deleted {
        /// Whether it can be bought.
        pub active: bool,
        /// The price that it has if no other is named.
        pub default_price: Option<Expandable>,
        /// What it is, for customers to read.
        pub description: Option<String>,
        /// What it offers, in API versions before 2024-04-10.
        pub features: Vec<Value>,
        /// Where there are pictures of it, at most eight.
        pub images: Vec<String>,
        /// What it offers, for customers to read.
        pub marketing_features: Vec<MarketingFeature>,
        /// Its name, for customers to read.
        pub name: String,
        /// How large it is when it is sent.
        pub package_dimensions: Option<PackageDimensions>,
        /// Whether it is sent somewhere.
        pub shippable: Option<bool>,
        /// What stands on the customer's bank statement.
        pub statement_descriptor: Option<String>,
        /// What it is to the tax office, `txcd_…`.
        pub tax_code: Option<Expandable>,
        /// Whether it is a `good` or a `service`.
        pub type_ as "type": Option<String>,
        /// What one of it is called, such as `seat`.
        pub unit_label: Option<String>,
        /// When it was last changed.
        pub updated: Option<Timestamp>,
        /// Where there is more about it.
        pub url: Option<String>,
    }

    /// What a product offers.
    pub struct MarketingFeature {
        /// In words, for customers to read.
        pub name: Option<String>,
    }

    /// The size of a package, in inches and ounces.
    pub struct PackageDimensions {
        /// Its height.
        pub height: Option<f64>,
        /// Its length.
        pub length: Option<f64>,
        /// Its weight.
        pub weight: Option<f64>,
        /// Its width.
        pub width: Option<f64>,
    }
}
