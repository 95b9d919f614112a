//! Who takes part in a repository: stars, forks, discussions, members; and the repository itself.

pub mod discussion;
mod events;
mod reactions;
mod repositories;

pub use events::*;
pub use reactions::{GitHubReactions, Reaction, ReactionContent};
pub use repositories::GitHubRepositories;
