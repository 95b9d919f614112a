//! Parameters of triggers that are text.

use std::borrow::Cow;

/// A type of parameters that can be written as text: `owner = "acme"`.
#[diagnostic::on_unimplemented(
    message = "this parameter is a `{Self}`, not text",
    label = "expected `{Self}`, found text"
)]
pub trait FromText {
    /// The parameter of this text.
    fn from_text(text: &'static str) -> Self;
}

impl FromText for &'static str {
    fn from_text(text: &'static str) -> Self {
        text
    }
}

impl FromText for String {
    fn from_text(text: &'static str) -> Self {
        text.to_owned()
    }
}

impl FromText for Cow<'static, str> {
    fn from_text(text: &'static str) -> Self {
        Self::Borrowed(text)
    }
}

impl<T: FromText> FromText for Option<T> {
    fn from_text(text: &'static str) -> Self {
        Some(T::from_text(text))
    }
}
