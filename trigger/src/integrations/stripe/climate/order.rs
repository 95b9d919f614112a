//! Stripe Climate's orders and products.

use serde_json::Value;

use super::super::amount::Amount;
use super::super::tolerant::{Expandable, objects};
use crate::time::Timestamp;

objects! {
    /// Carbon that will be removed.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/climate/orders/object).
    pub struct ClimateOrder: id, created, livemode, metadata {
        /// Stripe's fees.
        pub amount_fees: Amount,
        /// The amount without fees.
        pub amount_subtotal: Amount,
        /// The amount with fees.
        pub amount_total: Amount,
        /// In whose name it is done.
        pub beneficiary: Option<Value>,
        /// When it was canceled.
        pub canceled_at: Option<Timestamp>,
        /// Why it was canceled.
        pub cancellation_reason: Option<String>,
        /// Where its certificate is.
        pub certificate: Option<String>,
        /// When it was confirmed.
        pub confirmed_at: Option<Timestamp>,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// When it was delayed.
        pub delayed_at: Option<Timestamp>,
        /// When it was delivered.
        pub delivered_at: Option<Timestamp>,
        /// What was done where.
        pub delivery_details: Vec<Value>,
        /// The year in which it should be delivered.
        pub expected_delivery_year: i64,
        /// How much, in metric tons.
        pub metric_tons: String,
        /// What was ordered.
        pub product: Option<Expandable>,
        /// When something else took the place of what was ordered.
        pub product_substituted_at: Option<Timestamp>,
        /// How far it is: `awaiting_funds`, `open`, `confirmed`, `delivered` or `canceled`.
        pub status: String,
    }

    /// A way to remove carbon.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/climate/products/object).
    pub struct ClimateProduct: id, created, livemode {
        /// What a metric ton costs, by currency.
        pub current_prices_per_metric_ton: Option<Value>,
        /// The year in which it should be delivered.
        pub delivery_year: Option<i64>,
        /// How much there is, in metric tons.
        pub metric_tons_available: String,
        /// Its name.
        pub name: String,
        /// Who removes it.
        pub suppliers: Vec<Value>,
    }
}
