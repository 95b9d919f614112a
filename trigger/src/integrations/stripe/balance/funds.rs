//! Stripe's balance: what the account has.

use serde_json::Value;

use super::super::amount::Amount;
use super::super::tolerant::objects;

objects! {
    /// What the account has.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/balance/balance_object).
    pub struct Balance: object, livemode {
        /// What can be paid out.
        pub available: Vec<Funds>,
        /// What is held back for negative balances of connected accounts.
        pub connect_reserved: Vec<Funds>,
        /// What can be paid out at once.
        pub instant_available: Vec<Funds>,
        /// What cards of the account's own can spend.
        pub issuing: Option<Value>,
        /// What cannot be paid out yet.
        pub pending: Vec<Funds>,
        /// What is kept for refunds and disputes.
        pub refund_and_dispute_prefunding: Option<Value>,
    }

    /// An amount of a balance.
    pub struct Funds {
        /// The amount, in the currency's smallest unit.
        pub amount: Amount,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// What arrives of an instant payout, by destination.
        pub net_available: Vec<Value>,
        /// What of it comes from which kind of payment.
        pub source_types: Option<Value>,
    }

    /// How the account's balance is paid out.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/balance-settings/object).
    pub struct BalanceSettings: object {
        /// What applies to payments: payouts and how soon money settles.
        pub payments: Option<Value>,
    }
}
