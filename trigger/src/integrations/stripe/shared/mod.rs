//! What several of Stripe's objects have in common.

pub mod account_details;
pub mod address;
pub mod error;
pub mod money;
pub mod parameters;
