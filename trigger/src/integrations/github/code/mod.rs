//! Commits, branches and tags.

pub mod commit;
mod events;
mod tasks;

pub use events::*;
pub use tasks::{GitHubStatuses, NewStatus};
