//! GitHub's repository.

use super::super::objects::objects;
use super::user::User;
use crate::integrations::shown::Shown;
use crate::time::Timestamp;

objects! {
    /// A repository.
    ///
    /// See [GitHub's reference](https://docs.github.com/en/rest/repos/repos).
    pub struct Repository: node, page {
        /// Whether nothing can be changed any more.
        pub archived: bool,
        /// Where it can be cloned from.
        pub clone_url: String,
        /// The branch that counts if no other is named.
        pub default_branch: String,
        /// What it is, for people to read.
        pub description: Option<String>,
        /// Whether it is a fork of another one.
        pub fork: bool,
        /// How many forks there are of it.
        pub forks_count: i64,
        /// Its name with its owner's, as tasks take it: `acme/site`.
        pub full_name: String,
        /// The language of most of it.
        pub language: Option<String>,
        /// Its name without its owner's.
        pub name: String,
        /// How many issues and pull requests are open.
        pub open_issues_count: i64,
        /// Who it belongs to.
        pub owner: User,
        /// Whether only some people see it.
        pub private: bool,
        /// Where it can be cloned from with SSH.
        pub ssh_url: String,
        /// How many people have starred it.
        pub stargazers_count: i64,
        /// What it is about.
        pub topics: Vec<String>,
        /// When it was last changed.
        pub updated_at: Option<Timestamp>,
        /// Whether it is `public`, `private` or `internal`.
        pub visibility: String,
    }
}

impl Shown for Repository {
    fn shown(&self) -> Option<String> {
        self.full_name.shown()
    }
}
