//! Stripe's tax rates and settings.

use serde_json::Value;

use super::super::tolerant::objects;

objects! {
    /// A tax that is added to an amount, or contained in it.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/tax_rates/object).
    pub struct TaxRate: id, created, livemode, metadata {
        /// Whether it can be used for something new.
        pub active: bool,
        /// The two letters of the country.
        pub country: Option<String>,
        /// What the account wrote to describe it.
        pub description: Option<String>,
        /// Its name, for customers to read.
        pub display_name: String,
        /// The percentage that really applied.
        pub effective_percentage: Option<f64>,
        /// The tax, if it is not a percentage.
        pub flat_amount: Option<Value>,
        /// Whether the amount contains the tax.
        pub inclusive: bool,
        /// Where it applies, as it stands on invoices.
        pub jurisdiction: Option<String>,
        /// At which level that is, such as `country`.
        pub jurisdiction_level: Option<String>,
        /// The percentage.
        pub percentage: Option<f64>,
        /// Whether it is a `percentage` or a `flat_amount`.
        pub rate_type: Option<String>,
        /// The state, for example of the United States.
        pub state: Option<String>,
        /// What kind of tax it is, such as `vat`.
        pub tax_type: Option<String>,
    }

    /// How Stripe Tax computes tax.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/tax/settings/object).
    pub struct TaxSettings: object, livemode {
        /// What products have that say nothing else.
        pub defaults: Option<Value>,
        /// Where the account is.
        pub head_office: Option<Value>,
        /// Whether it works: `active` or `pending`.
        pub status: String,
        /// What is missing.
        pub status_details: Option<Value>,
    }
}
