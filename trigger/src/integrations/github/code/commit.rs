//! What a push brings.

use super::super::objects::objects;
use super::super::shared::user::User;
use crate::integrations::tolerant::open_enums;
use crate::time::Timestamp;

objects! {
    /// A commit of a push.
    pub struct Commit {
        /// The files that it adds.
        pub added: Vec<String>,
        /// Who wrote it.
        pub author: CommitAuthor,
        /// Who committed it.
        pub committer: CommitAuthor,
        /// Whether it is in no earlier push.
        pub distinct: bool,
        /// Its hash.
        pub id: String,
        /// What it says.
        pub message: String,
        /// The files that it changes.
        pub modified: Vec<String>,
        /// The files that it removes.
        pub removed: Vec<String>,
        /// When it was committed.
        pub timestamp: Option<Timestamp>,
        /// Where a person sees it.
        pub url: String,
    }

    /// Who a commit says has made it, which nobody has verified.
    pub struct CommitAuthor {
        /// A mail address.
        pub email: Option<String>,
        /// A name.
        pub name: String,
        /// The name of the user with that mail address.
        pub username: Option<String>,
    }

    /// A comment on a commit.
    ///
    /// See [GitHub's reference](https://docs.github.com/en/rest/commits/comments).
    pub struct CommitComment: node, page, times {
        /// What it says, in Markdown.
        pub body: String,
        /// The commit's hash.
        pub commit_id: String,
        /// The line, if it is on one.
        pub line: Option<i64>,
        /// The file, if it is on one.
        pub path: Option<String>,
        /// Who wrote it; `None` if the user is no more.
        pub user: Option<User>,
    }

    /// The status of a commit, as somebody set it.
    ///
    /// See [GitHub's reference](https://docs.github.com/en/rest/commits/statuses).
    pub struct Status: node, times {
        /// What tells it apart from other statuses of the commit, such as `ci/build`.
        pub context: String,
        /// Who set it.
        pub creator: Option<User>,
        /// What it is, for people to read.
        pub description: Option<String>,
        /// What it says.
        pub state: StatusState,
        /// Where there is more of it.
        pub target_url: Option<String>,
    }
}

open_enums! {
    /// What a status says of a commit.
    pub enum StatusState {
        Error = "error",
        Failure = "failure",
        Pending = "pending",
        Success = "success",
    }

    /// What is created or deleted.
    pub enum RefType {
        Branch = "branch",
        Tag = "tag",
    }
}
