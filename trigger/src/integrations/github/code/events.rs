//! The events of the family.

use serde_json::{Map, Value};

use super::super::events::events;
use super::super::objects::objects;
use super::commit::{Commit, CommitAuthor, CommitComment, RefType, StatusState};

objects! {
    /// Commits were pushed to a branch or a tag, or one of them was created or deleted.
    pub struct PushEvent: event {
        /// The last commit now; zeros if the branch was deleted.
        pub after: String,
        /// The last commit before; zeros if the branch is new.
        pub before: String,
        /// The commits, at most 2048.
        pub commits: Vec<Commit>,
        /// Where a person sees what changed.
        pub compare: String,
        /// Whether the branch is new.
        pub created: bool,
        /// Whether the branch was deleted.
        pub deleted: bool,
        /// Whether commits went that were there.
        pub forced: bool,
        /// The last commit; `None` if the branch was deleted.
        pub head_commit: Option<Commit>,
        /// Who pushed, as git has it.
        pub pusher: CommitAuthor,
        /// What was pushed to: `refs/heads/main`.
        pub ref_ as "ref": String,
    }

    /// A branch or a tag was created.
    pub struct CreateEvent: event {
        /// What the repository is, for people to read.
        pub description: Option<String>,
        /// The repository's default branch.
        pub master_branch: String,
        /// Its name.
        pub ref_ as "ref": String,
        /// Whether it is a branch or a tag.
        pub ref_type: RefType,
    }

    /// A branch or a tag was deleted.
    pub struct DeleteEvent: event {
        /// Its name.
        pub ref_ as "ref": String,
        /// Whether it was a branch or a tag.
        pub ref_type: RefType,
    }

    /// Somebody commented on a commit.
    pub struct CommitCommentEvent: action, event {
        /// The comment.
        pub comment: CommitComment,
    }

    /// A commit got a status.
    pub struct StatusEvent: id, event, times {
        /// The branches whose last commit it is, at most ten.
        pub branches: Vec<Value>,
        /// The commit.
        pub commit: Map<String, Value>,
        /// What tells it apart from other statuses of the commit, such as `ci/build`.
        pub context: String,
        /// What it is, for people to read.
        pub description: Option<String>,
        /// The commit's hash.
        pub sha: String,
        /// What it says.
        pub state: StatusState,
        /// Where there is more of it.
        pub target_url: Option<String>,
    }
}

impl PushEvent {
    /// The branch's name: `main`; `None` if it is a tag.
    pub fn branch(&self) -> Option<&str> {
        self.ref_.strip_prefix("refs/heads/")
    }

    /// The tag's name: `v1.0`; `None` if it is a branch.
    pub fn tag(&self) -> Option<&str> {
        self.ref_.strip_prefix("refs/tags/")
    }

    /// Whether it went to the branch that counts if no other is named.
    pub fn is_to_default_branch(&self) -> bool {
        self.branch() == Some(&self.repository.default_branch)
    }

    fn last_message(&self) -> Option<&str> {
        self.head_commit.as_ref()?.message.lines().next()
    }
}

events! {
    on_push = "push", "Commits were pushed to a branch or a tag, or one of them was created or deleted."
    for PushEvent as event {
        "Branch" => event.branch(),
        "Tag" => event.tag(),
        "Commit" => event.last_message() => event.compare,
        "Repository" => event.repository => event.repository.html_url,
        "By" => event.sender => event.sender.html_url,
    }
    examples(
        main("A Push to the Main Branch", "examples/github/push_main.json"),
    )
}

events! {
    on_create = "create", "A branch or a tag was created."
    for CreateEvent as event {
        "Name" => event.ref_,
        "Kind" => event.ref_type,
        "Repository" => event.repository => event.repository.html_url,
        "By" => event.sender => event.sender.html_url,
    }
    examples(
        tag("A New Tag", "examples/github/create_tag.json"),
    )
}

events! {
    on_delete = "delete", "A branch or a tag was deleted."
    for DeleteEvent as event {
        "Name" => event.ref_,
        "Kind" => event.ref_type,
        "Repository" => event.repository => event.repository.html_url,
        "By" => event.sender => event.sender.html_url,
    }
    examples(
        branch("A Deleted Branch", "examples/github/delete_branch.json"),
    )
}

events! {
    on_commit_comment = "commit_comment", "Somebody commented on a commit."
    for CommitCommentEvent as event {
        "Comment" => event.comment.body => event.comment.html_url,
        "Repository" => event.repository => event.repository.html_url,
        "By" => event.sender => event.sender.html_url,
    }
}

events! {
    on_status = "status", "A commit got a status; `state` says which."
    for StatusEvent as event {
        "Status" => event.state,
        "Context" => event.context,
        "Commit" => event.sha,
        "Repository" => event.repository => event.repository.html_url,
    }
    examples(
        failure("A Failure", "examples/github/status_failure.json"),
    )
}
