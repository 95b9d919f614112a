//! Which file a database is, so that a copy of it is told from the same file in another place.

use std::fs::Metadata;
use std::path::Path;
use std::time::UNIX_EPOCH;

/// What tells a file from its copies: its number in its file system and when it was made. A file
/// that is moved within its file system keeps both; a copy, and what is restored from a backup, has
/// its own.
pub(crate) fn home(path: &Path) -> Option<String> {
    let file = path.metadata().ok()?;
    let made = file.created().ok();
    let made = made.and_then(|made| made.duration_since(UNIX_EPOCH).ok());
    let made = made.map_or(0, |made| made.as_micros());
    Some(format!("{}.{made}", number(&file)))
}

#[cfg(unix)]
fn number(file: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(file)
}

#[cfg(not(unix))]
fn number(_: &Metadata) -> u64 {
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_told_from_the_file_and_a_file_that_is_moved_is_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let [first, moved, copy] = ["first", "moved", "copy"].map(|name| folder.path().join(name));
        std::fs::write(&first, "database").expect("a file");
        let known = home(&first);
        assert!(known.is_some());
        std::fs::copy(&first, &copy).expect("a copy");
        assert_ne!(home(&copy), known);
        std::fs::rename(&first, &moved).expect("it is moved");
        assert_eq!(home(&moved), known);
        assert_eq!(home(&first), None);
    }
}
