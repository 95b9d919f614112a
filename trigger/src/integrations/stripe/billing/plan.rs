//! Stripe's plan: what a recurring price was called before.

use super::super::amount::Amount;
use super::super::catalogue::price::{
    BillingScheme, Interval, Tier, TiersMode, TransformQuantity, UsageType,
};
use super::super::tolerant::{Expandable, objects};

objects! {
    /// How much is charged how often; a recurring price in the older way.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/plans/object).
    pub struct Plan: id, created, livemode, metadata, deleted {
        /// Whether it can be used for new subscriptions.
        pub active: bool,
        /// How usage within a period is added up, in API versions before 2025-03-31.
        pub aggregate_usage: Option<String>,
        /// The amount for each unit; `None` if it is tiered or no whole number.
        pub amount: Option<Amount>,
        /// The same with up to 12 decimal places, as text so that no digit is lost.
        pub amount_decimal: Option<String>,
        /// How the amount is computed from the quantity.
        pub billing_scheme: BillingScheme,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// The unit of the time between two charges.
        pub interval: Interval,
        /// How many of these units lie between two charges.
        pub interval_count: i64,
        /// The meter that measures usage.
        pub meter: Option<String>,
        /// What the account calls it.
        pub nickname: Option<String>,
        /// The product.
        pub product: Option<Expandable>,
        /// The tiers; there when a request expands them.
        pub tiers: Vec<Tier>,
        /// How the tiers apply to a quantity.
        pub tiers_mode: Option<TiersMode>,
        /// How usage is changed before the amount is computed from it.
        pub transform_usage: Option<TransformQuantity>,
        /// How many days a trial lasts.
        pub trial_period_days: Option<i64>,
        /// What the quantity is.
        pub usage_type: UsageType,
    }
}
