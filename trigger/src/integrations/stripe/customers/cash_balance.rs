//! Stripe's cash balance: money that a customer has sent and that nothing was paid with.

use serde_json::Value;

use super::super::amount::Amount;
use super::super::tolerant::{Expandable, objects};

objects! {
    /// Money that a customer has sent and that nothing was paid with.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/cash_balance/object).
    pub struct CashBalance: object, livemode {
        /// The amounts, by the codes of their currencies.
        pub available: Option<Value>,
        /// The customer.
        pub customer: Option<Expandable>,
        /// The account that stands for the customer, `acct_…`.
        pub customer_account: Option<String>,
        /// How money is matched with what is owed.
        pub settings: Option<Value>,
    }

    /// What changed a customer's cash balance.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/cash_balance_transactions/object).
    pub struct CustomerCashBalanceTransaction: id, created, livemode {
        /// What belongs to a transaction of this type.
        pub adjusted_for_overdraft: Option<Value>,
        /// What belongs to a transaction of this type.
        pub applied_to_payment: Option<Value>,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// The customer.
        pub customer: Option<Expandable>,
        /// The account that stands for the customer, `acct_…`.
        pub customer_account: Option<String>,
        /// The balance afterwards.
        pub ending_balance: Amount,
        /// What belongs to a transaction of this type.
        pub funded: Option<Value>,
        /// What was added, or taken if it is negative.
        pub net_amount: Amount,
        /// What belongs to a transaction of this type.
        pub refunded_from_payment: Option<Value>,
        /// What belongs to a transaction of this type.
        pub transferred_to_balance: Option<Value>,
        /// What it was, such as `funded`; a field of that name holds more.
        pub type_ as "type": String,
        /// What belongs to a transaction of this type.
        pub unapplied_from_payment: Option<Value>,
    }
}
