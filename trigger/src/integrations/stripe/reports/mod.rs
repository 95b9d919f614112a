//! Reports, queries and files.

mod events;
pub mod file;
pub mod report;

pub use events::*;
