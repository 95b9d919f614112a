//! Settings of a client, and what is wrong with them. No value is ever shown: it may be a secret
//! that was put into the wrong variable.

use std::ffi::OsString;
use std::fmt::Display;

use crate::error::{Error, Result};

/// The text of an environment variable. One that is set counts as given even when it is empty, so
/// that validating finds the mistake; what is not Unicode becomes replacement characters, which
/// validating refuses.
pub(crate) fn variable(value: Option<OsString>) -> Option<String> {
    value.map(|value| value.to_string_lossy().into_owned())
}

/// Reports the mistakes of variables, every one in one message.
///
/// # Errors
///
/// When there is one.
pub(crate) fn report<'m>(
    mistakes: impl IntoIterator<Item = (impl Display, Option<&'m str>)>,
) -> Result<()> {
    let mistakes: Vec<_> = mistakes
        .into_iter()
        .filter_map(|(name, mistake)| Some(format!("`{name}` {}", mistake?)))
        .collect();
    match mistakes.is_empty() {
        true => Ok(()),
        false => Err(Error::permanent(mistakes.join("; "))),
    }
}

/// What is wrong with a value that must be a key of an API.
pub(crate) fn key_mistake(key: &str) -> Option<&'static str> {
    if key.trim().is_empty() {
        Some("is empty: give it a value, or do not set it")
    } else if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        Some("contains a space, a line break or another character that no key has")
    } else {
        None
    }
}

/// Whether a value can be where an API is.
pub(crate) fn is_base(base: &str) -> bool {
    let Ok(url) = reqwest::Url::parse(base) else {
        return false;
    };
    let http = matches!(url.scheme(), "http" | "https") && url.has_host();
    let plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    http && plain
}

/// How `Debug` shows that there is a secret.
pub(crate) fn presence<T>(secret: Option<&T>) -> &'static str {
    if secret.is_some() { "set" } else { "not set" }
}
