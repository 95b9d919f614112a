//! The events of the family.

use serde_json::{Map, Value};

use super::super::events::events;
use super::super::hooks::Hook;
use super::super::issues::issue::{Comment, Label};
use super::super::objects::objects;
use super::super::shared::repository::Repository;
use super::super::shared::user::User;
use super::discussion::Discussion;
use crate::time::Timestamp;

objects! {
    /// Somebody starred a repository, or no longer does.
    pub struct StarEvent: action, event {
        /// When; `None` if the star was taken away.
        pub starred_at: Option<Timestamp>,
    }

    /// Somebody began to watch a repository.
    pub struct WatchEvent: action, event {}

    /// Somebody forked a repository.
    pub struct ForkEvent: event {
        /// The fork.
        pub forkee: Repository,
    }

    /// Something happened to a repository.
    pub struct RepositoryEvent: action, event {
        /// What the fields that were edited were before.
        pub changes: Map<String, Value>,
    }

    /// Something happened to a collaborator of a repository.
    pub struct MemberEvent: action, event {
        /// What the permissions were before.
        pub changes: Map<String, Value>,
        /// The collaborator.
        pub member: User,
    }

    /// Something happened to a discussion.
    pub struct DiscussionEvent: action, event {
        /// The comment that answers it.
        pub answer: Option<Comment>,
        /// What the fields that were edited were before.
        pub changes: Map<String, Value>,
        /// The discussion as it is now.
        pub discussion: Discussion,
        /// The label that it got or lost.
        pub label: Option<Label>,
    }

    /// Something happened to a comment on a discussion.
    pub struct DiscussionCommentEvent: action, event {
        /// What the fields that were edited were before.
        pub changes: Map<String, Value>,
        /// The comment.
        pub comment: Comment,
        /// The discussion.
        pub discussion: Discussion,
    }

    /// A webhook was created, or somebody tries it.
    pub struct PingEvent: event {
        /// The webhook.
        pub hook: Hook,
        /// Its id.
        pub hook_id: i64,
        /// Something to think about.
        pub zen: String,
    }
}

events! {
    on_star = "star", "Somebody starred a repository, or no longer does; `action` says which."
    for StarEvent as event {
        "Repository" => event.repository => event.repository.html_url,
        "Stars" => event.repository.stargazers_count.to_string(),
        "By" => event.sender => event.sender.html_url,
    }
    examples(
        created("A New Star", "examples/github/star_created.json"),
    )
    when {
        on_star_created = "created", "Somebody starred a repository.", examples(created("A New Star", "examples/github/star_created.json"));
        on_star_deleted = "deleted", "Somebody no longer stars a repository.";
    }
}

events! {
    on_watch = "watch", "Somebody starred a repository; GitHub calls it watching for reasons of history."
    for WatchEvent as event {
        "Repository" => event.repository => event.repository.html_url,
        "By" => event.sender => event.sender.html_url,
    }
}

events! {
    on_fork = "fork", "Somebody forked a repository."
    for ForkEvent as event {
        "Fork" => event.forkee => event.forkee.html_url,
        "Repository" => event.repository => event.repository.html_url,
        "By" => event.sender => event.sender.html_url,
    }
    examples(
        new("A New Fork", "examples/github/fork_new.json"),
    )
}

events! {
    on_repository = "repository", "Anything that happens to a repository; `action` says what."
    for RepositoryEvent as event {
        "Repository" => event.repository => event.repository.html_url,
        "Action" => event.action,
        "By" => event.sender => event.sender.html_url,
    }
    examples(
        created("A New Repository", "examples/github/repository_created.json"),
    )
    when {
        on_repository_created = "created", "A repository was created.", examples(created("A New Repository", "examples/github/repository_created.json"));
        on_repository_deleted = "deleted", "A repository was deleted.";
        on_repository_archived = "archived", "A repository was archived.";
        on_repository_unarchived = "unarchived", "A repository is no longer archived.";
        on_repository_edited = "edited", "A repository's description or topics were changed.";
        on_repository_renamed = "renamed", "A repository was renamed.";
        on_repository_transferred = "transferred", "A repository belongs to somebody else.";
        on_repository_publicized = "publicized", "A repository was made public.";
        on_repository_privatized = "privatized", "A repository was made private.";
    }
}

events! {
    on_member = "member", "Anything that happens to a collaborator of a repository; `action` says what."
    for MemberEvent as event {
        "Member" => event.member => event.member.html_url,
        "Repository" => event.repository => event.repository.html_url,
        "Action" => event.action,
    }
    examples(
        added("A New Collaborator", "examples/github/member_added.json"),
    )
    when {
        on_member_added = "added", "A repository got a collaborator.", examples(added("A New Collaborator", "examples/github/member_added.json"));
        on_member_edited = "edited", "A collaborator's permissions were changed.";
        on_member_removed = "removed", "A repository lost a collaborator.";
    }
}

events! {
    on_discussion = "discussion", "Anything that happens to a discussion; `action` says what."
    for DiscussionEvent as event {
        "Discussion" => event.discussion.line() => event.discussion.html_url,
        "Repository" => event.repository => event.repository.html_url,
        "Action" => event.action,
        "By" => event.sender => event.sender.html_url,
    }
    examples(
        created("A New Discussion", "examples/github/discussion_created.json"),
    )
    when {
        on_discussion_created = "created", "A discussion was begun.", examples(created("A New Discussion", "examples/github/discussion_created.json"));
        on_discussion_answered = "answered", "A comment was taken for a discussion's answer.";
        on_discussion_unanswered = "unanswered", "A discussion no longer has its answer.";
        on_discussion_edited = "edited", "A discussion was changed.";
        on_discussion_closed = "closed", "A discussion was closed.";
        on_discussion_reopened = "reopened", "A discussion was opened again.";
        on_discussion_labeled = "labeled", "A discussion got a label.";
        on_discussion_unlabeled = "unlabeled", "A discussion lost a label.";
        on_discussion_category_changed = "category_changed", "A discussion got another category.";
        on_discussion_deleted = "deleted", "A discussion was deleted.";
    }
}

events! {
    on_discussion_comment = "discussion_comment", "Anything that happens to a comment on a discussion; `action` says what."
    for DiscussionCommentEvent as event {
        "Discussion" => event.discussion.line() => event.discussion.html_url,
        "Comment" => event.comment.body => event.comment.html_url,
        "By" => event.sender => event.sender.html_url,
    }
    when {
        on_discussion_comment_created = "created", "Somebody commented on a discussion.";
        on_discussion_comment_edited = "edited", "A comment on a discussion was changed.";
        on_discussion_comment_deleted = "deleted", "A comment on a discussion was deleted.";
    }
}

events! {
    on_ping = "ping", "A webhook was created, or somebody tries it. It comes through every webhook."
    for PingEvent as event {
        "Webhook" => event.hook_id.to_string(),
        "Repository" => event.repository => event.repository.html_url,
        "Wisdom" => event.zen,
    }
    examples(
        repository("A Repository's Webhook", "examples/github/ping_repository.json"),
    )
}
