//! Stripe's reserves: money that is held back.

use serde_json::Value;

use super::super::amount::Amount;
use super::super::tolerant::{Expandable, objects};

objects! {
    /// Money that is held back.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/reserve/hold/object).
    pub struct ReserveHold: id, created, livemode, metadata {
        /// The amount, in the currency's smallest unit.
        pub amount: Amount,
        /// The amount that can be released.
        pub amount_releasable: Option<Amount>,
        /// Who holds it back: `application` or `stripe`.
        pub created_by: String,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// Whether it can be released.
        pub is_releasable: Option<bool>,
        /// Why, such as `charge`.
        pub reason: String,
        /// When it is released.
        pub release_schedule: Option<Value>,
        /// The plan under which it is held back.
        pub reserve_plan: Option<Expandable>,
        /// The charge from which it is held back.
        pub source_charge: Option<Expandable>,
        /// What kind of payment the money comes from.
        pub source_type: String,
    }

    /// How money is held back.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/reserve/plan/object).
    pub struct ReservePlan: id, created, livemode, metadata {
        /// Who made it: `application` or `stripe`.
        pub created_by: String,
        /// The three letters of the currency; `None` for all.
        pub currency: Option<String>,
        /// When it was disabled.
        pub disabled_at: Option<i64>,
        /// When money is released, for a plan of this type.
        pub fixed_release: Option<Value>,
        /// How much of each charge is held back, in percent.
        pub percent: Option<f64>,
        /// After how long money is released, for a plan of this type.
        pub rolling_release: Option<Value>,
        /// Whether it applies: `active`, `disabled` or `expired`.
        pub status: String,
        /// When it releases money: `fixed_release` or `rolling_release`.
        pub type_ as "type": String,
    }

    /// Money that is no longer held back.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/reserve/release/object).
    pub struct ReserveRelease: id, created, livemode, metadata {
        /// The amount, in the currency's smallest unit.
        pub amount: Amount,
        /// Who released it: `application` or `stripe`.
        pub created_by: String,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// Why, such as `bulk_hold_expiry`.
        pub reason: String,
        /// When it was released.
        pub released_at: Option<i64>,
        /// The hold from which it was released.
        pub reserve_hold: Option<Expandable>,
        /// The plan under which it was held back.
        pub reserve_plan: Option<Expandable>,
        /// What it comes from.
        pub source_transaction: Option<Value>,
    }
}
