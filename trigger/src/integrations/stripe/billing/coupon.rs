//! Stripe's coupon and promotion code: what a discount is made of.

use serde_json::Value;

use super::super::amount::Amount;
use super::super::tolerant::{Expandable, objects, open_enums};
use crate::time::Timestamp;

objects! {
    /// How much is taken off, and how long.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/coupons/object).
    pub struct Coupon: id, created, livemode, metadata, deleted {
        /// The amount that is taken off.
        pub amount_off: Option<Amount>,
        /// The products that it applies to; there when a request expands it.
        pub applies_to: Option<Value>,
        /// The three letters of the currency of `amount_off`.
        pub currency: Option<String>,
        /// The amounts in other currencies; there when a request expands them.
        pub currency_options: Option<Value>,
        /// How long it applies.
        pub duration: Duration,
        /// For how many months, if it is `repeating`.
        pub duration_in_months: Option<i64>,
        /// How often it can be used.
        pub max_redemptions: Option<i64>,
        /// Its name, for customers to read.
        pub name: Option<String>,
        /// How much is taken off, in percent.
        pub percent_off: Option<f64>,
        /// Until when it can be used.
        pub redeem_by: Option<Timestamp>,
        /// How often it was used.
        pub times_redeemed: i64,
        /// Whether it can still be used.
        pub valid: bool,
    }

    /// A code with which customers claim a coupon.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/promotion_codes/object).
    pub struct PromotionCode: id, created, livemode, metadata {
        /// Whether it can be used.
        pub active: bool,
        /// What customers enter.
        pub code: String,
        /// The coupon, in API versions before 2025-09-30.
        pub coupon: Option<Expandable>,
        /// The only customer who can use it.
        pub customer: Option<Expandable>,
        /// The account that stands for the customer, `acct_…`.
        pub customer_account: Option<String>,
        /// Until when it can be used.
        pub expires_at: Option<Timestamp>,
        /// How often it can be used.
        pub max_redemptions: Option<i64>,
        /// What it gives.
        pub promotion: Option<Promotion>,
        /// Who can use it for what.
        pub restrictions: Option<Value>,
        /// How often it was used.
        pub times_redeemed: i64,
    }

    /// What a promotion code gives.
    pub struct Promotion {
        /// The coupon.
        pub coupon: Option<Expandable>,
        /// What it gives; `coupon`.
        pub type_ as "type": String,
    }
}

open_enums! {
    /// How long it applies.
    pub enum Duration {
        Forever = "forever",
        Once = "once",
        Repeating = "repeating",
    }
}
