//! The tasks on Checkout's sessions.

use std::collections::BTreeMap;

use http::Method;

use super::{CheckoutSession, Mode};
use crate::error::Result;
use crate::integrations::stripe::amount::Amount;
use crate::integrations::stripe::client::{Stripe, path_to};
use crate::integrations::stripe::parameters::parameters;
use crate::tasks;
use crate::time::Timestamp;

const PATH: &str = "/v1/checkout/sessions";

/// Checkout, the page on which customers pay.
#[tasks(namespace = "checkout")]
impl Stripe {}

/// The tasks on Checkout's sessions. A session's `client_secret` is encrypted in the database and
/// shown nowhere.
#[tasks(namespace = "checkout.sessions")]
impl Stripe {
    /// Creates a session, whose `url` is where the customer pays.
    ///
    /// # Errors
    ///
    /// As [`Stripe::call`].
    #[task(redact("/client_secret"))]
    pub async fn create(&self, parameters: CreateCheckoutSession) -> Result<CheckoutSession> {
        Ok(self.request(Method::POST, PATH, &parameters).await?)
    }

    /// One session.
    ///
    /// # Errors
    ///
    /// As [`Stripe::call`]; one that is not there cannot be tried again.
    #[task(redact("/client_secret"))]
    pub async fn retrieve(&self, id: String) -> Result<CheckoutSession> {
        let path = path_to(PATH, &id)?;
        Ok(self.request(Method::GET, &path, &()).await?)
    }

    /// Sessions, newest first: all pages, up to `limit`.
    ///
    /// # Errors
    ///
    /// As [`Stripe::call`].
    #[task(redact("/*/client_secret"))]
    pub async fn list(
        &self,
        parameters: ListCheckoutSessions,
        limit: Option<usize>,
    ) -> Result<Vec<CheckoutSession>> {
        Ok(self
            .list_all(PATH, &parameters, limit, |session: &CheckoutSession| {
                &session.id
            })
            .await?)
    }
}

parameters! {
    /// What a session is created with: what it is for, what is sold, and where the customer goes
    /// afterwards.
    pub struct CreateCheckoutSession {
        /// What it is for.
        pub mode: Mode,
        /// What is sold.
        pub line_items: Vec<CheckoutItem>,
        /// Where the customer goes after paying. Stripe puts the session's id in the place of
        /// `{CHECKOUT_SESSION_ID}`.
        pub success_url: Option<String>,
        /// Where the customer goes on leaving.
        pub cancel_url: Option<String>,
        /// Where the customer goes after paying, when the page is part of another one.
        pub return_url: Option<String>,
        /// What the page is part of: `hosted`, `embedded` or `custom`.
        pub ui_mode: Option<String>,
        /// Whether the customer can enter promotion codes.
        pub allow_promotion_codes: Option<bool>,
        /// What the account calls it, such as the number of a basket.
        pub client_reference_id: Option<String>,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: Option<String>,
        /// The id of the customer.
        pub customer: Option<String>,
        /// When a customer is created: `always` or `if_required`.
        pub customer_creation: Option<String>,
        /// The customer's email address, filled in.
        pub customer_email: Option<String>,
        /// When it expires: half an hour to a day after its creation.
        pub expires_at: Option<Timestamp>,
        /// The language of the page.
        pub locale: Option<String>,
        /// What the payment is made with.
        pub payment_intent_data: Option<CheckoutPayment>,
        /// The kinds of payment method that are offered, such as `card`.
        pub payment_method_types: Vec<String>,
        /// What the subscription is made with.
        pub subscription_data: Option<CheckoutSubscription>,
        /// What to keep with the session.
        pub metadata: BTreeMap<String, String>,
    }

    /// Something that is sold: a price that there is, or one that is made for it.
    pub struct CheckoutItem {
        /// The id of the price.
        pub price: Option<String>,
        /// A price that is made for it.
        pub price_data: Option<CheckoutPrice>,
        /// How many.
        pub quantity: Option<i64>,
    }

    /// A price that is made for a session.
    pub struct CheckoutPrice {
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// The amount for each unit, in the currency's smallest unit.
        pub unit_amount: Option<Amount>,
        /// The id of the product.
        pub product: Option<String>,
        /// A product that is made for it.
        pub product_data: Option<CheckoutProduct>,
    }

    /// A product that is made for a session.
    pub struct CheckoutProduct {
        /// What the customer sees.
        pub name: String,
        /// What the customer may read about it.
        pub description: Option<String>,
        /// Where there are pictures of it.
        pub images: Vec<String>,
        /// What to keep with the product.
        pub metadata: BTreeMap<String, String>,
    }

    /// What a session's payment is made with.
    pub struct CheckoutPayment {
        /// How much the Connect application takes.
        pub application_fee_amount: Option<Amount>,
        /// What the account says of it.
        pub description: Option<String>,
        /// Where a receipt is sent.
        pub receipt_email: Option<String>,
        /// Whether the payment method is kept for later: `off_session` or `on_session`.
        pub setup_future_usage: Option<String>,
        /// What to keep with the payment intent.
        pub metadata: BTreeMap<String, String>,
    }

    /// What a session's subscription is made with.
    pub struct CheckoutSubscription {
        /// What customers may read about it.
        pub description: Option<String>,
        /// How many days the trial lasts.
        pub trial_period_days: Option<i64>,
        /// What to keep with the subscription.
        pub metadata: BTreeMap<String, String>,
    }

    /// Which sessions are listed: those that fit everything that is given.
    pub struct ListCheckoutSessions {
        /// Those of a customer.
        pub customer: Option<String>,
        /// The one of a payment intent.
        pub payment_intent: Option<String>,
        /// Those of a subscription.
        pub subscription: Option<String>,
        /// Those that are so far: `open`, `complete` or `expired`.
        pub status: Option<String>,
    }
}
