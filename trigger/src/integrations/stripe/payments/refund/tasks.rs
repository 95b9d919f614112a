//! The tasks on refunds.

use std::collections::BTreeMap;

use http::Method;

use super::Refund;
use crate::error::Result;
use crate::integrations::stripe::amount::Amount;
use crate::integrations::stripe::client::{Stripe, path_to};
use crate::integrations::stripe::parameters::parameters;
use crate::tasks;

const PATH: &str = "/v1/refunds";

/// The tasks on refunds.
#[tasks(namespace = "refunds")]
impl Stripe {
    /// Gives money back.
    ///
    /// # Errors
    ///
    /// As [`Stripe::call`]; Stripe also refuses to give back more than was paid.
    pub async fn create(&self, parameters: CreateRefund) -> Result<Refund> {
        Ok(self.request(Method::POST, PATH, &parameters).await?)
    }

    /// One refund.
    ///
    /// # Errors
    ///
    /// As [`Stripe::call`]; one that is not there cannot be tried again.
    pub async fn retrieve(&self, id: String) -> Result<Refund> {
        let path = path_to(PATH, &id)?;
        Ok(self.request(Method::GET, &path, &()).await?)
    }

    /// Refunds, newest first: all pages, up to `limit`.
    ///
    /// # Errors
    ///
    /// As [`Stripe::call`].
    pub async fn list(&self, parameters: ListRefunds, limit: Option<usize>) -> Result<Vec<Refund>> {
        Ok(self
            .list_all(PATH, &parameters, limit, |refund: &Refund| &refund.id)
            .await?)
    }
}

parameters! {
    /// What a refund is created with: a charge or a payment intent.
    pub struct CreateRefund {
        /// The id of the charge that is refunded.
        pub charge: Option<String>,
        /// The id of the payment intent that is refunded.
        pub payment_intent: Option<String>,
        /// How much is given back; all that is left of it without this.
        pub amount: Option<Amount>,
        /// Why: `duplicate`, `fraudulent` or `requested_by_customer`.
        pub reason: Option<String>,
        /// Whether the Connect application gives back its fee.
        pub refund_application_fee: Option<bool>,
        /// Whether the connected account gives back what it was sent.
        pub reverse_transfer: Option<bool>,
        /// What to keep with the refund.
        pub metadata: BTreeMap<String, String>,
    }

    /// Which refunds are listed: those that fit everything that is given.
    pub struct ListRefunds {
        /// Those of a charge.
        pub charge: Option<String>,
        /// Those of a payment intent.
        pub payment_intent: Option<String>,
    }
}
