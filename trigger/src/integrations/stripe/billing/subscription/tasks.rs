//! The tasks on subscriptions.

use std::collections::BTreeMap;

use http::Method;

use super::{CollectionMethod, Status, Subscription};
use crate::error::Result;
use crate::integrations::stripe::client::{Stripe, path_to};
use crate::integrations::stripe::parameters::parameters;
use crate::tasks;
use crate::time::Timestamp;

const PATH: &str = "/v1/subscriptions";

/// The tasks on subscriptions.
#[tasks(namespace = "subscriptions")]
impl Stripe {
    /// Creates a subscription.
    ///
    /// # Errors
    ///
    /// As [`Stripe::call`].
    pub async fn create(&self, parameters: CreateSubscription) -> Result<Subscription> {
        Ok(self.request(Method::POST, PATH, &parameters).await?)
    }

    /// One subscription.
    ///
    /// # Errors
    ///
    /// As [`Stripe::call`]; one that is not there cannot be tried again.
    pub async fn retrieve(&self, id: String) -> Result<Subscription> {
        let path = path_to(PATH, &id)?;
        Ok(self.request(Method::GET, &path, &()).await?)
    }

    /// Changes a subscription.
    ///
    /// # Errors
    ///
    /// As [`Stripe::call`].
    pub async fn update(&self, id: String, parameters: UpdateSubscription) -> Result<Subscription> {
        let path = path_to(PATH, &id)?;
        Ok(self.request(Method::POST, &path, &parameters).await?)
    }

    /// Cancels a subscription at once; to have it end with its period, update it with
    /// `cancel_at_period_end`. One that is canceled already stays so, because an earlier attempt
    /// may have canceled it without hearing so.
    ///
    /// # Errors
    ///
    /// As [`Stripe::call`].
    pub async fn cancel(&self, id: String, parameters: CancelSubscription) -> Result<Subscription> {
        let path = path_to(PATH, &id)?;
        match self.request(Method::DELETE, &path, &parameters).await {
            Err(failure) if failure.is_missing() => {
                // Stripe does not find canceled subscriptions to cancel them, but to show them.
                let known = self.request(Method::GET, &path, &()).await;
                match known {
                    Ok(Subscription { status, .. }) if status != Status::Canceled => {
                        Err(failure.into())
                    }
                    known => Ok(known?),
                }
            }
            answer => Ok(answer?),
        }
    }

    /// Subscriptions, newest first: all pages, up to `limit`.
    ///
    /// # Errors
    ///
    /// As [`Stripe::call`].
    pub async fn list(
        &self,
        parameters: ListSubscriptions,
        limit: Option<usize>,
    ) -> Result<Vec<Subscription>> {
        Ok(self
            .list_all(PATH, &parameters, limit, |subscription: &Subscription| {
                &subscription.id
            })
            .await?)
    }
}

parameters! {
    /// What a subscription is created with: a customer, and items.
    pub struct CreateSubscription {
        /// The id of the customer.
        pub customer: String,
        /// What the customer is charged for.
        pub items: Vec<SetSubscriptionItem>,
        /// When it ends.
        pub cancel_at: Option<Timestamp>,
        /// Whether it ends with its period.
        pub cancel_at_period_end: Option<bool>,
        /// Whether the customer is charged, or gets an invoice to pay.
        pub collection_method: Option<CollectionMethod>,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: Option<String>,
        /// How many days the customer has to pay an invoice.
        pub days_until_due: Option<i64>,
        /// The id of the payment method that is charged.
        pub default_payment_method: Option<String>,
        /// What customers may read about it.
        pub description: Option<String>,
        /// What happens if the first payment fails: `allow_incomplete`, `default_incomplete`,
        /// `error_if_incomplete` or `pending_if_incomplete`.
        pub payment_behavior: Option<String>,
        /// When the trial ends.
        pub trial_end: Option<Timestamp>,
        /// How many days the trial lasts.
        pub trial_period_days: Option<i64>,
        /// What to keep with the subscription.
        pub metadata: BTreeMap<String, String>,
    }

    /// What is changed of a subscription.
    pub struct UpdateSubscription {
        /// The items that come, change or go; the others stay.
        pub items: Vec<SetSubscriptionItem>,
        /// When it ends.
        pub cancel_at: Option<Timestamp>,
        /// Whether it ends with its period.
        pub cancel_at_period_end: Option<bool>,
        /// Whether the customer is charged, or gets an invoice to pay.
        pub collection_method: Option<CollectionMethod>,
        /// How many days the customer has to pay an invoice.
        pub days_until_due: Option<i64>,
        /// The id of the payment method that is charged.
        pub default_payment_method: Option<String>,
        /// What customers may read about it.
        pub description: Option<String>,
        /// That no money is taken for a while.
        pub pause_collection: Option<SetPauseCollection>,
        /// What happens if a payment fails: `allow_incomplete`, `default_incomplete`,
        /// `error_if_incomplete` or `pending_if_incomplete`.
        pub payment_behavior: Option<String>,
        /// What becomes of the rest of the period: `create_prorations`, `always_invoice` or `none`.
        pub proration_behavior: Option<String>,
        /// The time as of which that rest is computed.
        pub proration_date: Option<Timestamp>,
        /// When the trial ends.
        pub trial_end: Option<Timestamp>,
        /// What to keep with the subscription, added to what is there.
        pub metadata: BTreeMap<String, String>,
    }

    /// An item of a subscription, to be kept.
    pub struct SetSubscriptionItem {
        /// The id of the item that changes; without it, the item is a new one.
        pub id: Option<String>,
        /// The id of the price.
        pub price: Option<String>,
        /// How many.
        pub quantity: Option<i64>,
        /// Whether the item goes.
        pub deleted: Option<bool>,
        /// What to keep with the item.
        pub metadata: BTreeMap<String, String>,
    }

    /// That no money is taken for a while.
    pub struct SetPauseCollection {
        /// What becomes of invoices: `keep_as_draft`, `mark_uncollectible` or `void`.
        pub behavior: String,
        /// When money is taken again.
        pub resumes_at: Option<Timestamp>,
    }

    /// How a subscription is canceled.
    pub struct CancelSubscription {
        /// Why.
        pub cancellation_details: Option<SetCancellationDetails>,
        /// Whether a last invoice is made for what was used and not billed.
        pub invoice_now: Option<bool>,
        /// Whether the customer gets back what was paid for the rest of the period.
        pub prorate: Option<bool>,
    }

    /// Why a subscription is canceled.
    pub struct SetCancellationDetails {
        /// What the customer wrote.
        pub comment: Option<String>,
        /// What the customer chose, such as `too_expensive`.
        pub feedback: Option<String>,
    }

    /// Which subscriptions are listed: those that fit everything that is given.
    pub struct ListSubscriptions {
        /// Those of a customer.
        pub customer: Option<String>,
        /// Those of a price.
        pub price: Option<String>,
        /// Those that stand so, such as `past_due`; `all` for those that are canceled as well,
        /// which are left out without this, and `ended` for those that are over.
        pub status: Option<String>,
    }
}
