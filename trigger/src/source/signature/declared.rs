//! Whether what a scheme says of a header can be told apart again by who reads it.

use super::{Encoding, Part, Scheme};

impl Scheme {
    /// The scheme, if no two things that it says exclude each other.
    ///
    /// # Panics
    ///
    /// If they do. Schemes are constants, so it is the compiler that says this.
    pub(super) const fn declared(self) -> Self {
        if let Some(separator) = self.separator {
            assert!(
                matches!(separator, '\t' | ' '..='~'),
                "the separator is no character of a header: those are ASCII's"
            );
            assert!(
                !has(self.prefix, separator),
                "the separator is in the prefix, so no entry can begin with that: give the prefix \
                 without it, or another separator"
            );
            assert!(
                !has(self.encoding.characters(), separator),
                "the separator is a character that signatures are written with, so one would be taken \
                 for several entries: give another separator"
            );
        }
        let mut at = 0;
        while at < self.content.len() {
            let header = match &self.content[at] {
                Part::Header(name) => Some(*name),
                Part::Timestamp(stamp) => stamp.header_name(),
                _ => None,
            };
            if let Some(name) = header {
                assert!(
                    !name.eq_ignore_ascii_case(self.header),
                    "the signature's own header is no part of what is signed: name another one"
                );
            }
            if let (Part::Timestamp(stamp), Some(separator)) = (&self.content[at], self.separator)
                && let Some(prefix) = stamp.entry_prefix()
            {
                assert!(
                    !has(prefix, separator),
                    "the separator is in what the timestamp's entry begins with: give another \
                     separator"
                );
            }
            at += 1;
        }
        self
    }

    /// What is wrong with the whole of it, which only shows when all is said.
    pub(super) fn fault(&self) -> Option<&'static str> {
        let stamps = self.content.iter().filter_map(|part| match part {
            Part::Timestamp(stamp) => stamp.entry_prefix(),
            _ => None,
        });
        for stamp in stamps {
            if self.separator.is_none() {
                return Some("a timestamp in an entry of the signature's header needs a separator");
            }
            if self.may_begin_with(stamp) {
                return Some(
                    "signatures begin as the timestamp's entry does, so one would be taken for a \
                     timestamp",
                );
            }
        }
        None
    }

    /// Whether the entry of a signature may begin with a text.
    fn may_begin_with(&self, text: &str) -> bool {
        // Padding comes last.
        let is_written = |c: char| c != '=' && has(self.encoding.characters(), c);
        match text.strip_prefix(self.prefix) {
            Some(rest) => rest.chars().all(is_written),
            None => self.prefix.starts_with(text),
        }
    }
}

impl Encoding {
    /// What a signature is written with.
    const fn characters(self) -> &'static str {
        match self {
            Self::Hex => "0123456789abcdefABCDEF",
            Self::Base64 => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=",
        }
    }
}

/// Whether a character is in a text; for ASCII's.
const fn has(text: &str, c: char) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] as char == c {
            return true;
        }
        at += 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::super::{Secrets, Stamp};
    use super::*;

    const BARE: Scheme = Scheme::hmac_sha256("x-signature");

    fn is_refused(declare: impl FnOnce() -> Scheme + std::panic::UnwindSafe) -> bool {
        std::panic::catch_unwind(declare).is_err()
    }

    #[test]
    fn a_separator_that_the_entries_themselves_have_is_refused_where_it_is_declared() {
        assert!(is_refused(|| BARE.prefix("v=").separator('=')));
        assert!(is_refused(|| BARE.separator('=').prefix("=")));
        assert!(is_refused(|| BARE.separator('a')));
        assert!(is_refused(|| BARE.separator('0')));
        assert!(is_refused(|| BARE
            .separator('=')
            .encoding(Encoding::Base64)));
        assert!(is_refused(|| BARE
            .encoding(Encoding::Base64)
            .separator('/')));
        assert!(is_refused(|| BARE.separator('·')));
        const AT: &[Part] = &[Part::Timestamp(Stamp::entry("t=")), Part::Body];
        assert!(is_refused(|| BARE.separator('=').over(AT)));
        assert!(!is_refused(|| BARE.prefix("v=").separator('|').over(AT)));
        assert!(!is_refused(|| BARE.separator('=')));
        assert!(!is_refused(|| BARE.separator('/')));
    }

    /// A scheme, if it can be declared.
    fn declared(
        separator: Option<char>,
        prefix: &'static str,
        encoding: Encoding,
        over: &'static [Part],
    ) -> Option<Scheme> {
        let declare = || {
            let scheme = BARE.prefix(prefix).encoding(encoding).over(over);
            separator.map_or(scheme, |separator| scheme.separator(separator))
        };
        let scheme = std::panic::catch_unwind(declare).ok()?;
        scheme.fault().is_none().then_some(scheme)
    }

    #[test]
    fn whatever_can_be_declared_accepts_what_it_has_signed() {
        const STAMPED: [&[Part]; 6] = [
            &[Part::Body],
            &[Part::Timestamp(Stamp::entry("t=")), Part::Body],
            &[Part::Timestamp(Stamp::entry("t")), Part::Body],
            &[Part::Timestamp(Stamp::entry("a")), Part::Body],
            &[Part::Timestamp(Stamp::entry("=")), Part::Body],
            &[Part::Timestamp(Stamp::entry("")), Part::Body],
        ];
        let separators = (' '..='~').map(Some).chain([None]);
        let secrets = Secrets::from("secret");
        let mut accepted = 0;
        for separator in separators {
            for prefix in ["", "=", "v=", "v1,", "t=1", "a", "1"] {
                for (encoding, over) in [Encoding::Hex, Encoding::Base64]
                    .into_iter()
                    .flat_map(|encoding| STAMPED.map(|over| (encoding, over)))
                {
                    let Some(scheme) = declared(separator, prefix, encoding, over) else {
                        continue;
                    };
                    let mut request = super::super::tests::request(1_760_000_000, &[], b"body");
                    scheme.sign(&mut request, &secrets).expect("signed");
                    let verdict = scheme.verify(&request, &secrets);
                    assert_eq!(verdict, Ok(()), "{scheme:?}: {request:?}");
                    accepted += 1;
                }
            }
        }
        assert!(accepted > 1000, "{accepted}");
    }

    #[test]
    fn a_signature_that_would_sign_itself_is_refused_where_it_is_declared() {
        const ITSELF: &[Part] = &[Part::Header("X-Signature"), Part::Body];
        const TIME: &[Part] = &[Part::Timestamp(Stamp::header("X-Signature")), Part::Body];
        assert!(is_refused(|| BARE.over(ITSELF)));
        assert!(is_refused(|| BARE.over(TIME)));
    }

    #[test]
    fn a_timestamp_that_cannot_be_told_from_a_signature_is_found_when_the_app_starts() {
        const AT: &[Part] = &[Part::Timestamp(Stamp::entry("t=")), Part::Body];
        const BY_A_LETTER: &[Part] = &[Part::Timestamp(Stamp::entry("t")), Part::Body];
        let secrets = Secrets::from("secret");
        let is_found = |scheme: Scheme| scheme.validate(&secrets, "X_SECRET").is_err();
        assert!(is_found(BARE.over(AT)), "without a separator");
        let many = BARE.separator(';');
        assert!(!is_found(many.over(AT)));
        assert!(!is_found(many.over(AT).prefix("v1=")));
        assert!(!is_found(many.over(BY_A_LETTER)));
        assert!(is_found(many.over(AT).prefix("t=1")));
        assert!(is_found(many.over(AT).prefix("t=")));
        assert!(is_found(many.over(BY_A_LETTER).encoding(Encoding::Base64)));
        assert!(!is_found(many.over(AT).encoding(Encoding::Base64)));
    }
}
