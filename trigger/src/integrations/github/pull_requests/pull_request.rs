//! GitHub's pull request, and what hangs on it.

use super::super::issues::issue::{IssueState, Label, Milestone};
use super::super::objects::objects;
use super::super::shared::repository::Repository;
use super::super::shared::user::User;
use crate::integrations::tolerant::open_enums;
use crate::time::Timestamp;

objects! {
    /// A pull request.
    ///
    /// See [GitHub's reference](https://docs.github.com/en/rest/pulls/pulls).
    pub struct PullRequest: number, node, page, times {
        /// How many lines it adds. This and the other numbers of it are left out of lists.
        pub additions: i64,
        /// Who is to see to it.
        pub assignees: Vec<User>,
        /// What its author is to the repository, such as `MEMBER` or `NONE`.
        pub author_association: String,
        /// Where it is to be merged into.
        pub base: PullRequestBranch,
        /// What it says, in Markdown.
        pub body: Option<String>,
        /// How many files it changes.
        pub changed_files: i64,
        /// When it was closed.
        pub closed_at: Option<Timestamp>,
        /// How many comments there are.
        pub comments: i64,
        /// How many commits there are.
        pub commits: i64,
        /// How many lines it takes away.
        pub deletions: i64,
        /// Whether it is not ready for review.
        pub draft: bool,
        /// Where it comes from.
        pub head: PullRequestBranch,
        /// Its labels.
        pub labels: Vec<Label>,
        /// Whether only collaborators may comment on it.
        pub locked: bool,
        /// The commit that it was merged by, or would be.
        pub merge_commit_sha: Option<String>,
        /// Whether it can be merged; `None` while GitHub finds out.
        pub mergeable: Option<bool>,
        /// Whether it was merged.
        pub merged: bool,
        /// When it was merged.
        pub merged_at: Option<Timestamp>,
        /// Who merged it.
        pub merged_by: Option<User>,
        /// What it is to be done for.
        pub milestone: Option<Milestone>,
        /// Who is asked for a review.
        pub requested_reviewers: Vec<User>,
        /// How many comments there are on lines of it.
        pub review_comments: i64,
        /// Whether it is open.
        pub state: IssueState,
        /// What it is about, in a line.
        pub title: String,
        /// Who wrote it; `None` if the user is no more.
        pub user: Option<User>,
    }

    /// A branch that a pull request comes from or goes to.
    pub struct PullRequestBranch {
        /// Its name with its owner's: `acme:main`.
        pub label: String,
        /// Its name: `main`.
        pub ref_ as "ref": String,
        /// The repository; `None` if it is no more.
        pub repo: Option<Box<Repository>>,
        /// Its last commit.
        pub sha: String,
        /// Who the repository belongs to.
        pub user: Option<User>,
    }

    /// A review of a pull request.
    ///
    /// See [GitHub's reference](https://docs.github.com/en/rest/pulls/reviews).
    pub struct Review: node, page {
        /// What its author is to the repository, such as `MEMBER` or `NONE`.
        pub author_association: String,
        /// What it says, in Markdown.
        pub body: Option<String>,
        /// The commit that it is of.
        pub commit_id: Option<String>,
        /// What it came to.
        pub state: ReviewState,
        /// When it was submitted.
        pub submitted_at: Option<Timestamp>,
        /// Who reviewed; `None` if the user is no more.
        pub user: Option<User>,
    }

    /// A comment on a line of a pull request.
    ///
    /// See [GitHub's reference](https://docs.github.com/en/rest/pulls/comments).
    pub struct ReviewComment: node, page, times {
        /// What it says, in Markdown.
        pub body: String,
        /// The commit that it is on.
        pub commit_id: String,
        /// The lines around it.
        pub diff_hunk: String,
        /// The id of the comment that it answers.
        pub in_reply_to_id: Option<i64>,
        /// The line; `None` if the commit no longer has it.
        pub line: Option<i64>,
        /// The file.
        pub path: String,
        /// The id of the review that it is part of.
        pub pull_request_review_id: Option<i64>,
        /// Who wrote it; `None` if the user is no more.
        pub user: Option<User>,
    }
}

open_enums! {
    /// What a review came to. The API writes it in capital letters.
    pub enum ReviewState {
        Approved = "approved",
        ChangesRequested = "changes_requested",
        Commented = "commented",
        Dismissed = "dismissed",
        Pending = "pending",
    }
}

impl PullRequest {
    /// Whether it has a label of this name.
    pub fn has_label(&self, name: &str) -> bool {
        self.labels.iter().any(|label| label.name == name)
    }

    /// Its number and its title.
    pub(super) fn line(&self) -> String {
        format!("#{} {}", self.number, self.title)
    }
}
