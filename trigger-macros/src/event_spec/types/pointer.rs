//! JSON pointers (RFC 6901).

/// The pointer to a part of what a pointer points to.
pub(super) fn child(parent: &str, segment: &str) -> String {
    format!("{parent}/{}", segment.replace('~', "~0").replace('/', "~1"))
}

/// The last segment of a pointer.
pub(super) fn last(pointer: &str) -> String {
    let segment = pointer.rsplit('/').next().unwrap_or_default();
    segment.replace("~1", "/").replace("~0", "~")
}

/// A place as a message names it: ` at `/price/currency``, or nothing for the whole.
pub(super) fn at(pointer: &str) -> String {
    if pointer.is_empty() {
        String::new()
    } else {
        format!(" at `{pointer}`")
    }
}
