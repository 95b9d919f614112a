//! Signatures of a key that only the sender has.

use ed25519_dalek::{Signature, VerifyingKey};

use super::candidates::Candidates;

/// Whether one of the candidates signs the message. Keys and signatures that are not the one way to
/// write them are refused: with some of those, one signature would fit several messages.
///
/// `None` when the key is none.
pub(super) fn fits(
    key: &[u8],
    message: &[impl AsRef<[u8]>],
    candidates: Candidates<'_>,
) -> Option<bool> {
    let key = read(key)?;
    let message: Vec<u8> = message.iter().flat_map(AsRef::as_ref).copied().collect();
    let fits = candidates.any(|candidate| {
        Signature::from_slice(candidate)
            .is_ok_and(|signature| key.verify_strict(&message, &signature).is_ok())
    });
    Some(fits)
}

/// Whether these bytes are a key.
pub(super) fn is_key(key: &[u8]) -> bool {
    read(key).is_some()
}

fn read(key: &[u8]) -> Option<VerifyingKey> {
    VerifyingKey::from_bytes(key.try_into().ok()?).ok()
}
