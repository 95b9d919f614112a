//! How headers are shown that prove who has sent a request.

use std::borrow::Cow;

/// What the names of headers have in them whose values are secrets.
const SECRETS: [&str; 5] = ["token", "secret", "api-key", "apikey", "password"];

/// What the names of headers have in them that sign a request.
const SIGNATURES: [&str; 3] = ["signature", "hmac", "-sig"];

/// How much of a signature is shown: enough to tell one from another, too little to use.
const SHOWN: usize = 4;

/// How long a word is from which on it may be one that is guarded. Times and versions are shorter.
const GUARDED: usize = 12;

/// A header's value as it is shown: a secret not at all, and of a signature only its form and how
/// each long word begins, because a signature without a time in it is good for ever.
pub(crate) fn masked<'v>(header: &str, value: &'v str) -> Cow<'v, str> {
    let header = header.to_ascii_lowercase();
    let is = |known: &[&str]| known.iter().any(|known| header.contains(known));
    if is(&SIGNATURES) {
        Cow::Owned(form(value))
    } else if is(&SECRETS) {
        Cow::Borrowed("(not shown)")
    } else {
        Cow::Borrowed(value)
    }
}

fn form(signature: &str) -> String {
    let mut shown = String::new();
    for word in signature.split_inclusive([' ', ',', ';', '=', ':']) {
        let end = word.trim_end_matches([' ', ',', ';', '=', ':']);
        if end.chars().count() < GUARDED {
            shown.push_str(word);
            continue;
        }
        shown.extend(end.chars().take(SHOWN));
        shown.push('…');
        shown.push_str(word.get(end.len()..).unwrap_or_default());
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_signature_only_its_form_is_shown_and_a_secret_not_at_all() {
        for (header, value, shown) in [
            (
                "stripe-signature",
                "t=1795476962,v1=77d767bbc6dc0d1cc1a0f103532ccec4,v0=abcdefabcdefabcdef",
                "t=1795476962,v1=77d7…,v0=abcd…",
            ),
            (
                "X-Hub-Signature-256",
                "sha256=deadbeefdeadbeef",
                "sha256=dead…",
            ),
            (
                "webhook-signature",
                "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4= v1,AAAABBBBCCCCDDDD",
                "v1,K5oZ…= v1,AAAA…",
            ),
            ("x-shopify-hmac-sha256", "AAAABBBBCCCCDDDD==", "AAAA…=="),
            ("x-gitlab-token", "correct horse", "(not shown)"),
            ("x-api-key", "sk_live_0123456789", "(not shown)"),
        ] {
            assert_eq!(masked(header, value), shown);
        }
    }

    #[test]
    fn other_headers_are_shown_as_they_are() {
        let value = "0123456789abcdef0123456789abcdef";
        assert_eq!(masked("x-github-delivery", value), value);
    }
}
