//! What the account has, and where it goes: balance, payouts, top-ups, transfers and reserves.

mod events;
pub mod funds;
pub mod payout;
pub mod reserve;
pub mod topup;
pub mod transfer;

pub use events::*;
