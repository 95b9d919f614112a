//! How money comes in: payments, what they are made with, refunds and disputes.

pub mod charge;
pub mod checkout_session;
pub mod dispute;
mod events;
pub mod fraud;
pub mod mandate;
pub mod payment_intent;
pub mod payment_link;
pub mod payment_method;
pub mod refund;
pub mod setup_intent;

pub use events::*;
