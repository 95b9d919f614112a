//! Accounts of others that the account works for.

pub mod account;
pub mod application_fee;
mod events;

pub use events::*;
