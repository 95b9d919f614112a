//! Stripe's refund: money that is given back.

pub mod tasks;

use serde_json::Value;

use super::super::amount::Amount;
use super::super::tolerant::{Expandable, objects, open_enums};

objects! {
    /// Money that is given back.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/refunds/object).
    pub struct Refund: id, created, metadata {
        /// The amount, in the currency's smallest unit.
        pub amount: Amount,
        /// What it does to the account's balance.
        pub balance_transaction: Option<Expandable>,
        /// The charge that is refunded.
        pub charge: Option<Expandable>,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// The customer.
        pub customer: Option<Expandable>,
        /// The account that stands for the customer, `acct_…`.
        pub customer_account: Option<String>,
        /// What the account wrote to describe it.
        pub description: Option<String>,
        /// Where the money goes, and under which reference.
        pub destination_details: Option<Value>,
        /// What its failure does to the account's balance.
        pub failure_balance_transaction: Option<Expandable>,
        /// Why it failed, such as `lost_or_stolen_card`.
        pub failure_reason: Option<String>,
        /// Where instructions are sent if the customer must do something.
        pub instructions_email: Option<String>,
        /// Whether it is real, as opposed to a test one.
        pub livemode: Option<bool>,
        /// What the customer must do.
        pub next_action: Option<Value>,
        /// The payment intent that is refunded.
        pub payment_intent: Option<Expandable>,
        /// The payment method that it goes to.
        pub payment_method: Option<String>,
        /// Why it waits.
        pub pending_reason: Option<String>,
        /// What the customer gets in another currency.
        pub presentment_details: Option<Value>,
        /// Why it is given back: `duplicate`, `fraudulent`, `requested_by_customer` or
        /// `expired_uncaptured_charge`.
        pub reason: Option<String>,
        /// The number on the receipt.
        pub receipt_number: Option<String>,
        /// The reversal of the transfer that the charge came from.
        pub source_transfer_reversal: Option<Expandable>,
        /// How far it is.
        pub status: Option<Status>,
        /// The reversal of the transfer to the destination's account.
        pub transfer_reversal: Option<Expandable>,
    }
}

open_enums! {
    /// How far it is.
    pub enum Status {
        Canceled = "canceled",
        Failed = "failed",
        Pending = "pending",
        RequiresAction = "requires_action",
        Succeeded = "succeeded",
    }
}
