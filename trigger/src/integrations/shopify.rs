//! Shopify: what happens to a shop's orders, products and customers.
//!
//! A webhook is added in Shopify's admin under Settings, Notifications, Webhooks, with the format
//! JSON; `SHOPIFY_WEBHOOK_SECRET` holds the secret that is shown there. (For webhooks of an app of
//! Shopify's, it holds the app's client secret.)
//!
//! ```
//! use trigger::integrations::shopify::{self, Order, Shopify};
//! use trigger::prelude::*;
//!
//! #[job(trigger = shopify::on_order_paid, filter = |order| order.currency == "EUR")]
//! async fn pack(order: Order) -> Result<String> {
//!     Ok(order.name)
//! }
//! # let _ = || trigger::app().integration(Shopify::from_env());
//! ```
//!
//! An event is named by its topic, such as `orders/paid`. What has no trigger here has one with an
//! [`#[event_spec]`](macro@crate::event_spec) of the app's own, on the source [`ShopifyWebhook`].
//! `context.event` says of which shop it is, under `shop`.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::event_spec;
use crate::source::signature::{Encoding, Scheme};
use crate::source::{Envelope, Place, Webhook, WebhookSource};
use crate::spec::{IntegrationMeta, Properties};

/// Shopify, which is only listened to. Its secret is in `SHOPIFY_WEBHOOK_SECRET`.
pub type Shopify = Webhook<ShopifyWebhook>;

/// Shopify's webhook.
#[derive(Clone, Copy, Debug)]
pub enum ShopifyWebhook {}

impl WebhookSource for ShopifyWebhook {
    const ID: &'static str = "shopify.webhook";
    const PROVIDER: IntegrationMeta = IntegrationMeta::new("shopify", "Shopify", "Shopify");
    const SECRET: &'static str = "SHOPIFY_WEBHOOK_SECRET";
    const SETUP: &'static str =
        "add a webhook in Shopify's admin under Settings, Notifications, with the format JSON";
    const SCHEME: Scheme = Scheme::hmac_sha256("x-shopify-hmac-sha256").encoding(Encoding::Base64);
    const EVENTS: Envelope = Envelope::named(&[Place::Header("x-shopify-topic")])
        .id(Place::Header("x-shopify-webhook-id"))
        .timestamp("/updated_at")
        .context(&[
            ("shop", Place::Header("x-shopify-shop-domain")),
            ("apiVersion", Place::Header("x-shopify-api-version")),
        ]);
}

/// An order.
///
/// See [Shopify's documentation](https://shopify.dev/docs/api/webhooks).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Order {
    /// Its id.
    pub id: u64,
    /// What people call it: `#1001`.
    #[serde(default)]
    pub name: String,
    /// The customer's email address.
    #[serde(default)]
    pub email: Option<String>,
    /// The three letters of the currency's ISO code: `EUR`.
    #[serde(default)]
    pub currency: String,
    /// The sum, as a decimal number: `19.90`.
    #[serde(default)]
    pub total_price: String,
    /// How far it is paid: `paid`, `pending`, `refunded`, …
    #[serde(default)]
    pub financial_status: Option<String>,
    /// How far it is sent; none if nothing is.
    #[serde(default)]
    pub fulfillment_status: Option<String>,
    /// What is bought.
    #[serde(default)]
    pub line_items: Vec<Value>,
}

/// A product.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Product {
    /// Its id; all that there is of one that was deleted.
    pub id: u64,
    /// Its title.
    #[serde(default)]
    pub title: String,
    /// `active`, `archived` or `draft`.
    #[serde(default)]
    pub status: Option<String>,
    /// Its variants, with their prices.
    #[serde(default)]
    pub variants: Vec<Value>,
}

/// A customer.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Customer {
    /// Its id.
    pub id: u64,
    /// The email address.
    #[serde(default)]
    pub email: Option<String>,
    /// The first name.
    #[serde(default)]
    pub first_name: Option<String>,
    /// The last name.
    #[serde(default)]
    pub last_name: Option<String>,
}

/// Declares the events of one object, a line each, and what a person sees of the object.
macro_rules! events {
    ($payload:ident as $object:ident => $properties:expr, examples $examples:tt, {
        $($handle:ident = $topic:tt, $doc:tt;)+
    }) => {
        $(
            #[doc = $doc]
            #[event_spec(name = $topic, source = ShopifyWebhook, icon = "shopify", examples $examples)]
            pub fn $handle($object: &$payload) -> Properties {
                $properties
            }
        )+
    };
}

events! {
    Order as order => Properties::new()
        .with("Order", &order.name)
        .with("Total", format_args!("{} {}", order.total_price, order.currency)),
    examples(paid("An Order", "examples/shopify/order.json")),
    {
        on_order_created = "orders/create", "Somebody ordered.";
        on_order_paid = "orders/paid", "An order was paid.";
        on_order_updated = "orders/updated", "An order was changed.";
        on_order_fulfilled = "orders/fulfilled", "An order was sent.";
        on_order_cancelled = "orders/cancelled", "An order was cancelled.";
    }
}

events! {
    Product as product => Properties::new().with("Product", &product.title),
    examples(cup("A Product", "examples/shopify/product.json")),
    {
        on_product_created = "products/create", "A product was created.";
        on_product_updated = "products/update", "A product was changed.";
        on_product_deleted = "products/delete", "A product was deleted.";
    }
}

events! {
    Customer as customer => Properties::new()
        .with("Customer", customer.email.as_deref().unwrap_or_default()),
    examples(ada("A Customer", "examples/shopify/customer.json")),
    {
        on_customer_created = "customers/create", "There is a new customer.";
        on_customer_updated = "customers/update", "A customer was changed.";
    }
}
