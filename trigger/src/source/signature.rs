//! Signatures of webhooks: every comparison in constant time, every scheme on the raw bytes.

use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

use super::Rejected;
use crate::time::Timestamp;

/// The MAC of a message given in parts, compared with any number of candidates.
#[derive(Clone)]
pub struct HmacSha256(Hmac<Sha256>);

impl std::fmt::Debug for HmacSha256 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HmacSha256")
    }
}

impl HmacSha256 {
    /// Starts a MAC under the given secret, taken as it is.
    ///
    /// # Errors
    ///
    /// A rejection when the secret is empty: anybody could sign under it.
    pub fn new(secret: &SecretString) -> Result<Self, Rejected> {
        let secret = secret.expose_secret().as_bytes();
        if secret.is_empty() {
            return Err(Rejected::unauthorized("the source has no secret"));
        }
        Hmac::new_from_slice(secret)
            .map(Self)
            .map_err(|_| Rejected::unauthorized("the source's secret cannot be a key"))
    }

    /// With the next part of the message.
    #[must_use]
    pub fn part(mut self, bytes: &[u8]) -> Self {
        self.0.update(bytes);
        self
    }

    /// Whether a candidate is the MAC.
    pub fn verify(&self, candidate: &[u8]) -> bool {
        self.0.clone().verify_slice(candidate).is_ok()
    }

    /// The MAC in lower-case hexadecimal digits, as a sender writes it.
    pub fn hex(self) -> String {
        hex::encode(self.0.finalize().into_bytes())
    }
}

/// Checks that a request's timestamp, in seconds since 1970, is within `tolerance` of its arrival.
///
/// # Errors
///
/// A rejection that says how old or how far ahead it is.
pub fn check_age(
    seconds: i64,
    received_at: Timestamp,
    tolerance: Duration,
) -> Result<(), Rejected> {
    let age = i128::from(received_at.as_second()) - i128::from(seconds);
    let tolerance = tolerance.as_secs();
    if age.unsigned_abs() <= u128::from(tolerance) {
        return Ok(());
    }
    let (distance, direction) = if age > 0 {
        (age, "old")
    } else {
        (-age, "ahead of this machine's clock")
    };
    Err(Rejected::bad_request(format!(
        "the timestamp is {distance} s {direction}; at most {tolerance} s is accepted"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_vector_verifies_and_a_changed_byte_does_not() {
        // From GitHub's documentation on validating webhook deliveries.
        let secret = SecretString::from("It's a Secret to Everybody");
        let expected = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
        let mac = HmacSha256::new(&secret).expect("a secret");
        let mac = mac.part(b"Hello, ").part(b"World!");
        let mut bytes = hex::decode(expected).expect("hexadecimal");
        assert!(mac.verify(&bytes));
        bytes[31] ^= 1;
        assert!(!mac.verify(&bytes));
        assert!(!mac.verify(&bytes[..16]));
        assert_eq!(mac.hex(), expected);
    }

    #[test]
    fn an_empty_secret_verifies_nothing() {
        assert!(HmacSha256::new(&SecretString::from("")).is_err());
    }

    #[test]
    fn the_tolerance_is_inclusive_and_holds_both_ways() {
        let now = Timestamp::from_second(1_000_000).expect("a time");
        let check = |seconds| check_age(seconds, now, Duration::from_secs(300));
        assert!(check(999_700).is_ok());
        assert!(check(1_000_300).is_ok());
        assert!(check(999_699).is_err());
        assert!(check(1_000_301).is_err());
        assert!(check(i64::MIN).is_err());
        assert!(check(i64::MAX).is_err());
    }
}
