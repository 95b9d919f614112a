//! Stripe's top-up: money that the account adds to its balance.

use serde_json::Value;

use super::super::amount::Amount;
use super::super::tolerant::{Expandable, objects, open_enums};

objects! {
    /// Money that the account adds to its balance.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/topups/object).
    pub struct Topup: id, created, livemode, metadata {
        /// The amount, in the currency's smallest unit.
        pub amount: Amount,
        /// What it does to the account's balance.
        pub balance_transaction: Option<Expandable>,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// What the account wrote to describe it.
        pub description: Option<String>,
        /// When the money can be used.
        pub expected_availability_date: Option<i64>,
        /// Why it failed.
        pub failure_code: Option<String>,
        /// Why it failed, for a person to read.
        pub failure_message: Option<String>,
        /// How it was begun.
        pub initiated_by: Option<String>,
        /// Where the money comes from.
        pub source: Option<Value>,
        /// What stands on the account's bank statement.
        pub statement_descriptor: Option<String>,
        /// How far it is.
        pub status: TopupStatus,
        /// What joins it with the transfers that belong to it.
        pub transfer_group: Option<String>,
    }
}

open_enums! {
    /// How far it is.
    pub enum TopupStatus {
        Canceled = "canceled",
        Failed = "failed",
        Pending = "pending",
        Reversed = "reversed",
        Succeeded = "succeeded",
    }
}
