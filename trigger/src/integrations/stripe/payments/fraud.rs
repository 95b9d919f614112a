//! Stripe's reviews and warnings of fraud.

use serde_json::Value;

use super::super::tolerant::{Expandable, objects};

objects! {
    /// A person is to look whether a payment is fraud.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/radar/reviews/object).
    pub struct Review: id, created, livemode {
        /// The postal code of the card.
        pub billing_zip: Option<String>,
        /// The charge.
        pub charge: Option<Expandable>,
        /// Why it was closed, such as `approved` or `refunded_as_fraud`.
        pub closed_reason: Option<String>,
        /// Where the payment came from.
        pub ip_address: Option<String>,
        /// Where that is.
        pub ip_address_location: Option<Value>,
        /// Whether it is still open.
        pub open: bool,
        /// Why it was opened: `rule` or `manual`.
        pub opened_reason: Option<String>,
        /// The payment.
        pub payment_intent: Option<Expandable>,
        /// Why it is open, or was closed.
        pub reason: String,
        /// The customer's browser.
        pub session: Option<Value>,
    }

    /// A card's issuer suspects fraud; a dispute may follow.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/radar/early_fraud_warnings/object).
    pub struct EarlyFraudWarning: id, created, livemode {
        /// Whether a refund can still avert a dispute.
        pub actionable: bool,
        /// The charge.
        pub charge: Option<Expandable>,
        /// What the issuer suspects, such as `misc`.
        pub fraud_type: String,
        /// The payment.
        pub payment_intent: Option<Expandable>,
    }
}
