//! What a signature scheme is: a few facts about a provider.

use std::time::Duration;

use super::mac::Hash;
use super::{Encoding, KeyForm, Part, Stamp};

/// How a sender signs what it sends.
///
/// It is declared as a constant, and [verifies](Self::verify) requests. What it does not say is as
/// most providers have it: a signature over the body, alone in its header, in hexadecimal digits,
/// under the secret's bytes.
///
/// What a header says must be readable in one way. A declaration that makes it ambiguous, such as a
/// separator that is part of the prefix, panics: in a constant, that is an error of the compiler's.
/// What only shows when all is said, [`validate`](Self::validate) finds when the app starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scheme {
    pub(super) method: Method,
    pub(super) header: &'static str,
    pub(super) separator: Option<char>,
    pub(super) prefix: &'static str,
    pub(super) encoding: Encoding,
    pub(super) key: KeyForm,
    pub(super) content: &'static [Part],
    pub(super) body_stamp: Option<BodyStamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    /// Both sides know the key.
    Hmac(Hash),
    /// This side only knows the public key.
    #[cfg(feature = "ed25519")]
    Ed25519,
}

/// A timestamp within the body: milliseconds since 1970 at a JSON pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BodyStamp {
    pub(super) pointer: &'static str,
    pub(super) tolerance: Duration,
}

impl Scheme {
    /// [Standard Webhooks](https://www.standardwebhooks.com): `webhook-signature: v1,<base 64>`,
    /// several of them separated by spaces, over `<webhook-id>.<webhook-timestamp>.<body>`. The key
    /// is written in base 64 after `whsec_`.
    pub const STANDARD_WEBHOOKS: Self = Self::hmac_sha256("webhook-signature")
        .separator(' ')
        .prefix("v1,")
        .encoding(Encoding::Base64)
        .key(KeyForm::Base64("whsec_"))
        .over(&[
            Part::Header("webhook-id"),
            Part::Text("."),
            Part::Timestamp(Stamp::header("webhook-timestamp")),
            Part::Text("."),
            Part::Body,
        ]);

    /// HMAC-SHA-256, in a header.
    pub const fn hmac_sha256(header: &'static str) -> Self {
        Self::new(Method::Hmac(Hash::Sha256), header)
    }

    /// HMAC-SHA-512, in a header.
    pub const fn hmac_sha512(header: &'static str) -> Self {
        Self::new(Method::Hmac(Hash::Sha512), header)
    }

    /// HMAC-SHA-1, in a header: for providers that have nothing better. What is known to be weak
    /// about SHA-1 does not help to forge its HMAC.
    pub const fn hmac_sha1(header: &'static str) -> Self {
        Self::new(Method::Hmac(Hash::Sha1), header)
    }

    /// Ed25519, in a header. The secret is the provider's public key, in hexadecimal digits.
    #[cfg(feature = "ed25519")]
    pub const fn ed25519(header: &'static str) -> Self {
        Self::new(Method::Ed25519, header).key(KeyForm::Hex)
    }

    const fn new(method: Method, header: &'static str) -> Self {
        Self {
            method,
            header,
            separator: None,
            prefix: "",
            encoding: Encoding::Hex,
            key: KeyForm::Text,
            content: &[Part::Body],
            body_stamp: None,
        }
    }

    /// With what stands before a signature, such as `sha256=`.
    ///
    /// # Panics
    ///
    /// When it makes the header ambiguous: see [`Scheme`].
    #[must_use]
    pub const fn prefix(mut self, prefix: &'static str) -> Self {
        self.prefix = prefix;
        self.declared()
    }

    /// With what separates several entries in the header, each a signature if it begins with the
    /// prefix. Any one of them suffices; entries that begin otherwise are ignored.
    ///
    /// # Panics
    ///
    /// When it makes the header ambiguous: see [`Scheme`].
    #[must_use]
    pub const fn separator(mut self, separator: char) -> Self {
        self.separator = Some(separator);
        self.declared()
    }

    /// With another way to write the signature.
    ///
    /// # Panics
    ///
    /// When it makes the header ambiguous: see [`Scheme`].
    #[must_use]
    pub const fn encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = encoding;
        self.declared()
    }

    /// With another way to write the key.
    #[must_use]
    pub const fn key(mut self, key: KeyForm) -> Self {
        self.key = key;
        self
    }

    /// With what is signed, part after part.
    ///
    /// # Panics
    ///
    /// When it makes the header ambiguous: see [`Scheme`].
    #[must_use]
    pub const fn over(mut self, content: &'static [Part]) -> Self {
        self.content = content;
        self.declared()
    }

    /// With a timestamp within the body, which is JSON: milliseconds since 1970 at a pointer, at most
    /// `tolerance` from the arrival, before and after it. It is read after the body is verified, so
    /// the body must be part of what is signed.
    #[must_use]
    pub const fn timestamp_in_body(mut self, pointer: &'static str, tolerance: Duration) -> Self {
        self.body_stamp = Some(BodyStamp { pointer, tolerance });
        self
    }

    /// Whether the URL that the sender posted to is part of what is signed.
    pub(crate) fn signs_url(&self) -> bool {
        self.content.contains(&Part::Url)
    }
}
