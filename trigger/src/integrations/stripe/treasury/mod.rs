//! Financial accounts, and money on its way to and from them.

mod events;
pub mod financial_account;
pub mod incoming;
pub mod outgoing;

pub use events::*;
