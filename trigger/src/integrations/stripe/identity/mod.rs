//! Who someone is.

mod events;
pub mod verification;

pub use events::*;
