//! How bytes are written as text: signatures in headers, keys in the environment.

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

impl Encoding {
    pub(super) fn decode(self, written: &str) -> Option<Vec<u8>> {
        match self {
            Self::Hex => hex::decode(written).ok(),
            Self::Base64 => STANDARD.decode(written).ok(),
        }
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
    pub(super) fn read(self, secret: &str) -> Option<Vec<u8>> {
        match self {
            Self::Text => Some(secret.as_bytes().to_vec()),
            Self::Hex => hex::decode(secret).ok(),
            Self::Base64(prefix) => {
                let written = secret.strip_prefix(prefix).unwrap_or(secret);
                UNPADDED.decode(written).ok()
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
