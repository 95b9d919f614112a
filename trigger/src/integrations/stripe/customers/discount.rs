//! Stripe's discount: a coupon as it applies to someone or something.

use super::super::tolerant::{Expandable, objects};
use crate::time::Timestamp;

objects! {
    /// A coupon as it applies to a customer, a subscription or an invoice.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/discounts/object).
    pub struct Discount: id, deleted {
        /// The Checkout session in which it was given.
        pub checkout_session: Option<String>,
        /// The coupon, in API versions before 2025-09-30.
        pub coupon: Option<Expandable>,
        /// The customer to whom it applies.
        pub customer: Option<Expandable>,
        /// The account that stands for the customer, `acct_…`.
        pub customer_account: Option<String>,
        /// When it ends; `None` if it does not end by itself.
        pub end: Option<Timestamp>,
        /// The invoice to which it applies.
        pub invoice: Option<String>,
        /// The invoice item to which it applies.
        pub invoice_item: Option<String>,
        /// The code with which it was claimed.
        pub promotion_code: Option<Expandable>,
        /// Where it comes from.
        pub source: Option<DiscountSource>,
        /// When it began to apply.
        pub start: Timestamp,
        /// The subscription to which it applies.
        pub subscription: Option<String>,
        /// The subscription's item to which it applies.
        pub subscription_item: Option<String>,
    }

    /// Where a discount comes from.
    pub struct DiscountSource {
        /// The coupon.
        pub coupon: Option<Expandable>,
        /// What it comes from; `coupon`.
        pub type_ as "type": String,
    }
}
