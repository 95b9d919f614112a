//! Signatures of a key that only the sender has.

use ed25519_dalek::{Signature, VerifyingKey};

/// Whether one of the candidates signs the message. Keys and signatures that are not the one way to
/// write them are refused: with some of those, one signature would fit several messages.
///
/// `None` when the key is none.
pub(super) fn fits(
    key: &[u8],
    message: &[impl AsRef<[u8]>],
    candidates: &[Vec<u8>],
) -> Option<bool> {
    let key = VerifyingKey::from_bytes(key.try_into().ok()?).ok()?;
    let message: Vec<u8> = message.iter().flat_map(AsRef::as_ref).copied().collect();
    let fits = candidates.iter().any(|candidate| {
        Signature::from_slice(candidate)
            .is_ok_and(|signature| key.verify_strict(&message, &signature).is_ok())
    });
    Some(fits)
}
