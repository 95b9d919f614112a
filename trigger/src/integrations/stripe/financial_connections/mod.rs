//! Accounts at banks that customers have linked.

mod events;
pub mod linked_account;

pub use events::*;
