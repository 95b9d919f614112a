//! Stripe: its webhook as a source of events, its events as triggers, its API as tasks.

mod client;
mod failure;
mod form;
mod settings;
mod signature;
mod tolerant;

pub use client::{API_VERSION, Stripe};
pub use http::Method;
pub use signature::sign;
pub use tolerant::Expandable;
