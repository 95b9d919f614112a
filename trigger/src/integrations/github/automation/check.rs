//! What apps say of a commit.

use serde_json::{Map, Value};

use super::super::objects::objects;
use super::workflow::{CheckStatus, Conclusion};
use crate::time::Timestamp;

objects! {
    /// What an app found of a commit.
    ///
    /// See [GitHub's reference](https://docs.github.com/en/rest/checks/runs).
    pub struct CheckRun: node, page {
        /// The app.
        pub app: Option<App>,
        /// The suite that it is part of.
        pub check_suite: Option<CheckSuite>,
        /// When it ended.
        pub completed_at: Option<Timestamp>,
        /// What it came to; `None` while it goes on.
        pub conclusion: Option<Conclusion>,
        /// Where the app has more of it.
        pub details_url: Option<String>,
        /// What the app calls it.
        pub external_id: Option<String>,
        /// The commit's hash.
        pub head_sha: String,
        /// What it is called.
        pub name: String,
        /// What was found, with `title`, `summary` and `text`.
        pub output: Map<String, Value>,
        /// When it was started.
        pub started_at: Option<Timestamp>,
        /// How far it is.
        pub status: CheckStatus,
    }

    /// What an app is to find of a commit, and has found.
    ///
    /// See [GitHub's reference](https://docs.github.com/en/rest/checks/suites).
    pub struct CheckSuite: node, times {
        /// The last commit now.
        pub after: Option<String>,
        /// The app.
        pub app: Option<App>,
        /// The last commit before.
        pub before: Option<String>,
        /// What it came to; `None` while it goes on.
        pub conclusion: Option<Conclusion>,
        /// The branch; `None` if it is one of a fork.
        pub head_branch: Option<String>,
        /// The commit's hash.
        pub head_sha: String,
        /// How far it is.
        pub status: Option<CheckStatus>,
    }

    /// A GitHub App.
    pub struct App: node, page {
        /// What it is called.
        pub name: String,
        /// Its name in addresses.
        pub slug: String,
    }
}
