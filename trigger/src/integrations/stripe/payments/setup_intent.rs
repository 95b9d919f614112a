//! Stripe's setup intent: a payment method is made ready for later.

use serde_json::Value;

use super::super::shared::error::PaymentError;
use super::super::tolerant::{Expandable, objects, open_enums};

objects! {
    /// A payment method is made ready for later payments.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/setup_intents/object).
    pub struct SetupIntent: id, created, livemode, metadata {
        /// The Connect application that made it.
        pub application: Option<Expandable>,
        /// Whether the payment method becomes the account's own.
        pub attach_to_self: Option<bool>,
        /// Whether the account's settings say which payment methods are offered.
        pub automatic_payment_methods: Option<Value>,
        /// Why it was canceled: `abandoned`, `requested_by_customer` or `duplicate`.
        pub cancellation_reason: Option<String>,
        /// The secret with which the customer's browser can complete it. Do not log it.
        pub client_secret: Option<String>,
        /// The customer.
        pub customer: Option<Expandable>,
        /// The account that stands for the customer, `acct_…`.
        pub customer_account: Option<String>,
        /// What the account wrote to describe it.
        pub description: Option<String>,
        /// The kinds of payment method that are not offered.
        pub excluded_payment_method_types: Vec<String>,
        /// Which way money may flow: `inbound` or `outbound`.
        pub flow_directions: Vec<String>,
        /// Why the last attempt failed.
        pub last_setup_error: Option<PaymentError>,
        /// The last attempt.
        pub latest_attempt: Option<Expandable>,
        /// Whether Stripe is the seller.
        pub managed_payments: Option<Value>,
        /// The mandate for more than one payment.
        pub mandate: Option<Expandable>,
        /// What the customer must do.
        pub next_action: Option<Value>,
        /// The connected account in whose name it is done.
        pub on_behalf_of: Option<Expandable>,
        /// The payment method.
        pub payment_method: Option<Expandable>,
        /// The configuration from which the payment methods come.
        pub payment_method_configuration_details: Option<Value>,
        /// What is set for each kind of payment method.
        pub payment_method_options: Option<Value>,
        /// The kinds of payment method that can be used.
        pub payment_method_types: Vec<String>,
        /// The mandate for one payment.
        pub single_use_mandate: Option<Expandable>,
        /// How far it is.
        pub status: Status,
        /// Whether the customer is there at later payments: `on_session` or `off_session`.
        pub usage: String,
    }
}

open_enums! {
    /// How far it is.
    pub enum Status {
        Canceled = "canceled",
        Processing = "processing",
        RequiresAction = "requires_action",
        RequiresConfirmation = "requires_confirmation",
        RequiresPaymentMethod = "requires_payment_method",
        Succeeded = "succeeded",
    }
}
