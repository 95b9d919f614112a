//! What is brought where.

use serde_json::Value;

use super::super::objects::objects;
use super::super::shared::user::User;
use crate::integrations::tolerant::open_enums;

objects! {
    /// A commit is to be brought somewhere.
    ///
    /// See [GitHub's reference](https://docs.github.com/en/rest/deployments/deployments).
    pub struct Deployment: node, times {
        /// Who asked for it.
        pub creator: Option<User>,
        /// What it is, for people to read.
        pub description: Option<String>,
        /// Where to, such as `production`.
        pub environment: String,
        /// What who asked for it gave with it.
        pub payload: Value,
        /// The branch or the tag.
        pub ref_ as "ref": String,
        /// The commit's hash.
        pub sha: String,
        /// What is to be done, such as `deploy`.
        pub task: String,
    }

    /// How far a deployment is.
    ///
    /// See [GitHub's reference](https://docs.github.com/en/rest/deployments/statuses).
    pub struct DeploymentStatus: node, times {
        /// Who said so.
        pub creator: Option<User>,
        /// What it is, for people to read.
        pub description: Option<String>,
        /// Where to, such as `production`.
        pub environment: String,
        /// Where what was deployed can be seen.
        pub environment_url: String,
        /// Where there is more of it.
        pub log_url: String,
        /// How far it is.
        pub state: DeploymentState,
    }
}

open_enums! {
    /// How far a deployment is.
    pub enum DeploymentState {
        Error = "error",
        Failure = "failure",
        Inactive = "inactive",
        InProgress = "in_progress",
        Pending = "pending",
        Queued = "queued",
        Success = "success",
        Waiting = "waiting",
    }
}
