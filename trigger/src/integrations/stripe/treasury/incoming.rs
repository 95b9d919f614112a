//! Money that a financial account receives, or that others take from it.

use serde_json::Value;

use super::super::amount::Amount;
use super::super::tolerant::{Expandable, objects};

objects! {
    /// Money that comes from an account of the same owner.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/treasury/inbound_transfers/object).
    pub struct InboundTransfer: id, created, livemode, metadata {
        /// The amount, in the currency's smallest unit.
        pub amount: Amount,
        /// Whether it can still be canceled.
        pub cancelable: bool,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// What the account wrote to describe it.
        pub description: Option<String>,
        /// Why it failed.
        pub failure_details: Option<Value>,
        /// The financial account.
        pub financial_account: String,
        /// Where its receipt is.
        pub hosted_regulatory_receipt_url: Option<String>,
        /// What belongs to it.
        pub linked_flows: Option<Value>,
        /// Where it comes from.
        pub origin_payment_method: Option<String>,
        /// The same in detail.
        pub origin_payment_method_details: Option<Value>,
        /// Whether it was taken back.
        pub returned: Option<bool>,
        /// What stands on the sender's statement.
        pub statement_descriptor: String,
        /// How far it is: `processing`, `succeeded`, `failed` or `canceled`.
        pub status: String,
        /// When it came that far.
        pub status_transitions: Option<Value>,
        /// The transaction of the financial account.
        pub transaction: Option<Expandable>,
    }

    /// Money that someone else sent.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/treasury/received_credits/object).
    pub struct ReceivedCredit: id, created, livemode {
        /// The amount, in the currency's smallest unit.
        pub amount: Amount,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// What the sender wrote.
        pub description: String,
        /// Why it failed.
        pub failure_code: Option<String>,
        /// The financial account.
        pub financial_account: Option<String>,
        /// Where its receipt is.
        pub hosted_regulatory_receipt_url: Option<String>,
        /// Where it comes from.
        pub initiating_payment_method_details: Option<Value>,
        /// What belongs to it.
        pub linked_flows: Option<Value>,
        /// The network, such as `ach`.
        pub network: String,
        /// What belongs to the network.
        pub network_details: Option<Value>,
        /// Until when it can be sent back.
        pub reversal_details: Option<Value>,
        /// Whether it `succeeded` or `failed`.
        pub status: String,
        /// The transaction of the financial account.
        pub transaction: Option<Expandable>,
    }

    /// Money that someone else took.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/treasury/received_debits/object).
    pub struct ReceivedDebit: id, created, livemode {
        /// The amount, in the currency's smallest unit.
        pub amount: Amount,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// What the one who took it wrote.
        pub description: String,
        /// Why it failed.
        pub failure_code: Option<String>,
        /// The financial account.
        pub financial_account: Option<String>,
        /// Where its receipt is.
        pub hosted_regulatory_receipt_url: Option<String>,
        /// Who took it.
        pub initiating_payment_method_details: Option<Value>,
        /// What belongs to it.
        pub linked_flows: Option<Value>,
        /// The network, such as `ach`.
        pub network: String,
        /// What belongs to the network.
        pub network_details: Option<Value>,
        /// Until when it can be taken back.
        pub reversal_details: Option<Value>,
        /// Whether it `succeeded` or `failed`.
        pub status: String,
        /// The transaction of the financial account.
        pub transaction: Option<Expandable>,
    }

    /// Money that is sent back.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/treasury/credit_reversals/object).
    pub struct CreditReversal: id, created, livemode, metadata {
        /// The amount, in the currency's smallest unit.
        pub amount: Amount,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// The financial account.
        pub financial_account: String,
        /// Where its receipt is.
        pub hosted_regulatory_receipt_url: Option<String>,
        /// The network, such as `ach`.
        pub network: String,
        /// What is sent back.
        pub received_credit: String,
        /// How far it is: `processing`, `posted` or `canceled`.
        pub status: String,
        /// When it came that far.
        pub status_transitions: Option<Value>,
        /// The transaction of the financial account.
        pub transaction: Option<Expandable>,
    }

    /// Money that is taken back.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/treasury/debit_reversals/object).
    pub struct DebitReversal: id, created, livemode, metadata {
        /// The amount, in the currency's smallest unit.
        pub amount: Amount,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// The financial account.
        pub financial_account: Option<String>,
        /// Where its receipt is.
        pub hosted_regulatory_receipt_url: Option<String>,
        /// What belongs to it.
        pub linked_flows: Option<Value>,
        /// The network, such as `ach`.
        pub network: String,
        /// What is taken back.
        pub received_debit: String,
        /// How far it is: `processing`, `succeeded` or `failed`.
        pub status: String,
        /// When it came that far.
        pub status_transitions: Option<Value>,
        /// The transaction of the financial account.
        pub transaction: Option<Expandable>,
    }
}
