//! The tasks on charges.

use std::collections::BTreeMap;

use http::Method;

use super::Charge;
use crate::error::Result;
use crate::integrations::stripe::amount::Amount;
use crate::integrations::stripe::client::{Stripe, path_to};
use crate::integrations::stripe::parameters::parameters;
use crate::integrations::stripe::shared::parameters::{SetShipping, SetTransferData};
use crate::tasks;

const PATH: &str = "/v1/charges";

/// The tasks on charges.
#[tasks(namespace = "charges")]
impl Stripe {
    /// Charges a source. Payment intents, which are newer, can do more:
    /// [`StripePaymentIntents::create`](crate::integrations::stripe::StripePaymentIntents::create).
    ///
    /// # Errors
    ///
    /// As [`Stripe::call`]; a card that is declined has the [code](crate::Error::code)
    /// `card_declined`.
    pub async fn create(&self, parameters: CreateCharge) -> Result<Charge> {
        Ok(self.request(Method::POST, PATH, &parameters).await?)
    }

    /// One charge.
    ///
    /// # Errors
    ///
    /// As [`Stripe::call`]; one that is not there cannot be tried again.
    pub async fn retrieve(&self, id: String) -> Result<Charge> {
        let path = path_to(PATH, &id)?;
        Ok(self.request(Method::GET, &path, &()).await?)
    }

    /// Charges, newest first: all pages, up to `limit`.
    ///
    /// # Errors
    ///
    /// As [`Stripe::call`].
    pub async fn list(&self, parameters: ListCharges, limit: Option<usize>) -> Result<Vec<Charge>> {
        Ok(self
            .list_all(PATH, &parameters, limit, |charge: &Charge| &charge.id)
            .await?)
    }
}

parameters! {
    /// What a charge is created with: an amount, and a customer or a source.
    pub struct CreateCharge {
        /// The amount, in the currency's smallest unit.
        pub amount: Amount,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// The id of the customer.
        pub customer: Option<String>,
        /// What is charged: a token, or one of the customer's sources.
        pub source: Option<String>,
        /// How much the Connect application takes.
        pub application_fee_amount: Option<Amount>,
        /// Whether the money is taken at once; it is without this.
        pub capture: Option<bool>,
        /// What the account says of it.
        pub description: Option<String>,
        /// The connected account in whose name it is made.
        pub on_behalf_of: Option<String>,
        /// Where a receipt is sent.
        pub receipt_email: Option<String>,
        /// Where and how things are sent.
        pub shipping: Option<SetShipping>,
        /// What stands on the customer's statement after the account's name.
        pub statement_descriptor_suffix: Option<String>,
        /// The connected account that the money goes to.
        pub transfer_data: Option<SetTransferData>,
        /// A name that transfers for this charge have in common with it.
        pub transfer_group: Option<String>,
        /// What to keep with the charge.
        pub metadata: BTreeMap<String, String>,
    }

    /// Which charges are listed: those that fit everything that is given.
    pub struct ListCharges {
        /// Those of a customer.
        pub customer: Option<String>,
        /// Those of a payment intent.
        pub payment_intent: Option<String>,
        /// Those of a transfer group.
        pub transfer_group: Option<String>,
    }
}
