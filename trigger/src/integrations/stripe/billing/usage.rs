//! Stripe's meters, credits and alerts: billing by usage.

use serde_json::Value;

use super::super::tolerant::{Expandable, List, objects};
use crate::time::Timestamp;

objects! {
    /// A customer's usage reached what an alert watches for.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/billing/alert).
    pub struct AlertTriggered: object, livemode, created {
        /// The alert.
        pub alert: Option<Value>,
        /// The customer.
        pub customer: String,
        /// The account that stands for the customer, `acct_…`.
        pub customer_account: Option<String>,
        /// The id by which the account knows the customer.
        pub external_customer_id: Option<String>,
        /// The usage.
        pub value: Option<Value>,
    }

    /// What changed a customer's credits.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/billing/credit-balance-transaction/object).
    pub struct CreditBalanceTransaction: id, created, livemode {
        /// What was added.
        pub credit: Option<Value>,
        /// The grant that it belongs to.
        pub credit_grant: Option<Expandable>,
        /// What was taken.
        pub debit: Option<Value>,
        /// When it took effect.
        pub effective_at: Option<Timestamp>,
        /// The test clock by which it lives.
        pub test_clock: Option<Expandable>,
        /// Whether it is a `credit` or a `debit`.
        pub type_ as "type": Option<String>,
    }

    /// Credits that a customer was given or bought.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/billing/credit-grant/object).
    pub struct CreditGrant: id, created, livemode, metadata {
        /// How much.
        pub amount: Option<Value>,
        /// What they can be used for.
        pub applicability_config: Option<Value>,
        /// Whether they were `paid` or are `promotional`.
        pub category: String,
        /// The customer.
        pub customer: Option<Expandable>,
        /// The account that stands for the customer, `acct_…`.
        pub customer_account: Option<String>,
        /// From when they can be used.
        pub effective_at: Option<Timestamp>,
        /// Until when they can be used.
        pub expires_at: Option<Timestamp>,
        /// Their name.
        pub name: Option<String>,
        /// Which are used first: those with the least number.
        pub priority: Option<i64>,
        /// The test clock by which it lives.
        pub test_clock: Option<Expandable>,
        /// When they were last changed.
        pub updated: Option<Timestamp>,
        /// When they were voided.
        pub voided_at: Option<Timestamp>,
    }

    /// How usage is counted.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/billing/meter/object).
    pub struct Meter: id, created, livemode {
        /// How a customer is found from what is reported.
        pub customer_mapping: Option<Value>,
        /// How what is reported is added up.
        pub default_aggregation: Option<Value>,
        /// Its name.
        pub display_name: String,
        /// Under which name usage is reported.
        pub event_name: String,
        /// Over which time it is added up: `day` or `hour`.
        pub event_time_window: Option<String>,
        /// Whether it counts: `active` or `inactive`.
        pub status: String,
        /// When it was deactivated.
        pub status_transitions: Option<Value>,
        /// When it was last changed.
        pub updated: Option<Timestamp>,
        /// Where the value is in what is reported.
        pub value_settings: Option<Value>,
    }

    /// Which features a customer is entitled to.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/entitlements/active-entitlement).
    pub struct ActiveEntitlementSummary: object, livemode {
        /// The customer.
        pub customer: String,
        /// The account that stands for the customer, `acct_…`.
        pub customer_account: Option<String>,
        /// The features.
        pub entitlements: Option<List<Value>>,
    }
}
