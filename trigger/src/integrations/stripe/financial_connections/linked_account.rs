//! Financial Connections' accounts and authorizations.

use serde_json::Value;

use super::super::tolerant::{Expandable, objects};

objects! {
    /// An account at a bank that a customer has linked.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/financial_connections/accounts/object).
    pub struct LinkedAccount: id, created, livemode {
        /// Who linked it.
        pub account_holder: Option<Value>,
        /// When its numbers expire.
        pub account_numbers: Vec<Value>,
        /// Under which authorization it was linked.
        pub authorization: Option<Expandable>,
        /// What it holds.
        pub balance: Option<Value>,
        /// When the balance was last asked for.
        pub balance_refresh: Option<Value>,
        /// What kind of account it is, such as `cash`.
        pub category: String,
        /// Its name.
        pub display_name: Option<String>,
        /// The bank.
        pub institution_name: String,
        /// The last four digits of its number.
        pub last4: Option<String>,
        /// Whose it is.
        pub ownership: Option<Expandable>,
        /// When the owners were last asked for.
        pub ownership_refresh: Option<Value>,
        /// What may be asked for.
        pub permissions: Vec<String>,
        /// Whether it can be asked: `active`, `inactive` or `disconnected`.
        pub status: String,
        /// Why it cannot be asked.
        pub status_details: Option<Value>,
        /// What kind of account it is, more exactly, such as `checking`.
        pub subcategory: String,
        /// What is asked for by itself.
        pub subscriptions: Vec<String>,
        /// How can be paid with it.
        pub supported_payment_method_types: Vec<String>,
        /// When the transactions were last asked for.
        pub transaction_refresh: Option<Value>,
    }

    /// A customer's leave to ask a bank.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/financial_connections).
    pub struct LinkAuthorization: id, livemode {
        /// Who gave it.
        pub account_holder: Option<Value>,
        /// The bank.
        pub institution: Option<Expandable>,
        /// The bank's name.
        pub institution_name: String,
        /// Whether it holds: `active`, `inactive` or `disconnected`.
        pub status: String,
        /// Why it does not hold.
        pub status_details: Option<Value>,
    }
}
