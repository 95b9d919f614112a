//! Issues, their comments, labels and milestones.

mod comments;
mod events;
pub mod issue;
mod labels;
mod tasks;

pub use comments::GitHubComments;
pub use events::*;
pub use labels::GitHubLabels;
pub use tasks::{GitHubIssues, ListIssues, LockReason, NewIssue, UpdateIssue};
