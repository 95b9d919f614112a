//! Stripe's transfer: money that goes to a connected account.

use serde_json::Value;

use super::super::amount::Amount;
use super::super::tolerant::{Expandable, objects};

objects! {
    /// Money that goes to a connected account.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/transfers/object).
    pub struct Transfer: id, created, livemode, metadata {
        /// The amount, in the currency's smallest unit.
        pub amount: Amount,
        /// The amount that was taken back.
        pub amount_reversed: Amount,
        /// What it does to the account's balance.
        pub balance_transaction: Option<Expandable>,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// What the account wrote to describe it.
        pub description: Option<String>,
        /// The account that it goes to.
        pub destination: Option<Expandable>,
        /// What arrives there.
        pub destination_payment: Option<Expandable>,
        /// What was taken back.
        pub reversals: Option<Value>,
        /// Whether all of it was taken back.
        pub reversed: bool,
        /// The charge that it comes from.
        pub source_transaction: Option<Expandable>,
        /// What kind of payment the money comes from: `card`, `bank_account` or `fpx`.
        pub source_type: Option<String>,
        /// What joins it with the transfers that belong to it.
        pub transfer_group: Option<String>,
    }
}
