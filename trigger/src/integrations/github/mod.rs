//! GitHub: webhooks of repositories and organisations as sources of events, its events as triggers,
//! its API as tasks.
//!
//! Every event of GitHub's has a trigger, named as the event is: [`on_push`](struct@on_push) is
//! `push`, and [`on_issue`](struct@on_issue) is `issues`. Where an event is of several kinds, the
//! common ones have triggers of their own: [`on_issue_opened`](struct@on_issue_opened) is `issues`
//! with the action `opened`. What arrives is the whole event, with its fields typed; of rare events
//! only [what all have in common](AnyEvent).
//!
//! A trigger names a repository or an organisation, and the webhook there registers itself:
//!
//! ```
//! use trigger::integrations::github::{self, GitHub};
//! use trigger::prelude::*;
//!
//! /// Thanks whoever opens an issue.
//! #[job(
//!     trigger = github::on_issue_opened(owner = "acme", repo = "site"),
//!     filter = |event| !event.sender.is_bot(),
//! )]
//! async fn thank(event: github::IssueEvent, github: GitHub) -> Result<()> {
//!     let repository = &event.repository.full_name;
//!     github
//!         .comments()
//!         .create("thank", repository, event.issue.number, "Thank you!")
//!         .await?;
//!     Ok(())
//! }
//! ```
//!
//! | module | events of |
//! |---|---|
//! | [`issues`] | issues, their comments, labels, milestones |
//! | [`pull_requests`] | pull requests and their reviews |
//! | [`code`] | pushes, branches and tags, comments on commits, statuses |
//! | [`releases`] | releases |
//! | [`automation`] | workflows, checks, deployments |
//! | [`community`] | stars, forks, discussions, collaborators, the repository itself |
//! | [`administration`] | everything else, in part as JSON |

mod client;
mod events;
mod failure;
mod hooks;
mod native;
mod objects;
mod paging;
mod paths;
mod registration;
mod settings;
mod source;

pub mod administration;
pub mod automation;
pub mod code;
pub mod community;
pub mod issues;
pub mod pull_requests;
pub mod releases;
pub mod shared;

pub use administration::*;
pub use automation::{
    check::{App, CheckRun, CheckSuite},
    deployment::{Deployment, DeploymentState, DeploymentStatus},
    workflow::{CheckStatus, Conclusion, Workflow, WorkflowJob, WorkflowRun, WorkflowStep},
    *,
};
pub use client::{API_VERSION, GitHub};
pub use code::{
    commit::{Commit, CommitAuthor, CommitComment, RefType, Status, StatusState},
    *,
};
pub use community::{discussion::Discussion, *};
pub use hooks::{GitHubHooks, Hook, HookConfig, NewHook, SecretHook, UpdateHook};
pub use http::Method;
pub use issues::{
    issue::{Comment, Issue, IssueState, Label, Milestone, StateReason},
    *,
};
pub use pull_requests::{
    pull_request::{PullRequest, PullRequestBranch, Review, ReviewComment, ReviewState},
    *,
};
pub use releases::{
    release::{Release, ReleaseAsset},
    *,
};
pub use shared::{
    repository::Repository,
    user::{Organization, User},
};
pub use source::{GitHubHook, GitHubParams, GitHubWebhook};
