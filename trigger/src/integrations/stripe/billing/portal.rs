//! Stripe's customer portal, where customers look after their subscriptions.

use serde_json::Value;

use super::super::tolerant::{Expandable, objects};
use crate::time::Timestamp;

objects! {
    /// What customers can do in the portal.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/customer_portal/configurations/object).
    pub struct PortalConfiguration: id, created, livemode, metadata {
        /// Whether it can be used.
        pub active: bool,
        /// The Connect application that made it.
        pub application: Option<Expandable>,
        /// What the portal says of the account.
        pub business_profile: Option<Value>,
        /// Where customers go afterwards.
        pub default_return_url: Option<String>,
        /// What customers can do.
        pub features: Option<Value>,
        /// Whether it is used if no other is named.
        pub is_default: bool,
        /// Whether customers can come without a session.
        pub login_page: Option<Value>,
        /// Its name.
        pub name: Option<String>,
        /// When it was last changed.
        pub updated: Option<Timestamp>,
    }

    /// A customer's visit to the portal.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/customer_portal/sessions/object).
    pub struct PortalSession: id, created, livemode {
        /// What the customer can do.
        pub configuration: Option<Expandable>,
        /// The customer.
        pub customer: Option<Expandable>,
        /// The account that stands for the customer, `acct_…`.
        pub customer_account: Option<String>,
        /// What the customer came to do.
        pub flow: Option<Value>,
        /// The language of the page.
        pub locale: Option<String>,
        /// The account for which it is shown.
        pub on_behalf_of: Option<String>,
        /// Where the customer goes afterwards.
        pub return_url: Option<String>,
        /// Where the portal is.
        pub url: String,
    }
}
