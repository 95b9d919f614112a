//! Stripe's mandate: a customer's leave to be debited.

use serde_json::Value;

use super::super::tolerant::{Expandable, objects, open_enums};

objects! {
    /// A customer's leave to be debited.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/mandates/object).
    pub struct Mandate: id, livemode {
        /// When and how the customer gave it.
        pub customer_acceptance: Option<Value>,
        /// What belongs to one for several payments.
        pub multi_use: Option<Value>,
        /// The account for which it was given.
        pub on_behalf_of: Option<String>,
        /// The payment method that can be debited.
        pub payment_method: Option<Expandable>,
        /// What belongs to the kind of payment method.
        pub payment_method_details: Option<Value>,
        /// What belongs to one for one payment.
        pub single_use: Option<Value>,
        /// Whether it holds.
        pub status: MandateStatus,
        /// Whether it is for several payments: `multi_use` or `single_use`.
        pub type_ as "type": String,
    }
}

open_enums! {
    /// Whether it holds.
    pub enum MandateStatus {
        Active = "active",
        Inactive = "inactive",
        Pending = "pending",
    }
}
