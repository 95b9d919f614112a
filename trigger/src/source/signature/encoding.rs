//! How bytes are written as text: signatures in headers, keys in the environment.

use std::borrow::Cow;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};

/// Keys are pasted by people, with their padding or without.
const UNPADDED: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// How the bytes of a signature are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// In hexadecimal digits, lower or upper case.
    Hex,
    /// In base 64, padded.
    Base64,
}

/// The size of the largest signature, in bytes: that of SHA-512's codes and of Ed25519's signatures.
pub(super) const LARGEST: usize = 64;

impl Encoding {
    /// Decodes a signature into the room that there is for one; `None` of what is not written so,
    /// or is larger than any.
    pub(super) fn decode(self, written: &str, room: &mut [u8; LARGEST]) -> Option<&[u8]> {
        let size = match self {
            Self::Hex => {
                let size = written.len() / 2;
                hex::decode_to_slice(written, room.get_mut(..size)?).ok()?;
                size
            }
            Self::Base64 => STANDARD.decode_slice(written, room).ok()?,
        };
        room.get(..size)
    }

    pub(super) fn encode(self, bytes: &[u8]) -> String {
        match self {
            Self::Hex => hex::encode(bytes),
            Self::Base64 => STANDARD.encode(bytes),
        }
    }
}

/// How the key is had from the secret that the provider shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyForm {
    /// It is the text's bytes.
    Text,
    /// It is written in hexadecimal digits.
    Hex,
    /// It is written in base 64 after a prefix, such as `whsec_`, which may be left out.
    Base64(&'static str),
}

impl KeyForm {
    /// The key's bytes; `None` when the text does not have this form.
    pub(super) fn read(self, secret: &str) -> Option<Cow<'_, [u8]>> {
        match self {
            Self::Text => Some(Cow::Borrowed(secret.as_bytes())),
            Self::Hex => hex::decode(secret).ok().map(Cow::Owned),
            Self::Base64(prefix) => {
                let written = secret.strip_prefix(prefix).unwrap_or(secret);
                UNPADDED.decode(written).ok().map(Cow::Owned)
            }
        }
    }

    /// The form, as an error names it.
    pub(super) fn describe(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Hex => "written in hexadecimal digits",
            Self::Base64(_) => "written in base 64",
        }
    }
}
