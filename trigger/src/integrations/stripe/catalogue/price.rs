//! Stripe's price: how much a product costs and how often it is charged.

pub mod tasks;

use std::collections::BTreeMap;

use super::super::amount::{self, Amount};
use super::super::tolerant::{Expandable, objects, open_enums};

objects! {
    /// How much a product costs and how often it is charged.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/prices/object).
    pub struct Price: id, created, livemode, metadata, deleted {
        /// Whether the price can be used for new purchases.
        pub active: bool,
        /// How the amount is computed from the quantity.
        pub billing_scheme: BillingScheme,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// The price in other currencies, by their codes. Stripe leaves it out of events; it is there
        /// when a request expands it.
        pub currency_options: Option<BTreeMap<String, CurrencyOption>>,
        /// The bounds of an amount that the customer chooses; `None` when the price is fixed.
        pub custom_unit_amount: Option<CustomUnitAmount>,
        /// A key of the account's own to find the price by, at most 200 characters.
        pub lookup_key: Option<String>,
        /// What the account calls the price; customers do not see it.
        pub nickname: Option<String>,
        /// The product that the price belongs to.
        pub product: Option<Expandable>,
        /// How often a recurring price is charged; `None` for a one-time price.
        pub recurring: Option<Recurring>,
        /// Whether the amount includes tax.
        pub tax_behavior: Option<TaxBehavior>,
        /// The tiers of a tiered price, lowest first. Stripe leaves them out of events; they are there
        /// when a request expands them.
        pub tiers: Option<Vec<Tier>>,
        /// How the tiers of a tiered price apply to a quantity.
        pub tiers_mode: Option<TiersMode>,
        /// How a quantity is changed before the amount is computed from it.
        pub transform_quantity: Option<TransformQuantity>,
        /// Whether the price is charged once or again and again.
        pub type_ as "type": PriceType,
        /// The amount for each unit, in the currency's smallest unit: 2000 is 20.00 USD. `None` when the
        /// price is tiered, is chosen by the customer, or is no whole number.
        pub unit_amount: Option<Amount>,
        /// The same with up to 12 decimal places, as text so that no digit is lost.
        pub unit_amount_decimal: Option<String>,
    }

    /// A price in another currency.
    pub struct CurrencyOption {
        /// The bounds of an amount that the customer chooses.
        pub custom_unit_amount: Option<CustomUnitAmount>,
        /// Whether the amount includes tax.
        pub tax_behavior: Option<TaxBehavior>,
        /// The tiers of a tiered price, lowest first.
        pub tiers: Option<Vec<Tier>>,
        /// The amount for each unit, in the currency's smallest unit.
        pub unit_amount: Option<Amount>,
        /// The same with up to 12 decimal places.
        pub unit_amount_decimal: Option<String>,
    }

    /// The bounds of an amount that the customer chooses, in the currency's smallest unit.
    pub struct CustomUnitAmount {
        /// The most that can be chosen.
        pub maximum: Option<Amount>,
        /// The least that can be chosen.
        pub minimum: Option<Amount>,
        /// What is proposed.
        pub preset: Option<Amount>,
    }

    /// How often a recurring price is charged.
    pub struct Recurring {
        /// How usage within a period is added up; only in API versions before 2025-03-31.
        pub aggregate_usage: Option<String>,
        /// The unit of the time between two charges.
        pub interval: Interval,
        /// How many of these units lie between two charges.
        pub interval_count: i64,
        /// The id of the meter that measures usage; `None` when usage is not metered.
        pub meter: Option<String>,
        /// How many days a trial lasts, when the subscription takes it from the price.
        pub trial_period_days: Option<i64>,
        /// What the quantity is.
        pub usage_type: UsageType,
    }

    /// What the units of a range of quantities cost. Amounts are in the currency's smallest unit.
    pub struct Tier {
        /// What is charged for the tier as a whole.
        pub flat_amount: Option<Amount>,
        /// The same with up to 12 decimal places.
        pub flat_amount_decimal: Option<String>,
        /// What is charged for each unit.
        pub unit_amount: Option<Amount>,
        /// The same with up to 12 decimal places.
        pub unit_amount_decimal: Option<String>,
        /// The last quantity of the tier; `None` for the last tier, which has no end.
        pub up_to: Option<i64>,
    }

    /// How a quantity is changed before the amount is computed from it.
    pub struct TransformQuantity {
        /// What the quantity is divided by.
        pub divide_by: i64,
        /// Which way the result is rounded.
        pub round: Round,
    }
}

impl Price {
    /// The amount for each unit as a person reads it, such as `20.00 USD`. `None` when the price is
    /// tiered or is chosen by the customer.
    pub fn amount(&self) -> Option<String> {
        let decimal = self.unit_amount_decimal.clone();
        let amount = decimal.or_else(|| Some(self.unit_amount?.to_string()))?;
        Some(amount::display(&amount, &self.currency))
    }

    /// The amount, or why there is none.
    pub(super) fn shown_amount(&self) -> Option<String> {
        self.amount().or_else(|| {
            let currency = self.currency.to_ascii_uppercase();
            if self.custom_unit_amount.is_some() {
                Some(format!("chosen by the customer, {currency}"))
            } else if self.billing_scheme == BillingScheme::Tiered {
                Some(format!("tiered, {currency}"))
            } else {
                None
            }
        })
    }
}

open_enums! {
    /// How an amount is computed from a quantity.
    pub enum BillingScheme {
        /// Each unit costs the same.
        PerUnit = "per_unit",
        /// What a unit costs depends on the quantity.
        Tiered = "tiered",
    }

    /// Whether a price is charged once or again and again.
    pub enum PriceType {
        /// Charged once.
        OneTime = "one_time",
        /// Charged by subscriptions.
        Recurring = "recurring",
    }

    /// Whether an amount includes tax.
    pub enum TaxBehavior {
        /// Tax is added to the amount.
        Exclusive = "exclusive",
        /// The amount includes tax.
        Inclusive = "inclusive",
        /// The account's default applies.
        Unspecified = "unspecified",
    }

    /// How tiers apply to a quantity.
    pub enum TiersMode {
        /// Each part of the quantity costs what its tier says.
        Graduated = "graduated",
        /// The whole quantity costs what the tier that it reaches says.
        Volume = "volume",
    }

    /// The unit of the time between two charges.
    pub enum Interval {
        /// A day.
        Day = "day",
        /// A week.
        Week = "week",
        /// A month.
        Month = "month",
        /// A year.
        Year = "year",
    }

    /// What the quantity of a recurring price is.
    pub enum UsageType {
        /// It is set on the subscription.
        Licensed = "licensed",
        /// It is reported while it is used.
        Metered = "metered",
    }

    /// Which way a divided quantity is rounded.
    pub enum Round {
        /// To the next whole number below.
        Down = "down",
        /// To the next whole number above.
        Up = "up",
    }
}

#[cfg(test)]
mod tests;
