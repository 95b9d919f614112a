//! Stripe's tax id: a customer's number at a tax office.

use serde_json::Value;

use super::super::tolerant::{Expandable, objects, open_enums};

objects! {
    /// A number under which a tax office knows a customer or an account.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/tax_ids/object).
    pub struct TaxId: id, created, livemode, deleted {
        /// The two letters of the country that gave it.
        pub country: Option<String>,
        /// The customer whose it is.
        pub customer: Option<Expandable>,
        /// The account that stands for the customer, `acct_…`.
        pub customer_account: Option<String>,
        /// Whose it is.
        pub owner: Option<Value>,
        /// What kind of number it is, such as `eu_vat`.
        pub type_ as "type": String,
        /// The number.
        pub value: String,
        /// Whether the number is right.
        pub verification: Option<TaxIdVerification>,
    }

    /// Whether a tax number is right.
    pub struct TaxIdVerification {
        /// How far it has been verified.
        pub status: TaxIdStatus,
        /// The address that belongs to the number.
        pub verified_address: Option<String>,
        /// The name that belongs to the number.
        pub verified_name: Option<String>,
    }
}

open_enums! {
    /// How far it has been verified.
    pub enum TaxIdStatus {
        Pending = "pending",
        Unavailable = "unavailable",
        Unverified = "unverified",
        Verified = "verified",
    }
}
