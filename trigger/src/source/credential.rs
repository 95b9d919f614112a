//! Which headers are never recorded.

/// Headers whose values are credentials: they are neither recorded nor handed on.
const CREDENTIALS: [&str; 3] = ["authorization", "cookie", "proxy-authorization"];

/// Whether a header's value is a credential, which is not recorded.
pub(crate) fn is_credential(header: &str) -> bool {
    CREDENTIALS.contains(&header)
}
