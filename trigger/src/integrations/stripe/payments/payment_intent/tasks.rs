//! The tasks on payment intents.

use std::collections::BTreeMap;

use http::Method;

use super::{CaptureMethod, PaymentIntent};
use crate::error::Result;
use crate::integrations::stripe::amount::Amount;
use crate::integrations::stripe::client::{Stripe, path_to};
use crate::integrations::stripe::parameters::parameters;
use crate::integrations::stripe::shared::parameters::{SetShipping, SetTransferData};
use crate::tasks;

const PATH: &str = "/v1/payment_intents";

/// The tasks on payment intents. An intent's `client_secret` is encrypted in the database and shown
/// nowhere.
#[tasks(namespace = "payment_intents")]
impl Stripe {
    /// Creates a payment intent.
    ///
    /// # Errors
    ///
    /// As [`Stripe::call`]; a card that is declined has the [code](crate::Error::code)
    /// `card_declined`.
    #[task(redact("/client_secret"))]
    pub async fn create(&self, parameters: CreatePaymentIntent) -> Result<PaymentIntent> {
        Ok(self.request(Method::POST, PATH, &parameters).await?)
    }

    /// One payment intent.
    ///
    /// # Errors
    ///
    /// As [`Stripe::call`]; one that is not there cannot be tried again.
    #[task(redact("/client_secret"))]
    pub async fn retrieve(&self, id: String) -> Result<PaymentIntent> {
        let path = path_to(PATH, &id)?;
        Ok(self.request(Method::GET, &path, &()).await?)
    }

    /// Payment intents, newest first: all pages, up to `limit`.
    ///
    /// # Errors
    ///
    /// As [`Stripe::call`].
    #[task(redact("/*/client_secret"))]
    pub async fn list(
        &self,
        parameters: ListPaymentIntents,
        limit: Option<usize>,
    ) -> Result<Vec<PaymentIntent>> {
        Ok(self
            .list_all(PATH, &parameters, limit, |intent: &PaymentIntent| {
                &intent.id
            })
            .await?)
    }
}

parameters! {
    /// What a payment intent is created with: an amount, and what more is known.
    pub struct CreatePaymentIntent {
        /// The amount that is to be paid, in the currency's smallest unit.
        pub amount: Amount,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// How much the Connect application takes.
        pub application_fee_amount: Option<Amount>,
        /// Whether the account's settings say which payment methods are offered.
        pub automatic_payment_methods: Option<SetAutomaticPaymentMethods>,
        /// When the money is taken.
        pub capture_method: Option<CaptureMethod>,
        /// Whether the payment is tried at once.
        pub confirm: Option<bool>,
        /// The id of the customer.
        pub customer: Option<String>,
        /// What the account says of it.
        pub description: Option<String>,
        /// Whether the customer is away, and so cannot be asked to confirm.
        pub off_session: Option<bool>,
        /// The connected account in whose name it is made.
        pub on_behalf_of: Option<String>,
        /// The id of the payment method.
        pub payment_method: Option<String>,
        /// The kinds of payment method that are offered, such as `card`.
        pub payment_method_types: Vec<String>,
        /// Where a receipt is sent.
        pub receipt_email: Option<String>,
        /// Where the customer returns to after paying somewhere else.
        pub return_url: Option<String>,
        /// Whether the payment method is kept for later: `off_session` or `on_session`.
        pub setup_future_usage: Option<String>,
        /// Where and how things are sent.
        pub shipping: Option<SetShipping>,
        /// What stands on the customer's statement, for payments that are not by card.
        pub statement_descriptor: Option<String>,
        /// What stands on the customer's statement after the account's name.
        pub statement_descriptor_suffix: Option<String>,
        /// The connected account that the money goes to.
        pub transfer_data: Option<SetTransferData>,
        /// A name that transfers for this payment have in common with it.
        pub transfer_group: Option<String>,
        /// What to keep with the payment intent.
        pub metadata: BTreeMap<String, String>,
    }

    /// Whether the account's settings say which payment methods are offered.
    pub struct SetAutomaticPaymentMethods {
        /// Whether they do.
        pub enabled: bool,
        /// Whether methods that leave the page are among them: `always` or `never`.
        pub allow_redirects: Option<String>,
    }

    /// Which payment intents are listed: those that fit everything that is given.
    pub struct ListPaymentIntents {
        /// Those of a customer.
        pub customer: Option<String>,
    }
}
