//! The removal of carbon.

mod events;
pub mod order;

pub use events::*;
