//! Stripe's payment intent: a payment from its beginning to its end.

pub mod tasks;

use serde_json::Value;

use super::super::amount::Amount;
use super::super::shared::address::Shipping;
use super::super::shared::error::PaymentError;
use super::super::shared::money::TransferData;
use super::super::tolerant::{Expandable, objects, open_enums};
use crate::time::Timestamp;

objects! {
    /// A payment from its beginning to its end, over all attempts.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/payment_intents/object).
    pub struct PaymentIntent: id, created, livemode, metadata {
        /// The amount that is to be paid.
        pub amount: Amount,
        /// The amount that can be taken.
        pub amount_capturable: Amount,
        /// What the amount contains, such as a tip.
        pub amount_details: Option<Value>,
        /// The amount that was taken.
        pub amount_received: Amount,
        /// The Connect application that made it.
        pub application: Option<Expandable>,
        /// How much the Connect application takes.
        pub application_fee_amount: Option<Amount>,
        /// Whether the account's settings say which payment methods are offered.
        pub automatic_payment_methods: Option<Value>,
        /// When it was canceled.
        pub canceled_at: Option<Timestamp>,
        /// Why it was canceled, such as `abandoned`.
        pub cancellation_reason: Option<String>,
        /// When the money is taken.
        pub capture_method: CaptureMethod,
        /// The secret with which the customer's browser can complete it. Do not log it.
        pub client_secret: Option<String>,
        /// Whether it can be confirmed by the browser: `automatic` or `manual`.
        pub confirmation_method: Option<String>,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// The customer.
        pub customer: Option<Expandable>,
        /// The account that stands for the customer, `acct_…`.
        pub customer_account: Option<String>,
        /// What the account wrote to describe it.
        pub description: Option<String>,
        /// The kinds of payment method that are not offered.
        pub excluded_payment_method_types: Vec<String>,
        /// What else happens when its state changes.
        pub hooks: Option<Value>,
        /// The invoice that it pays, in API versions before 2025-03-31.
        pub invoice: Option<Expandable>,
        /// Why the last attempt failed; `None` once one succeeds.
        pub last_payment_error: Option<PaymentError>,
        /// The last attempt.
        pub latest_charge: Option<Expandable>,
        /// Whether Stripe is the seller.
        pub managed_payments: Option<Value>,
        /// What the customer must do.
        pub next_action: Option<Value>,
        /// The connected account in whose name it is done.
        pub on_behalf_of: Option<Expandable>,
        /// What was bought, for some kinds of payment method.
        pub payment_details: Option<Value>,
        /// The payment method.
        pub payment_method: Option<Expandable>,
        /// The configuration from which the payment methods come.
        pub payment_method_configuration_details: Option<Value>,
        /// What is set for each kind of payment method.
        pub payment_method_options: Option<Value>,
        /// The kinds of payment method that can be used.
        pub payment_method_types: Vec<String>,
        /// What the customer pays in another currency.
        pub presentment_details: Option<Value>,
        /// What is known while it is processed.
        pub processing: Option<Value>,
        /// Where the receipt is sent.
        pub receipt_email: Option<String>,
        /// The review of whether it is fraud.
        pub review: Option<Expandable>,
        /// Whether the payment method is used again: `on_session` or `off_session`.
        pub setup_future_usage: Option<String>,
        /// Where goods are sent.
        pub shipping: Option<Shipping>,
        /// The source that it charges, in the older way.
        pub source: Option<Expandable>,
        /// What stands on the customer's bank statement.
        pub statement_descriptor: Option<String>,
        /// What stands there after the account's prefix.
        pub statement_descriptor_suffix: Option<String>,
        /// How far it is.
        pub status: Status,
        /// To which account the money goes on.
        pub transfer_data: Option<TransferData>,
        /// What joins it with the transfers that belong to it.
        pub transfer_group: Option<String>,
    }
}

open_enums! {
    /// When the money is taken.
    pub enum CaptureMethod {
        Automatic = "automatic",
        AutomaticAsync = "automatic_async",
        Manual = "manual",
    }

    /// How far it is.
    pub enum Status {
        Canceled = "canceled",
        Processing = "processing",
        RequiresAction = "requires_action",
        RequiresCapture = "requires_capture",
        RequiresConfirmation = "requires_confirmation",
        RequiresPaymentMethod = "requires_payment_method",
        Succeeded = "succeeded",
    }
}
