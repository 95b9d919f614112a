//! Stripe's price: how much a product costs and how often it is charged.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::amount;
use super::tolerant::{Expandable, null_as_default, open_enum};
use crate::spec::Properties;

/// How much a product costs and how often it is charged.
///
/// Only the id is required. A field that Stripe does not send, or sends as `null`, is empty or
/// `None`; a field that is not named here is ignored; and a new value of an enum is kept as
/// `Other`. So a price of another API version, or a deleted one, is still read.
///
/// See [Stripe's reference](https://docs.stripe.com/api/prices/object).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Price {
    /// The price's id, `price_…`; `plan_…` or a name of its own for an old one.
    pub id: String,
    /// Always `price`.
    #[serde(default, deserialize_with = "null_as_default")]
    pub object: String,
    /// Whether the price can be used for new purchases.
    #[serde(default, deserialize_with = "null_as_default")]
    pub active: bool,
    /// How the amount is computed from the quantity.
    #[serde(default, deserialize_with = "null_as_default")]
    pub billing_scheme: BillingScheme,
    /// When the price was created, in seconds since 1970.
    #[serde(default, deserialize_with = "null_as_default")]
    pub created: i64,
    /// The three letters of the currency's ISO code, in lower case: `usd`.
    #[serde(default, deserialize_with = "null_as_default")]
    pub currency: String,
    /// The price in other currencies, by their codes. Stripe leaves it out of events; it is there
    /// when a request expands it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency_options: Option<BTreeMap<String, CurrencyOption>>,
    /// The bounds of an amount that the customer chooses; `None` when the price is fixed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_unit_amount: Option<CustomUnitAmount>,
    /// Whether the price has been deleted; all but its id may then be missing.
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "std::ops::Not::not"
    )]
    pub deleted: bool,
    /// Whether the price is real, as opposed to a test one.
    #[serde(default, deserialize_with = "null_as_default")]
    pub livemode: bool,
    /// A key of the account's own to find the price by, at most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lookup_key: Option<String>,
    /// What the account keeps with the price.
    #[serde(default, deserialize_with = "null_as_default")]
    pub metadata: BTreeMap<String, String>,
    /// What the account calls the price; customers do not see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nickname: Option<String>,
    /// The product that the price belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<Expandable>,
    /// How often a recurring price is charged; `None` for a one-time price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recurring: Option<Recurring>,
    /// Whether the amount includes tax.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_behavior: Option<TaxBehavior>,
    /// The tiers of a tiered price, lowest first. Stripe leaves them out of events; they are there
    /// when a request expands them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tiers: Option<Vec<Tier>>,
    /// How the tiers of a tiered price apply to a quantity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tiers_mode: Option<TiersMode>,
    /// How a quantity is changed before the amount is computed from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transform_quantity: Option<TransformQuantity>,
    /// Whether the price is charged once or again and again.
    #[serde(rename = "type", default, deserialize_with = "null_as_default")]
    pub type_: PriceType,
    /// The amount for each unit, in the currency's smallest unit: 2000 is 20.00 USD. `None` when the
    /// price is tiered, is chosen by the customer, or is no whole number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_amount: Option<i64>,
    /// The same with up to 12 decimal places, as text so that no digit is lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_amount_decimal: Option<String>,
}

impl Price {
    /// The amount for each unit as a person reads it, such as `20.00 USD`. `None` when the price is
    /// tiered or is chosen by the customer.
    pub fn amount(&self) -> Option<String> {
        let decimal = self.unit_amount_decimal.clone();
        let amount = decimal.or_else(|| Some(self.unit_amount?.to_string()))?;
        Some(amount::display(&amount, &self.currency))
    }

    /// What a person wants to see of a price at a glance.
    pub(super) fn properties(&self) -> Properties {
        let amount = self.amount().or_else(|| {
            let currency = self.currency.to_ascii_uppercase();
            if self.custom_unit_amount.is_some() {
                Some(format!("chosen by the customer, {currency}"))
            } else if self.billing_scheme == BillingScheme::Tiered {
                Some(format!("tiered, {currency}"))
            } else {
                None
            }
        });
        let mut properties = Properties::new().with("Price ID", &self.id);
        if let Some(amount) = amount {
            properties = properties.with("Amount", amount);
        }
        if let Some(product) = &self.product {
            properties = properties.with("Product", product);
        }
        properties
    }
}

open_enum! {
    /// How an amount is computed from a quantity.
    pub enum BillingScheme {
        /// Each unit costs the same.
        PerUnit = "per_unit",
        /// What a unit costs depends on the quantity.
        Tiered = "tiered",
    }
}

open_enum! {
    /// Whether a price is charged once or again and again.
    pub enum PriceType {
        /// Charged once.
        OneTime = "one_time",
        /// Charged by subscriptions.
        Recurring = "recurring",
    }
}

open_enum! {
    /// Whether an amount includes tax.
    pub enum TaxBehavior {
        /// Tax is added to the amount.
        Exclusive = "exclusive",
        /// The amount includes tax.
        Inclusive = "inclusive",
        /// The account's default applies.
        Unspecified = "unspecified",
    }
}

open_enum! {
    /// How tiers apply to a quantity.
    pub enum TiersMode {
        /// Each part of the quantity costs what its tier says.
        Graduated = "graduated",
        /// The whole quantity costs what the tier that it reaches says.
        Volume = "volume",
    }
}

open_enum! {
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
}

open_enum! {
    /// What the quantity of a recurring price is.
    pub enum UsageType {
        /// It is set on the subscription.
        Licensed = "licensed",
        /// It is reported while it is used.
        Metered = "metered",
    }
}

open_enum! {
    /// Which way a divided quantity is rounded.
    pub enum Round {
        /// To the next whole number below.
        Down = "down",
        /// To the next whole number above.
        Up = "up",
    }
}

/// A price in another currency.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct CurrencyOption {
    /// The bounds of an amount that the customer chooses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_unit_amount: Option<CustomUnitAmount>,
    /// Whether the amount includes tax.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax_behavior: Option<TaxBehavior>,
    /// The tiers of a tiered price, lowest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tiers: Option<Vec<Tier>>,
    /// The amount for each unit, in the currency's smallest unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_amount: Option<i64>,
    /// The same with up to 12 decimal places.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_amount_decimal: Option<String>,
}

/// The bounds of an amount that the customer chooses, in the currency's smallest unit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct CustomUnitAmount {
    /// The most that can be chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum: Option<i64>,
    /// The least that can be chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<i64>,
    /// What is proposed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset: Option<i64>,
}

/// How often a recurring price is charged.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Recurring {
    /// How usage within a period is added up; only in API versions before 2025-03-31.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aggregate_usage: Option<String>,
    /// The unit of the time between two charges.
    #[serde(deserialize_with = "null_as_default")]
    pub interval: Interval,
    /// How many of these units lie between two charges.
    #[serde(deserialize_with = "null_as_default")]
    pub interval_count: i64,
    /// The id of the meter that measures usage; `None` when usage is not metered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meter: Option<String>,
    /// How many days a trial lasts, when the subscription takes it from the price.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trial_period_days: Option<i64>,
    /// What the quantity is.
    #[serde(deserialize_with = "null_as_default")]
    pub usage_type: UsageType,
}

/// What the units of a range of quantities cost. Amounts are in the currency's smallest unit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Tier {
    /// What is charged for the tier as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flat_amount: Option<i64>,
    /// The same with up to 12 decimal places.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flat_amount_decimal: Option<String>,
    /// What is charged for each unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_amount: Option<i64>,
    /// The same with up to 12 decimal places.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_amount_decimal: Option<String>,
    /// The last quantity of the tier; `None` for the last tier, which has no end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub up_to: Option<i64>,
}

/// How a quantity is changed before the amount is computed from it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct TransformQuantity {
    /// What the quantity is divided by.
    #[serde(deserialize_with = "null_as_default")]
    pub divide_by: i64,
    /// Which way the result is rounded.
    #[serde(deserialize_with = "null_as_default")]
    pub round: Round,
}

#[cfg(test)]
mod tests;
