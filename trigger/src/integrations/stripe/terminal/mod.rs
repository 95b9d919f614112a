//! Readers at the counter.

mod events;
pub mod reader;

pub use events::*;
