//! GitHub's release.

use super::super::objects::objects;
use super::super::shared::user::User;
use crate::time::Timestamp;

objects! {
    /// A release.
    ///
    /// See [GitHub's reference](https://docs.github.com/en/rest/releases/releases).
    pub struct Release: node, page {
        /// The files of it.
        pub assets: Vec<ReleaseAsset>,
        /// Who made it.
        pub author: User,
        /// What it brings, in Markdown.
        pub body: Option<String>,
        /// When its commit was made.
        pub created_at: Option<Timestamp>,
        /// Whether nobody but collaborators sees it.
        pub draft: bool,
        /// What it is called.
        pub name: Option<String>,
        /// Whether it is not for everybody yet.
        pub prerelease: bool,
        /// When it was published.
        pub published_at: Option<Timestamp>,
        /// Its tag: `v1.0`.
        pub tag_name: String,
        /// The branch or the commit that the tag was made of.
        pub target_commitish: String,
    }

    /// A file of a release.
    pub struct ReleaseAsset: node, times {
        /// Where it can be downloaded.
        pub browser_download_url: String,
        /// What it is, such as `application/zip`.
        pub content_type: String,
        /// How often it was downloaded.
        pub download_count: i64,
        /// What it is called.
        pub name: String,
        /// How many bytes it has.
        pub size: i64,
    }
}
