//! Stripe Treasury's financial accounts.

use serde_json::Value;

use super::super::tolerant::objects;

objects! {
    /// An account that holds money.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/treasury/financial_accounts/object).
    pub struct FinancialAccount: id, created, livemode, metadata {
        /// What it can do.
        pub active_features: Vec<String>,
        /// What it holds.
        pub balance: Option<Value>,
        /// The two letters of its country.
        pub country: String,
        /// Its name.
        pub display_name: Option<String>,
        /// What it can do, in detail.
        pub features: Option<Value>,
        /// Under which numbers it can be reached.
        pub financial_addresses: Vec<Value>,
        /// Whether it is used if no other is named.
        pub is_default: Option<bool>,
        /// What it is called.
        pub nickname: Option<String>,
        /// What it will be able to do.
        pub pending_features: Vec<String>,
        /// What the platform forbids it.
        pub platform_restrictions: Option<Value>,
        /// What it cannot do for now.
        pub restricted_features: Vec<String>,
        /// Whether it is `open` or `closed`.
        pub status: String,
        /// Why it was closed.
        pub status_details: Option<Value>,
        /// The currencies that it can hold.
        pub supported_currencies: Vec<String>,
    }
}
