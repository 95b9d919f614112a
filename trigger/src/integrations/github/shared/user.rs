//! Who does something: users, bots and organisations.

use super::super::objects::objects;
use crate::integrations::shown::Shown;

objects! {
    /// A user, a bot or an organisation.
    ///
    /// See [GitHub's reference](https://docs.github.com/en/rest/users/users).
    pub struct User: node, page {
        /// Where there is a picture.
        pub avatar_url: String,
        /// Its mail address; in pushes only.
        pub email: Option<String>,
        /// Its name in addresses, such as `octocat`.
        pub login: String,
        /// Its name for people to read; in pushes and for who asks for the user only.
        pub name: Option<String>,
        /// Whether it works for GitHub.
        pub site_admin: bool,
        /// Whether it is a `User`, a `Bot` or an `Organization`.
        pub type_ as "type": String,
    }

    /// An organisation.
    ///
    /// See [GitHub's reference](https://docs.github.com/en/rest/orgs/orgs).
    pub struct Organization: node {
        /// Where there is a picture.
        pub avatar_url: String,
        /// What it is, for people to read.
        pub description: Option<String>,
        /// Its name in addresses.
        pub login: String,
    }
}

impl User {
    /// Whether it is a bot, such as a GitHub App: what a job does may come back as an event.
    pub fn is_bot(&self) -> bool {
        self.type_ == "Bot"
    }
}

impl Shown for User {
    fn shown(&self) -> Option<String> {
        self.login.shown()
    }
}
