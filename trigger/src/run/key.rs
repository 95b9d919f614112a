//! What names a task within its run.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::id::RunId;

/// What names a task within its run or within the task that runs it.
///
/// The same key gives the same result for the life of the run, so a call in a loop needs a key of
/// its own each time: `("charge", line.id)`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum TaskKey {
    /// A plain key.
    Name(Cow<'static, str>),
    /// A key and what tells its uses apart.
    Indexed(Cow<'static, str>, String),
}

impl From<&'static str> for TaskKey {
    fn from(name: &'static str) -> Self {
        Self::Name(Cow::Borrowed(name))
    }
}

impl From<String> for TaskKey {
    fn from(name: String) -> Self {
        Self::Name(Cow::Owned(name))
    }
}

impl<I: fmt::Display> From<(&'static str, I)> for TaskKey {
    fn from((name, index): (&'static str, I)) -> Self {
        Self::Indexed(Cow::Borrowed(name), index.to_string())
    }
}

impl fmt::Display for TaskKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Indexed(name, index) => write!(f, "{name}[{index}]"),
        }
    }
}

/// The keys from the run down to a task: those of the tasks that it is nested in, and its own.
///
/// It is cheap to clone.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TaskPath(Arc<[TaskKey]>);

impl TaskPath {
    /// The run itself.
    pub fn root() -> Self {
        Self::default()
    }

    /// The path of a task within this one.
    #[must_use]
    pub fn child(&self, key: TaskKey) -> Self {
        Self(self.0.iter().cloned().chain([key]).collect())
    }

    /// The path of what this is nested in; of the run itself, the run.
    #[must_use]
    pub fn parent(&self) -> Self {
        match self.keys() {
            [] | [_] => Self::root(),
            [within @ .., _] => Self(within.into()),
        }
    }

    /// The keys, outermost first.
    pub fn keys(&self) -> &[TaskKey] {
        &self.0
    }

    /// Whether another task is nested in this one, at any depth.
    pub fn contains(&self, other: &Self) -> bool {
        other.0.len() > self.0.len() && other.0.starts_with(&self.0)
    }

    /// How many tasks this one is nested in.
    pub fn depth(&self) -> usize {
        self.0.len().saturating_sub(1)
    }

    /// A key that is the same for every attempt of this task in this run and differs for every
    /// other task and run: 64 hexadecimal digits, to be handed to providers.
    pub fn idempotency_key(&self, run: RunId) -> String {
        let mut hash = Sha256::new_with_prefix(run.as_bytes());
        for key in self.keys() {
            let (name, index) = match key {
                TaskKey::Name(name) => (name, None),
                TaskKey::Indexed(name, index) => (name, Some(index)),
            };
            // Each part with its length, so that no two paths give the same bytes.
            hash.update((name.len() as u64).to_be_bytes());
            hash.update(name.as_bytes());
            hash.update([u8::from(index.is_some())]);
            if let Some(index) = index {
                hash.update((index.len() as u64).to_be_bytes());
                hash.update(index.as_bytes());
            }
        }
        hex::encode(hash.finalize())
    }
}

impl fmt::Display for TaskPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (depth, key) in self.0.iter().enumerate() {
            if depth > 0 {
                f.write_str(" / ")?;
            }
            key.fmt(f)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(keys: &[&'static str]) -> TaskPath {
        keys.iter()
            .fold(TaskPath::root(), |path, key| path.child((*key).into()))
    }

    #[test]
    fn paths_that_print_alike_have_different_idempotency_keys() {
        let run = RunId::new();
        let key = |path: TaskPath| path.idempotency_key(run);
        assert_ne!(key(path(&["a", "b"])), key(path(&["ab"])));
        assert_ne!(key(path(&["a / b"])), key(path(&["a", "b"])));
        let indexed = TaskPath::root().child(("a", 1).into());
        assert_ne!(key(indexed), key(path(&["a[1]"])));
    }

    #[test]
    fn an_idempotency_key_is_stable_and_belongs_to_one_run() {
        let (run, other) = (RunId::new(), RunId::new());
        let path = path(&["charge"]);
        assert_eq!(path.idempotency_key(run), path.idempotency_key(run));
        assert_ne!(path.idempotency_key(run), path.idempotency_key(other));
    }

    #[test]
    fn a_path_reads_back_from_its_stored_form() {
        let path = TaskPath::root()
            .child("pay".into())
            .child(("charge", 3).into());
        let stored = serde_json::to_string(&path).expect("a path is JSON");
        assert_eq!(stored, r#"["pay",["charge","3"]]"#);
        assert_eq!(
            serde_json::from_str::<TaskPath>(&stored).expect("and back"),
            path
        );
    }
}
