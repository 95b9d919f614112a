//! Message authentication codes of a key that both sides know.

use hmac::{Hmac, KeyInit, Mac as _};
use sha1::Sha1;
use sha2::{Sha256, Sha512};

/// The hash under an HMAC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hash {
    Sha1,
    Sha256,
    Sha512,
}

/// The HMAC of a message under one key.
#[derive(Clone)]
pub(super) enum Mac {
    Sha1(Hmac<Sha1>),
    Sha256(Hmac<Sha256>),
    Sha512(Hmac<Sha512>),
}

impl Mac {
    /// That of nothing yet. `None` when the key is empty: anybody could sign under it.
    pub(super) fn new(hash: Hash, key: &[u8]) -> Option<Self> {
        if key.is_empty() {
            return None;
        }
        Some(match hash {
            Hash::Sha1 => Self::Sha1(Hmac::new_from_slice(key).ok()?),
            Hash::Sha256 => Self::Sha256(Hmac::new_from_slice(key).ok()?),
            Hash::Sha512 => Self::Sha512(Hmac::new_from_slice(key).ok()?),
        })
    }

    /// That of a message.
    pub(super) fn of(mut self, message: &[impl AsRef<[u8]>]) -> Self {
        for part in message {
            self.update(part.as_ref());
        }
        self
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha1(mac) => mac.update(bytes),
            Self::Sha256(mac) => mac.update(bytes),
            Self::Sha512(mac) => mac.update(bytes),
        }
    }

    /// Whether a candidate is the whole code, compared in constant time.
    pub(super) fn fits(&self, candidate: &[u8]) -> bool {
        let fits = match self {
            Self::Sha1(mac) => mac.clone().verify_slice(candidate),
            Self::Sha256(mac) => mac.clone().verify_slice(candidate),
            Self::Sha512(mac) => mac.clone().verify_slice(candidate),
        };
        fits.is_ok()
    }

    pub(super) fn bytes(self) -> Vec<u8> {
        match self {
            Self::Sha1(mac) => mac.finalize().into_bytes().to_vec(),
            Self::Sha256(mac) => mac.finalize().into_bytes().to_vec(),
            Self::Sha512(mac) => mac.finalize().into_bytes().to_vec(),
        }
    }
}
