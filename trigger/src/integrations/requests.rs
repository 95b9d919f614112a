//! What the clients of all integrations have in common: how they send requests, and which of their
//! settings cannot work.

use std::sync::OnceLock;
use std::time::Duration;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const TIMEOUT: Duration = Duration::from_secs(30);

/// An HTTP client, built by its first request, so that building it fails a request and not the
/// app's start.
#[derive(Clone, Default)]
pub(crate) struct HttpClient(OnceLock<reqwest::Client>);

impl HttpClient {
    /// The client.
    ///
    /// # Errors
    ///
    /// Why it cannot be built.
    pub(crate) fn get(&self) -> Result<&reqwest::Client, String> {
        if let Some(client) = self.0.get() {
            return Ok(client);
        }
        let client = build()?;
        Ok(self.0.get_or_init(|| client))
    }
}

fn build() -> Result<reqwest::Client, String> {
    // An app that chose a provider itself keeps it: installing a second one fails.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .user_agent(concat!("trigger/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(TIMEOUT)
        // A redirect would take the key somewhere else.
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(|error| format!("the HTTP client cannot be built: {error:?}"))
}

/// Why a request was not answered.
pub(crate) struct Unanswered {
    /// Without the URL, which holds parameters.
    pub(crate) message: String,
    /// Whether the request cannot even be made.
    pub(crate) is_impossible: bool,
}

impl From<reqwest::Error> for Unanswered {
    fn from(error: reqwest::Error) -> Self {
        let error = error.without_url();
        let mut message = error.to_string();
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            message = format!("{message}: {cause}");
            source = cause.source();
        }
        Self {
            message,
            is_impossible: error.is_builder(),
        }
    }
}

/// Percent-encodes everything but the characters that RFC 3986 calls unreserved.
pub(crate) fn percent(text: &str) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte));
            }
            other => {
                encoded.push('%');
                encoded.push(char::from(DIGITS[usize::from(other >> 4)]));
                encoded.push(char::from(DIGITS[usize::from(other & 15)]));
            }
        }
    }
    encoded
}

/// One segment of a path. It may come from anywhere, so nothing in it can lead to another path;
/// `None` when nothing can be done about that.
pub(crate) fn segment(text: &str) -> Option<String> {
    let leads_elsewhere = matches!(text, "" | "." | "..");
    (!leads_elsewhere).then(|| percent(text))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_cannot_lead_to_another_path() {
        assert_eq!(segment("we_1").as_deref(), Some("we_1"));
        assert_eq!(segment("../a?b").as_deref(), Some("..%2Fa%3Fb"));
        for text in ["", ".", ".."] {
            assert_eq!(segment(text), None);
        }
    }
}
