//! Releases.

mod events;
pub mod release;
mod tasks;

pub use events::*;
pub use tasks::{GitHubReleases, NewRelease};
