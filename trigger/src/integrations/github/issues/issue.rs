//! GitHub's issue, and what hangs on it.

use serde_json::{Map, Value};

use super::super::objects::objects;
use super::super::shared::user::User;
use crate::integrations::tolerant::open_enums;
use crate::time::Timestamp;

objects! {
    /// An issue. A pull request is one too, where GitHub lists issues and their comments.
    ///
    /// See [GitHub's reference](https://docs.github.com/en/rest/issues/issues).
    pub struct Issue: number, node, page, times {
        /// Why nobody but collaborators may comment on it.
        pub active_lock_reason: Option<LockReason>,
        /// Who is to see to it.
        pub assignees: Vec<User>,
        /// What its author is to the repository, such as `MEMBER` or `NONE`.
        pub author_association: String,
        /// What it says, in Markdown.
        pub body: Option<String>,
        /// When it was closed.
        pub closed_at: Option<Timestamp>,
        /// How many comments there are.
        pub comments: i64,
        /// Its labels.
        pub labels: Vec<Label>,
        /// Whether only collaborators may comment on it.
        pub locked: bool,
        /// What it is to be done for.
        pub milestone: Option<Milestone>,
        /// Where the pull request is, if it is one.
        pub pull_request: Option<Map<String, Value>>,
        /// Whether it is open.
        pub state: IssueState,
        /// Why it is in this state.
        pub state_reason: Option<StateReason>,
        /// What it is about, in a line.
        pub title: String,
        /// Who wrote it; `None` if the user is no more.
        pub user: Option<User>,
    }

    /// A label.
    ///
    /// See [GitHub's reference](https://docs.github.com/en/rest/issues/labels).
    pub struct Label: node {
        /// Six hexadecimal digits.
        pub color: String,
        /// Whether GitHub made it.
        pub default: bool,
        /// What it is for.
        pub description: Option<String>,
        /// What it is called.
        pub name: String,
    }

    /// A milestone.
    ///
    /// See [GitHub's reference](https://docs.github.com/en/rest/issues/milestones).
    pub struct Milestone: number, node, page, times {
        /// When it was closed.
        pub closed_at: Option<Timestamp>,
        /// How many of its issues are closed.
        pub closed_issues: i64,
        /// Who made it.
        pub creator: Option<User>,
        /// What it is for.
        pub description: Option<String>,
        /// When it is due.
        pub due_on: Option<Timestamp>,
        /// How many of its issues are open.
        pub open_issues: i64,
        /// Whether it is open.
        pub state: IssueState,
        /// What it is called.
        pub title: String,
    }

    /// A comment on an issue or a pull request.
    ///
    /// See [GitHub's reference](https://docs.github.com/en/rest/issues/comments).
    pub struct Comment: node, page, times {
        /// What its author is to the repository, such as `MEMBER` or `NONE`.
        pub author_association: String,
        /// What it says, in Markdown.
        pub body: String,
        /// Who wrote it; `None` if the user is no more.
        pub user: Option<User>,
    }
}

open_enums! {
    /// Whether an issue, a pull request or a milestone is open.
    pub enum IssueState {
        Open = "open",
        Closed = "closed",
    }

    /// Why an issue is open or closed.
    pub enum StateReason {
        Completed = "completed",
        NotPlanned = "not_planned",
        Duplicate = "duplicate",
        Reopened = "reopened",
    }

    /// Why an issue is locked.
    pub enum LockReason {
        OffTopic = "off-topic",
        TooHeated = "too heated",
        Resolved = "resolved",
        Spam = "spam",
    }
}

impl Issue {
    /// Whether it is a pull request.
    pub fn is_pull_request(&self) -> bool {
        self.pull_request.is_some()
    }

    /// Whether it has a label of this name.
    pub fn has_label(&self, name: &str) -> bool {
        self.labels.iter().any(|label| label.name == name)
    }

    /// Its number and its title.
    pub(in super::super) fn line(&self) -> String {
        format!("#{} {}", self.number, self.title)
    }
}
