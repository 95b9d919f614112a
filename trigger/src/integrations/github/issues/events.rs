//! The events of the family.

use serde_json::{Map, Value};

use super::super::events::events;
use super::super::objects::objects;
use super::super::shared::user::User;
use super::issue::{Comment, Issue, Label, Milestone};

objects! {
    /// Something happened to an issue.
    pub struct IssueEvent: action, event {
        /// Who is to see to it, or no longer.
        pub assignee: Option<User>,
        /// What the fields that were edited were before, each under its name in `from`.
        pub changes: Map<String, Value>,
        /// The issue as it is now.
        pub issue: Issue,
        /// The label that it got or lost.
        pub label: Option<Label>,
        /// The milestone that it got or lost.
        pub milestone: Option<Milestone>,
    }

    /// Something happened to a comment on an issue or a pull request.
    pub struct IssueCommentEvent: action, event {
        /// What the fields that were edited were before.
        pub changes: Map<String, Value>,
        /// The comment.
        pub comment: Comment,
        /// The issue or the pull request that it is on.
        pub issue: Issue,
    }

    /// Something happened to a label of a repository.
    pub struct LabelEvent: action, event {
        /// What the fields that were edited were before.
        pub changes: Map<String, Value>,
        /// The label.
        pub label: Label,
    }

    /// Something happened to a milestone.
    pub struct MilestoneEvent: action, event {
        /// What the fields that were edited were before.
        pub changes: Map<String, Value>,
        /// The milestone.
        pub milestone: Milestone,
    }
}

events! {
    on_issue = "issues", "Anything that happens to an issue; `action` says what."
    for IssueEvent as event {
        "Issue" => event.issue.line() => event.issue.html_url,
        "Repository" => event.repository => event.repository.html_url,
        "Action" => event.action,
        "By" => event.sender => event.sender.html_url,
    }
    examples(
        opened("A New Issue", "examples/github/issue_opened.json"),
        closed("A Closed Issue", "examples/github/issue_closed.json"),
        labeled("A Labelled Issue", "examples/github/issue_labeled.json"),
    )
    when {
        on_issue_opened = "opened", "An issue was opened.", examples(opened("A New Issue", "examples/github/issue_opened.json"));
        on_issue_closed = "closed", "An issue was closed; `issue.state_reason` says why.", examples(closed("A Closed Issue", "examples/github/issue_closed.json"));
        on_issue_reopened = "reopened", "An issue was opened again.";
        on_issue_edited = "edited", "An issue's title or text was changed; `changes` says what they were.";
        on_issue_labeled = "labeled", "An issue got a label.", examples(labeled("A Labelled Issue", "examples/github/issue_labeled.json"));
        on_issue_unlabeled = "unlabeled", "An issue lost a label.";
        on_issue_assigned = "assigned", "Somebody is to see to an issue.";
        on_issue_unassigned = "unassigned", "Somebody is no longer to see to an issue.";
        on_issue_milestoned = "milestoned", "An issue got a milestone.";
        on_issue_demilestoned = "demilestoned", "An issue lost its milestone.";
        on_issue_locked = "locked", "An issue was locked.";
        on_issue_unlocked = "unlocked", "An issue was unlocked.";
        on_issue_transferred = "transferred", "An issue was moved to another repository.";
        on_issue_deleted = "deleted", "An issue was deleted.";
    }
}

events! {
    on_issue_comment = "issue_comment", "Anything that happens to a comment on an issue or a pull request; `action` says what."
    for IssueCommentEvent as event {
        "Issue" => event.issue.line() => event.issue.html_url,
        "Comment" => event.comment.body => event.comment.html_url,
        "Repository" => event.repository => event.repository.html_url,
        "By" => event.sender => event.sender.html_url,
    }
    examples(
        created("A New Comment", "examples/github/issue_comment_created.json"),
    )
    when {
        on_issue_comment_created = "created", "Somebody commented on an issue or a pull request.", examples(created("A New Comment", "examples/github/issue_comment_created.json"));
        on_issue_comment_edited = "edited", "A comment was changed.";
        on_issue_comment_deleted = "deleted", "A comment was deleted.";
    }
}

events! {
    on_label = "label", "Anything that happens to a label of a repository; `action` says what."
    for LabelEvent as event {
        "Label" => event.label.name,
        "Repository" => event.repository => event.repository.html_url,
        "Action" => event.action,
    }
    examples(
        created("A New Label", "examples/github/label_created.json"),
    )
    when {
        on_label_created = "created", "A label was created.", examples(created("A New Label", "examples/github/label_created.json"));
        on_label_edited = "edited", "A label was changed.";
        on_label_deleted = "deleted", "A label was deleted.";
    }
}

events! {
    on_milestone = "milestone", "Anything that happens to a milestone; `action` says what."
    for MilestoneEvent as event {
        "Milestone" => event.milestone.title => event.milestone.html_url,
        "Repository" => event.repository => event.repository.html_url,
        "Action" => event.action,
    }
    examples(
        closed("A Closed Milestone", "examples/github/milestone_closed.json"),
    )
    when {
        on_milestone_created = "created", "A milestone was created.";
        on_milestone_opened = "opened", "A milestone was opened again.";
        on_milestone_closed = "closed", "A milestone was closed.", examples(closed("A Closed Milestone", "examples/github/milestone_closed.json"));
        on_milestone_edited = "edited", "A milestone was changed.";
        on_milestone_deleted = "deleted", "A milestone was deleted.";
    }
}
