//! What names a source.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// What names a source: its kind's id and what its parameters add, joined by dots, such as
/// `stripe.webhook.connect`. It is the last part of the source's URL.
///
/// Everything in a segment but ASCII letters, digits, `_` and `-` is written as `~` and two
/// hexadecimal digits for each byte, so different parameters never give one key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SourceKey(Arc<str>);

impl SourceKey {
    /// The key of a source of the given kind. The id is taken as it is.
    pub fn new<S: AsRef<str>>(id: &str, segments: impl IntoIterator<Item = S>) -> Self {
        let mut key = id.to_owned();
        for segment in segments {
            key.push('.');
            encode(segment.as_ref(), &mut key);
        }
        Self(key.into())
    }

    /// The key of the same source of another account: `@` and the account are added.
    #[must_use]
    pub fn of_account(&self, account: &str) -> Self {
        let mut key = format!("{self}@");
        encode(account, &mut key);
        Self(key.into())
    }

    /// The key of an endpoint, whose id has no character that a segment would not have but dots.
    pub(crate) fn of_endpoint(id: &str) -> Self {
        Self(format!("endpoint.{id}").into())
    }

    /// The key of a polling source.
    pub(crate) fn of_polling(id: &str) -> Self {
        Self(format!("polling.{id}").into())
    }

    /// The key that arrived in a URL or is stored.
    pub fn from_stored(key: impl Into<Arc<str>>) -> Self {
        Self(key.into())
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Writes a text so that it holds neither a dot nor an `@`, and no two texts are written alike.
fn encode(text: &str, key: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' => key.push(char::from(byte)),
            other => key.push_str(&format!("~{other:02x}")),
        }
    }
}

impl fmt::Display for SourceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_segments_never_give_one_key() {
        let key = |segments: &[&str]| SourceKey::new("s", segments);
        assert_eq!(key(&["connect"]).as_str(), "s.connect");
        assert_ne!(key(&["a.b"]), key(&["a", "b"]));
        assert_ne!(key(&["a~2e"]), key(&["a."]));
        assert_ne!(key(&[""]), key(&[]));
        assert_eq!(key(&["ä/b"]).as_str(), "s.~c3~a4~2fb");
    }

    #[test]
    fn an_account_is_told_from_a_segment_and_from_another_account() {
        let key = || SourceKey::new("s", ["a"]);
        assert_eq!(key().of_account("acct_1").as_str(), "s.a@acct_1");
        assert_ne!(key().of_account("b"), SourceKey::new("s", ["a@b"]));
        assert_ne!(key().of_account("b"), SourceKey::new("s", ["a", "@b"]));
        assert_ne!(key().of_account("b.c"), key().of_account("b~2ec"));
        assert_ne!(key().of_account(""), key());
    }
}
