//! What is signed.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::Stamp;

/// A part of what is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The body's exact bytes.
    Body,
    /// A text, such as the dot between two parts.
    Text(&'static str),
    /// A header, as it is written.
    Header(&'static str),
    /// The timestamp, as it is written. What is signed with one is only accepted near that time.
    Timestamp(Stamp),
    /// The URL that the sender posted to, with its query.
    Url,
    /// The fields of the form that the body is: names and values, decoded, without anything between
    /// them, sorted by name. It is a weaker proof than the body's bytes, because it does not tell
    /// where a name ends and its value begins.
    Form,
}

/// The fields of a form as [`Part::Form`] has them. Anything is a form: what is no valid escape
/// stands for itself.
pub(super) fn form(body: &[u8]) -> Cow<'static, [u8]> {
    let fields: BTreeSet<_> = form_urlencoded::parse(body).collect();
    let bytes = fields
        .iter()
        .flat_map(|(name, value)| [name.as_bytes(), value.as_bytes()])
        .collect::<Vec<_>>()
        .concat();
    Cow::Owned(bytes)
}
