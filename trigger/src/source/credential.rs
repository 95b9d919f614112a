//! What is recorded of a request's headers.

use std::borrow::Cow;

use http::{HeaderName, HeaderValue};

/// Headers whose values are credentials: they are neither recorded nor handed on.
const CREDENTIALS: [&str; 3] = ["authorization", "cookie", "proxy-authorization"];

/// Whether a header's value is a credential, which is not recorded.
pub(crate) fn is_credential(header: &str) -> bool {
    CREDENTIALS.contains(&header)
}

/// A header's value as it is recorded.
pub(crate) fn recorded<'v>(name: &HeaderName, value: &'v HeaderValue) -> Cow<'v, str> {
    if is_credential(name.as_str()) {
        return Cow::Borrowed("(not recorded)");
    }
    String::from_utf8_lossy(value.as_bytes())
}
