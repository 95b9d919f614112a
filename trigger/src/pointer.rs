//! JSON pointers (RFC 6901): where something is in a payload.

use serde_path_to_error::{Path, Segment};

/// The pointer to a place that serde was at.
pub(crate) fn of(path: &Path) -> String {
    path.iter().fold(String::new(), |pointer, segment| {
        let segment = match segment {
            Segment::Seq { index } => &index.to_string(),
            Segment::Map { key } => key,
            Segment::Enum { variant } => variant,
            Segment::Unknown => return pointer,
        };
        child(&pointer, segment)
    })
}

/// The pointer to a part of what a pointer points to.
pub(crate) fn child(parent: &str, segment: &str) -> String {
    format!("{parent}/{}", segment.replace('~', "~0").replace('/', "~1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slashes_and_tildes_in_a_key_are_escaped() {
        assert_eq!(child("/a", "b/c~1"), "/a/b~1c~01");
    }
}
