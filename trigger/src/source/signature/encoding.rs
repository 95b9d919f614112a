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

/// The room that there is for a signature, in bytes: the largest are the codes of SHA-512 and the
/// signatures of Ed25519.
pub(super) const LARGEST: usize = 64;

impl Encoding {
    /// Decodes a signature into the room that there is for one; `None` of what is not written so,
    /// or is larger than any.
    pub(super) fn decode<'r>(self, written: &str, room: &'r mut [u8; LARGEST]) -> Option<&'r [u8]> {
        let size = match self {
            Self::Hex => decode_hex(written.as_bytes(), room)?,
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

/// What each byte is as a hexadecimal digit.
const DIGITS: [u8; 256] = {
    let mut digits = [NO_DIGIT; 256];
    let mut value = 0;
    while value < 16 {
        digits[b"0123456789abcdef"[value as usize] as usize] = value;
        digits[b"0123456789ABCDEF"[value as usize] as usize] = value;
        value += 1;
    }
    digits
};

/// What a byte is that is none. It stays visible when digits are put together.
const NO_DIGIT: u8 = 0xff;

/// Decodes hexadecimal digits and says how many bytes they are. By a table, because this is most of
/// what a signature costs beside its code; what is looked up is no secret.
fn decode_hex(written: &[u8], room: &mut [u8]) -> Option<usize> {
    let (pairs, rest) = written.as_chunks::<2>();
    let room = room.get_mut(..pairs.len()).filter(|_| rest.is_empty())?;
    let mut seen = 0;
    for (byte, [high, low]) in room.iter_mut().zip(pairs) {
        let (high, low) = (DIGITS[usize::from(*high)], DIGITS[usize::from(*low)]);
        seen |= high | low;
        *byte = high << 4 | low;
    }
    (seen < 16).then_some(pairs.len())
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
