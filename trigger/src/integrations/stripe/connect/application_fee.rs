//! Stripe's application fees: what an application takes of payments.

use serde_json::Value;

use super::super::amount::Amount;
use super::super::tolerant::{Expandable, List, objects};

objects! {
    /// What an application takes of a payment.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/application_fees/object).
    pub struct ApplicationFee: id, created, livemode {
        /// The account from which it was taken.
        pub account: Option<Expandable>,
        /// The amount, in the currency's smallest unit.
        pub amount: Amount,
        /// The amount that was given back.
        pub amount_refunded: Amount,
        /// The application.
        pub application: Option<Expandable>,
        /// What it does to the account's balance.
        pub balance_transaction: Option<Expandable>,
        /// The charge of which it was taken.
        pub charge: Option<Expandable>,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// What it was taken of.
        pub fee_source: Option<Value>,
        /// The charge at the platform, if it went on from there.
        pub originating_transaction: Option<Expandable>,
        /// Whether all of it was given back.
        pub refunded: bool,
        /// What was given back.
        pub refunds: Option<List<FeeRefund>>,
    }

    /// An application fee that is given back.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/fee_refunds/object).
    pub struct FeeRefund: id, created, metadata {
        /// The amount, in the currency's smallest unit.
        pub amount: Amount,
        /// What it does to the account's balance.
        pub balance_transaction: Option<Expandable>,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// The fee.
        pub fee: Option<Expandable>,
    }
}
