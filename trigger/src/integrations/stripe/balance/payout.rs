//! Stripe's payout: money on its way to the account's bank.

use serde_json::Value;

use super::super::amount::Amount;
use super::super::tolerant::{Expandable, objects, open_enums};
use crate::time::Timestamp;

objects! {
    /// Money on its way to the account's bank, or from it.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/payouts/object).
    pub struct Payout: id, created, livemode, metadata {
        /// The amount, in the currency's smallest unit.
        pub amount: Amount,
        /// The fee that the Connect application takes.
        pub application_fee: Option<Expandable>,
        /// How much the Connect application takes.
        pub application_fee_amount: Option<Amount>,
        /// When it should arrive.
        pub arrival_date: Timestamp,
        /// Whether it was made by a schedule.
        pub automatic: bool,
        /// What it does to the account's balance.
        pub balance_transaction: Option<Expandable>,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// What the account wrote to describe it.
        pub description: Option<String>,
        /// The bank account or card that it goes to.
        pub destination: Option<Expandable>,
        /// What its failure does to the account's balance.
        pub failure_balance_transaction: Option<Expandable>,
        /// Why it failed, such as `account_closed`.
        pub failure_code: Option<String>,
        /// Why it failed, for a person to read.
        pub failure_message: Option<String>,
        /// How fast it is: `standard` or `instant`.
        pub method: String,
        /// The payout that it takes back.
        pub original_payout: Option<Expandable>,
        /// The payout method that it uses.
        pub payout_method: Option<String>,
        /// Whether it is known which payments it contains: `completed`, `in_progress` or
        /// `not_applicable`.
        pub reconciliation_status: Option<String>,
        /// The payout that takes it back.
        pub reversed_by: Option<Expandable>,
        /// What kind of payment the money comes from: `card`, `bank_account` or `fpx`.
        pub source_type: String,
        /// What stands on the account's bank statement.
        pub statement_descriptor: Option<String>,
        /// How far it is; one that is `paid` may still fail.
        pub status: PayoutStatus,
        /// What the bank can find it by.
        pub trace_id: Option<Value>,
        /// Whether it goes to a `bank_account` or a `card`.
        pub type_ as "type": String,
    }
}

open_enums! {
    /// How far it is; one that is `paid` may still fail.
    pub enum PayoutStatus {
        Canceled = "canceled",
        Failed = "failed",
        InTransit = "in_transit",
        Paid = "paid",
        Pending = "pending",
    }
}
