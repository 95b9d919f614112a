//! The tasks on prices.

use std::collections::BTreeMap;

use http::Method;

use super::{BillingScheme, Interval, Price, PriceType, TaxBehavior, TiersMode, UsageType};
use crate::error::Result;
use crate::integrations::stripe::amount::Amount;
use crate::integrations::stripe::client::{Stripe, path_to};
use crate::integrations::stripe::parameters::parameters;
use crate::tasks;

const PATH: &str = "/v1/prices";

/// The tasks on prices.
#[tasks(namespace = "prices")]
impl Stripe {
    /// Creates a price.
    ///
    /// # Errors
    ///
    /// As [`Stripe::call`].
    pub async fn create(&self, parameters: CreatePrice) -> Result<Price> {
        Ok(self.request(Method::POST, PATH, &parameters).await?)
    }

    /// One price.
    ///
    /// # Errors
    ///
    /// As [`Stripe::call`]; one that is not there cannot be tried again.
    pub async fn retrieve(&self, id: String) -> Result<Price> {
        let path = path_to(PATH, &id)?;
        Ok(self.request(Method::GET, &path, &()).await?)
    }

    /// Changes a price; its amount cannot be changed.
    ///
    /// # Errors
    ///
    /// As [`Stripe::call`].
    pub async fn update(&self, id: String, parameters: UpdatePrice) -> Result<Price> {
        let path = path_to(PATH, &id)?;
        Ok(self.request(Method::POST, &path, &parameters).await?)
    }

    /// Prices, newest first: all pages, up to `limit`.
    ///
    /// # Errors
    ///
    /// As [`Stripe::call`].
    pub async fn list(&self, parameters: ListPrices, limit: Option<usize>) -> Result<Vec<Price>> {
        Ok(self
            .list_all(PATH, &parameters, limit, |price: &Price| &price.id)
            .await?)
    }
}

parameters! {
    /// What a price is created with: a currency, a product, and an amount.
    pub struct CreatePrice {
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// The id of the product that the price belongs to.
        pub product: Option<String>,
        /// The product, to be created with the price.
        pub product_data: Option<PriceProduct>,
        /// The amount for each unit, in the currency's smallest unit.
        pub unit_amount: Option<Amount>,
        /// The same with up to 12 decimal places.
        pub unit_amount_decimal: Option<String>,
        /// How often it is charged, if it is not charged once.
        pub recurring: Option<PriceRecurrence>,
        /// Whether the price can be used for new purchases; it can without this.
        pub active: Option<bool>,
        /// How the amount is computed from the quantity.
        pub billing_scheme: Option<BillingScheme>,
        /// The tiers of a tiered price, lowest first.
        pub tiers: Vec<PriceTier>,
        /// How the tiers apply to a quantity.
        pub tiers_mode: Option<TiersMode>,
        /// A key of the account's own to find the price by.
        pub lookup_key: Option<String>,
        /// Whether the key is taken from the price that has it.
        pub transfer_lookup_key: Option<bool>,
        /// What the account calls the price; customers do not see it.
        pub nickname: Option<String>,
        /// Whether the amount includes tax.
        pub tax_behavior: Option<TaxBehavior>,
        /// What to keep with the price.
        pub metadata: BTreeMap<String, String>,
    }

    /// A product that is created with its price.
    pub struct PriceProduct {
        /// What customers see.
        pub name: String,
        /// Whether it can be bought.
        pub active: Option<bool>,
        /// What stands on the customer's statement.
        pub statement_descriptor: Option<String>,
        /// What Stripe taxes it as, `txcd_…`.
        pub tax_code: Option<String>,
        /// What a unit is called.
        pub unit_label: Option<String>,
        /// What to keep with the product.
        pub metadata: BTreeMap<String, String>,
    }

    /// How often a price is charged.
    pub struct PriceRecurrence {
        /// The unit of the time between two charges.
        pub interval: Interval,
        /// How many of these units lie between two charges; one without this.
        pub interval_count: Option<i64>,
        /// What the quantity is.
        pub usage_type: Option<UsageType>,
        /// The id of the meter that measures usage.
        pub meter: Option<String>,
        /// How many days a trial lasts.
        pub trial_period_days: Option<i64>,
    }

    /// What the units of a range of quantities cost.
    pub struct PriceTier {
        /// The last quantity of the tier, or `inf` for the last tier.
        pub up_to: String,
        /// What is charged for the tier as a whole.
        pub flat_amount: Option<Amount>,
        /// The amount for each unit.
        pub unit_amount: Option<Amount>,
        /// The same with up to 12 decimal places.
        pub unit_amount_decimal: Option<String>,
    }

    /// What is changed of a price.
    pub struct UpdatePrice {
        /// Whether the price can be used for new purchases.
        pub active: Option<bool>,
        /// A key of the account's own to find the price by.
        pub lookup_key: Option<String>,
        /// Whether the key is taken from the price that has it.
        pub transfer_lookup_key: Option<bool>,
        /// What the account calls the price.
        pub nickname: Option<String>,
        /// Whether the amount includes tax; it can be set once.
        pub tax_behavior: Option<TaxBehavior>,
        /// What to keep with the price, added to what is there.
        pub metadata: BTreeMap<String, String>,
    }

    /// Which prices are listed: those that fit everything that is given.
    pub struct ListPrices {
        /// Those that can be used for new purchases, or those that cannot.
        pub active: Option<bool>,
        /// Those in a currency.
        pub currency: Option<String>,
        /// Those of a product.
        pub product: Option<String>,
        /// Those that are charged once, or those that are charged again and again.
        pub type_ as "type": Option<PriceType>,
        /// Those with one of these keys, of which there may be ten.
        pub lookup_keys: Vec<String>,
    }
}
