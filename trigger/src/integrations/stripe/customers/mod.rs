//! Who buys: customers, what they pay with, and what they have on account.

pub mod cash_balance;
pub mod customer;
pub mod discount;
mod events;
pub mod source;
pub mod tax_id;

pub use events::*;
