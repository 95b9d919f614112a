//! The events of the family.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::super::events::events;
use super::super::issues::issue::Label;
use super::super::objects::objects;
use super::super::shared::user::User;
use super::pull_request::{PullRequest, Review, ReviewComment};

objects! {
    /// Something happened to a pull request.
    pub struct PullRequestEvent: action, event {
        /// The last commit after a push.
        pub after: Option<String>,
        /// Who is to see to it, or no longer.
        pub assignee: Option<User>,
        /// The last commit before a push.
        pub before: Option<String>,
        /// What the fields that were edited were before.
        pub changes: Map<String, Value>,
        /// The label that it got or lost.
        pub label: Option<Label>,
        /// The pull request's number.
        pub number: i64,
        /// The pull request as it is now.
        pub pull_request: PullRequest,
        /// Who is asked for a review, or no longer.
        pub requested_reviewer: Option<User>,
    }

    /// Something happened to a review of a pull request.
    pub struct PullRequestReviewEvent: action, event {
        /// The pull request, without its numbers of lines and comments.
        pub pull_request: PullRequest,
        /// The review.
        pub review: Review,
    }

    /// Something happened to a comment on a line of a pull request.
    pub struct PullRequestReviewCommentEvent: action, event {
        /// What the fields that were edited were before.
        pub changes: Map<String, Value>,
        /// The comment.
        pub comment: ReviewComment,
        /// The pull request, without its numbers of lines and comments.
        pub pull_request: PullRequest,
    }

    /// Something happened to a conversation on lines of a pull request.
    pub struct PullRequestReviewThreadEvent: action, event {
        /// The pull request, without its numbers of lines and comments.
        pub pull_request: PullRequest,
        /// The conversation, with its `comments`.
        pub thread: Map<String, Value>,
    }
}

events! {
    on_pull_request = "pull_request", "Anything that happens to a pull request; `action` says what."
    for PullRequestEvent as event {
        "Pull request" => event.pull_request.line() => event.pull_request.html_url,
        "Repository" => event.repository => event.repository.html_url,
        "Action" => event.action,
        "By" => event.sender => event.sender.html_url,
    }
    examples(
        opened("A New Pull Request", "examples/github/pull_request_opened.json"),
        merged("A Merged Pull Request", "examples/github/pull_request_merged.json"),
    )
    when {
        on_pull_request_opened = "opened", "A pull request was opened.", examples(opened("A New Pull Request", "examples/github/pull_request_opened.json"));
        on_pull_request_closed = "closed", "A pull request was closed; `pull_request.merged` says whether it was merged.", examples(merged("A Merged Pull Request", "examples/github/pull_request_merged.json"));
        on_pull_request_reopened = "reopened", "A pull request was opened again.";
        on_pull_request_edited = "edited", "A pull request's title, text or base was changed; `changes` says what they were.";
        on_pull_request_synchronize = "synchronize", "A pull request got other commits.";
        on_pull_request_ready_for_review = "ready_for_review", "A pull request is no longer a draft.";
        on_pull_request_converted_to_draft = "converted_to_draft", "A pull request was made a draft.";
        on_pull_request_labeled = "labeled", "A pull request got a label.";
        on_pull_request_unlabeled = "unlabeled", "A pull request lost a label.";
        on_pull_request_assigned = "assigned", "Somebody is to see to a pull request.";
        on_pull_request_unassigned = "unassigned", "Somebody is no longer to see to a pull request.";
        on_pull_request_review_requested = "review_requested", "Somebody is asked to review a pull request.";
        on_pull_request_review_request_removed = "review_request_removed", "Somebody is no longer asked to review a pull request.";
        on_pull_request_locked = "locked", "A pull request was locked.";
        on_pull_request_unlocked = "unlocked", "A pull request was unlocked.";
    }
}

/// As much of a pull request's event as says whether it was merged.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Closed {
    action: String,
    pull_request: Closing,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Closing {
    merged: bool,
}

events! {
    @one PullRequestEvent {
        filter = |event: &Closed| event.action == "closed" && event.pull_request.merged,
        examples(merged("A Merged Pull Request", "examples/github/pull_request_merged.json")),
    } on_pull_request_merged = "pull_request", "A pull request was merged."
}

events! {
    on_pull_request_review = "pull_request_review", "Anything that happens to a review of a pull request; `action` says what."
    for PullRequestReviewEvent as event {
        "Pull request" => event.pull_request.line() => event.pull_request.html_url,
        "Review" => event.review.state => event.review.html_url,
        "Repository" => event.repository => event.repository.html_url,
        "By" => event.sender => event.sender.html_url,
    }
    examples(
        approved("An Approval", "examples/github/pull_request_review_approved.json"),
    )
    when {
        on_pull_request_review_submitted = "submitted", "A review was submitted; `review.state` says what it came to.", examples(approved("An Approval", "examples/github/pull_request_review_approved.json"));
        on_pull_request_review_edited = "edited", "A review was changed.";
        on_pull_request_review_dismissed = "dismissed", "A review was dismissed.";
    }
}

events! {
    on_pull_request_review_comment = "pull_request_review_comment", "Anything that happens to a comment on a line of a pull request; `action` says what."
    for PullRequestReviewCommentEvent as event {
        "Pull request" => event.pull_request.line() => event.pull_request.html_url,
        "Comment" => event.comment.body => event.comment.html_url,
        "File" => event.comment.path,
        "By" => event.sender => event.sender.html_url,
    }
    examples(
        created("A Comment on a Line", "examples/github/pull_request_review_comment_created.json"),
    )
    when {
        on_pull_request_review_comment_created = "created", "Somebody commented on a line of a pull request.", examples(created("A Comment on a Line", "examples/github/pull_request_review_comment_created.json"));
        on_pull_request_review_comment_edited = "edited", "A comment on a line was changed.";
        on_pull_request_review_comment_deleted = "deleted", "A comment on a line was deleted.";
    }
}

events! {
    on_pull_request_review_thread = "pull_request_review_thread", "Anything that happens to a conversation on lines of a pull request; `action` says what."
    for PullRequestReviewThreadEvent as event {
        "Pull request" => event.pull_request.line() => event.pull_request.html_url,
        "Repository" => event.repository => event.repository.html_url,
        "Action" => event.action,
    }
    when {
        on_pull_request_review_thread_resolved = "resolved", "A conversation was resolved.";
        on_pull_request_review_thread_unresolved = "unresolved", "A conversation is no longer resolved.";
    }
}
