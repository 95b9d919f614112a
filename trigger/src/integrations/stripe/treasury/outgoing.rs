//! Money that leaves a financial account.

use serde_json::Value;

use super::super::amount::Amount;
use super::super::tolerant::{Expandable, objects, open_enums};
use crate::time::Timestamp;

objects! {
    /// Money that goes to someone else.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/treasury/outbound_payments/object).
    pub struct OutboundPayment: id, created, livemode, metadata {
        /// The amount, in the currency's smallest unit.
        pub amount: Amount,
        /// Whether it can still be canceled.
        pub cancelable: bool,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// The customer to whom it goes.
        pub customer: Option<String>,
        /// What the account wrote to describe it.
        pub description: Option<String>,
        /// Where it goes.
        pub destination_payment_method: Option<String>,
        /// The same in detail.
        pub destination_payment_method_details: Option<Value>,
        /// Who sends it.
        pub end_user_details: Option<Value>,
        /// When it should arrive.
        pub expected_arrival_date: Timestamp,
        /// The financial account.
        pub financial_account: String,
        /// Where its receipt is.
        pub hosted_regulatory_receipt_url: Option<String>,
        /// What it is for.
        pub purpose: Option<String>,
        /// Why it came back.
        pub returned_details: Option<Value>,
        /// What stands on the recipient's statement.
        pub statement_descriptor: String,
        /// How far it is.
        pub status: OutboundStatus,
        /// When it came that far.
        pub status_transitions: Option<Value>,
        /// What the bank can find it by.
        pub tracking_details: Option<Value>,
        /// The transaction of the financial account.
        pub transaction: Option<Expandable>,
    }

    /// Money that goes to an account of the same owner.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/treasury/outbound_transfers/object).
    pub struct OutboundTransfer: id, created, livemode, metadata {
        /// The amount, in the currency's smallest unit.
        pub amount: Amount,
        /// Whether it can still be canceled.
        pub cancelable: bool,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// What the account wrote to describe it.
        pub description: Option<String>,
        /// Where it goes.
        pub destination_payment_method: Option<String>,
        /// The same in detail.
        pub destination_payment_method_details: Option<Value>,
        /// When it should arrive.
        pub expected_arrival_date: Timestamp,
        /// The financial account.
        pub financial_account: String,
        /// Where its receipt is.
        pub hosted_regulatory_receipt_url: Option<String>,
        /// What belongs to the network.
        pub network_details: Option<Value>,
        /// What it is for.
        pub purpose: Option<String>,
        /// Why it came back.
        pub returned_details: Option<Value>,
        /// What stands on the recipient's statement.
        pub statement_descriptor: String,
        /// How far it is.
        pub status: OutboundStatus,
        /// When it came that far.
        pub status_transitions: Option<Value>,
        /// What the bank can find it by.
        pub tracking_details: Option<Value>,
        /// The transaction of the financial account.
        pub transaction: Option<Expandable>,
    }
}

open_enums! {
    /// How far it is.
    pub enum OutboundStatus {
        Canceled = "canceled",
        Failed = "failed",
        Posted = "posted",
        Processing = "processing",
        Returned = "returned",
    }
}
