//! Pull requests and their reviews.

mod events;
pub mod pull_request;
mod tasks;

pub use events::*;
pub use tasks::{GitHubPullRequests, ListPullRequests, MergeMethod, Merged, NewPullRequest};
