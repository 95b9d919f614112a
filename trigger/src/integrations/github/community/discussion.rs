//! GitHub's discussion.

use serde_json::{Map, Value};

use super::super::issues::issue::{IssueState, Label};
use super::super::objects::objects;
use super::super::shared::user::User;
use crate::time::Timestamp;

objects! {
    /// A discussion.
    pub struct Discussion: number, node, page, times {
        /// When one of its comments was taken for the answer.
        pub answer_chosen_at: Option<Timestamp>,
        /// Where the answer is.
        pub answer_html_url: Option<String>,
        /// What its author is to the repository, such as `MEMBER` or `NONE`.
        pub author_association: String,
        /// What it says, in Markdown.
        pub body: Option<String>,
        /// Its category, with its `name` and `slug`.
        pub category: Map<String, Value>,
        /// How many comments there are.
        pub comments: i64,
        /// Its labels.
        pub labels: Vec<Label>,
        /// Whether only collaborators may comment on it.
        pub locked: bool,
        /// Whether it is open.
        pub state: IssueState,
        /// What it is about, in a line.
        pub title: String,
        /// Who wrote it; `None` if the user is no more.
        pub user: Option<User>,
    }
}

impl Discussion {
    /// Its number and its title.
    pub(super) fn line(&self) -> String {
        format!("#{} {}", self.number, self.title)
    }
}
