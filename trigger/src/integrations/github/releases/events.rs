//! The events of the family.

use serde_json::{Map, Value};

use super::super::events::events;
use super::super::objects::objects;
use super::release::Release;

objects! {
    /// Something happened to a release.
    pub struct ReleaseEvent: action, event {
        /// What the fields that were edited were before.
        pub changes: Map<String, Value>,
        /// The release.
        pub release: Release,
    }
}

events! {
    on_release = "release", "Anything that happens to a release; `action` says what."
    for ReleaseEvent as event {
        "Release" => event.release.tag_name => event.release.html_url,
        "Repository" => event.repository => event.repository.html_url,
        "Action" => event.action,
        "By" => event.sender => event.sender.html_url,
    }
    examples(
        published("A Published Release", "examples/github/release_published.json"),
    )
    when {
        on_release_published = "published", "A release was published, whether or not for everybody yet.", examples(published("A Published Release", "examples/github/release_published.json"));
        on_release_released = "released", "A release is for everybody from now on.";
        on_release_prereleased = "prereleased", "A release was published that is not for everybody yet.";
        on_release_created = "created", "A release was made, perhaps as a draft.";
        on_release_edited = "edited", "A release was changed.";
        on_release_unpublished = "unpublished", "A release was taken back.";
        on_release_deleted = "deleted", "A release was deleted.";
    }
}
