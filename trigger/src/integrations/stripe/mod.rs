//! Stripe: its webhook as a source of events, its events as triggers, its API as tasks.

mod amount;
mod client;
mod envelope;
mod events;
mod failure;
mod form;
mod list;
mod native;
mod price;
mod registration;
mod settings;
mod signature;
mod source;
mod tolerant;
mod webhook_endpoints;

pub use client::{API_VERSION, Stripe};
pub use events::*;
pub use http::Method;
pub use price::{
    BillingScheme, CurrencyOption, CustomUnitAmount, Interval, Price, PriceType, Recurring, Round,
    TaxBehavior, Tier, TiersMode, TransformQuantity, UsageType,
};
pub use signature::sign;
pub use source::{StripeEndpoint, StripeParams, StripeWebhook};
pub use tolerant::Expandable;
pub use webhook_endpoints::{
    CreateWebhookEndpoint, DeletedWebhookEndpoint, StripeWebhookEndpoints, UpdateWebhookEndpoint,
    WebhookEndpoint, WebhookEndpointStatus,
};
