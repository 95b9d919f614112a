//! Where things are at a provider. Parts of a path may come from anywhere, so nothing in them can
//! lead to another path or host.

use super::failure::NoAnswer;

/// Where a path is, under where the API is.
pub(crate) fn url(base: &str, path: &str) -> Result<reqwest::Url, NoAnswer> {
    if !path.starts_with('/') {
        // Anything else could continue the host's name, and so give the secret to another host.
        return Err(NoAnswer::Setup("a path starts with `/`".to_owned()));
    }
    reqwest::Url::parse(&format!("{}{path}", base.trim_end_matches('/')))
        .map_err(|error| NoAnswer::Setup(format!("the URL cannot be used: {error}")))
}

/// One segment of a path; `None` when nothing can be done about where it leads.
pub(crate) fn segment(text: &str) -> Option<String> {
    let leads_elsewhere = matches!(text, "" | "." | "..");
    (!leads_elsewhere).then(|| percent(text))
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
