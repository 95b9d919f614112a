//! Cards that the account issues.

pub mod card;
mod events;
pub mod spending;

pub use events::*;
