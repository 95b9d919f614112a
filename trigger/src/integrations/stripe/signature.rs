//! Stripe's signature scheme.
//!
//! The header is `Stripe-Signature: t=<seconds since 1970>,v1=<hexadecimal>[,v1=…][,v0=…]`. The MAC
//! is HMAC-SHA-256 over the timestamp as it is written, a dot and the raw body; the key is the whole
//! `whsec_…` string. While a secret is being rotated there is one `v1` for each secret.
//!
//! Stripe's own libraries disagree on odd headers; this one takes the strict side.

use bytes::Bytes;
use http::{HeaderMap, Method};
use secrecy::SecretString;

use crate::error::Result;
use crate::source::Request;
use crate::source::signature::{Part, Scheme, Stamp};
use crate::time::Timestamp;

/// The name of the header.
pub(super) const HEADER: &str = "stripe-signature";

/// Entries without `=` and schemes other than `v1` are ignored: `v0` is a weak scheme of Stripe's
/// test events, and others may come.
pub(super) const SCHEME: Scheme = Scheme::hmac_sha256(HEADER)
    .separator(',')
    .prefix("v1=")
    .over(&[
        Part::Timestamp(Stamp::entry("t=")),
        Part::Text("."),
        Part::Body,
    ]);

/// The value of the `Stripe-Signature` header that Stripe would send with a body at a time.
///
/// # Errors
///
/// When the secret is empty.
pub fn sign(secret: &SecretString, timestamp: Timestamp, body: &[u8]) -> Result<String> {
    let mut request = Request {
        method: Method::POST,
        uri: String::new(),
        headers: HeaderMap::new(),
        body: Bytes::copy_from_slice(body),
        received_at: timestamp,
    };
    SCHEME.sign(&mut request, &secret.clone().into())?;
    Ok(request.header(HEADER)?.to_owned())
}

#[cfg(test)]
mod tests {
    use hmac::{Hmac, KeyInit as _, Mac as _};
    use http::{HeaderValue, StatusCode};
    use secrecy::ExposeSecret as _;
    use sha2::Sha256;

    use super::*;
    use crate::source::Rejected;

    const BODY: &[u8] = br#"{"id":"evt_1"}"#;
    const NOW: i64 = 1_760_000_000;

    fn secret() -> SecretString {
        SecretString::from("whsec_test")
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).expect("a time")
    }

    /// The signature of `BODY` under `secret`, in hexadecimal digits.
    fn v1(secret: &SecretString, timestamp: &str) -> String {
        let secret = secret.expose_secret().as_bytes();
        let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("a key");
        mac.update(timestamp.as_bytes());
        mac.update(b".");
        mac.update(BODY);
        hex::encode(mac.finalize().into_bytes())
    }

    fn verify(
        header: &str,
        body: &[u8],
        secret: &SecretString,
        received_at: Timestamp,
    ) -> Result<(), Rejected> {
        let request = Request {
            method: Method::POST,
            uri: "/sources/stripe.webhook".to_owned(),
            headers: HeaderMap::from_iter([(
                http::HeaderName::from_static(HEADER),
                HeaderValue::from_str(header).expect("a header"),
            )]),
            body: Bytes::copy_from_slice(body),
            received_at,
        };
        SCHEME.verify(&request, &secret.clone().into())
    }

    fn good() -> String {
        v1(&secret(), &NOW.to_string())
    }

    fn check(header: &str) -> Result<(), StatusCode> {
        verify(header, BODY, &secret(), at(NOW)).map_err(|rejected| rejected.status)
    }

    const REFUSED: Result<(), StatusCode> = Err(StatusCode::UNAUTHORIZED);
    const MALFORMED: Result<(), StatusCode> = Err(StatusCode::BAD_REQUEST);

    #[test]
    fn a_known_header_verifies() {
        // Computed apart: printf '1760000000.{"id":"evt_1"}' | openssl dgst -sha256 -hmac whsec_test
        let signature = "66e880d7175fffb43ce10c4e14db1cfb230c8804b5aafb116affbc9a836c7690";
        assert_eq!(check(&format!("t={NOW},v1={signature}")), Ok(()));
    }

    #[test]
    fn every_rule_of_the_header() {
        let good = good();
        let upper = good.to_uppercase();
        let other = v1(&SecretString::from("whsec_other"), &NOW.to_string());
        let plus = v1(&secret(), &format!("+{NOW}"));
        let spaced = v1(&secret(), &format!(" {NOW}"));
        let fraction = v1(&secret(), &format!("{NOW}.0"));
        let empty = v1(&secret(), "");
        let huge = v1(&secret(), "99999999999999999999");
        let cases = [
            ("one signature", format!("t={NOW},v1={good}"), Ok(())),
            ("the timestamp last", format!("v1={good},t={NOW}"), Ok(())),
            ("upper-case digits", format!("t={NOW},v1={upper}"), Ok(())),
            (
                "the first of two",
                format!("t={NOW},v1={good},v1={other}"),
                Ok(()),
            ),
            (
                "the last of two",
                format!("t={NOW},v1={other},v1={good}"),
                Ok(()),
            ),
            (
                "beside garbage",
                format!("t={NOW},v1=zz,v1=,v1={good}"),
                Ok(()),
            ),
            (
                "unknown schemes",
                format!("t={NOW},v0=00,v2=x,v1={good}"),
                Ok(()),
            ),
            (
                "entries without =",
                format!(",v1,t,x,t={NOW},v1={good},"),
                Ok(()),
            ),
            ("another secret", format!("t={NOW},v1={other}"), REFUSED),
            ("another time", format!("t={},v1={good}", NOW + 1), REFUSED),
            (
                "half a signature",
                format!("t={NOW},v1={}", &good[..32]),
                REFUSED,
            ),
            (
                "a signature and more",
                format!("t={NOW},v1={good}00"),
                REFUSED,
            ),
            ("no digits", format!("t={NOW},v1=zz"), REFUSED),
            ("an empty signature", format!("t={NOW},v1="), REFUSED),
            ("only v0", format!("t={NOW},v0={good}"), MALFORMED),
            (
                "a space before v1",
                format!("t={NOW}, v1={good}"),
                MALFORMED,
            ),
            ("no signature", format!("t={NOW}"), MALFORMED),
            ("no timestamp", format!("v1={good}"), MALFORMED),
            (
                "two timestamps",
                format!("t={NOW},t={NOW},v1={good}"),
                MALFORMED,
            ),
            ("a sign", format!("t=+{NOW},v1={plus}"), MALFORMED),
            ("a space", format!("t= {NOW},v1={spaced}"), MALFORMED),
            ("a fraction", format!("t={NOW}.0,v1={fraction}"), MALFORMED),
            ("an empty timestamp", format!("t=,v1={empty}"), MALFORMED),
            (
                "no such time",
                format!("t=99999999999999999999,v1={huge}"),
                MALFORMED,
            ),
            ("nothing", String::new(), MALFORMED),
            ("garbage", "garbage".to_owned(), MALFORMED),
        ];
        for (case, header, expected) in cases {
            assert_eq!(check(&header), expected, "{case}: {header}");
        }
    }

    #[test]
    fn the_tolerance_is_300_s_inclusive_and_holds_both_ways() {
        for (distance, expected) in [
            (-301, MALFORMED),
            (-300, Ok(())),
            (300, Ok(())),
            (301, MALFORMED),
        ] {
            let header = sign(&secret(), at(NOW + distance), BODY).expect("a secret");
            assert_eq!(check(&header), expected, "{distance} s");
        }
    }

    #[test]
    fn a_changed_byte_of_the_body_is_refused() {
        let header = sign(&secret(), at(NOW), BODY).expect("a secret");
        for index in 0..BODY.len() {
            let mut body = BODY.to_vec();
            body[index] ^= 1;
            assert!(
                verify(&header, &body, &secret(), at(NOW)).is_err(),
                "byte {index}"
            );
        }
        assert!(verify(&header, &[BODY, b"\n"].concat(), &secret(), at(NOW)).is_err());
    }

    #[test]
    fn an_empty_secret_signs_and_verifies_nothing() {
        let empty = SecretString::from("");
        assert!(sign(&empty, at(NOW), BODY).is_err());
        let header = format!("t={NOW},v1={}", good());
        assert!(verify(&header, BODY, &empty, at(NOW)).is_err());
    }

    #[test]
    fn thousands_of_signatures_are_refused_before_any_is_compared() {
        let flood = format!(",v1={}", "0".repeat(64)).repeat(10_000);
        assert_eq!(check(&format!("t={NOW},v1={}{flood}", good())), MALFORMED);
        let most = format!(",v1={}", "0".repeat(64)).repeat(63);
        assert_eq!(check(&format!("t={NOW}{most},v1={}", good())), Ok(()));
    }

    #[test]
    fn a_reason_never_holds_the_secret_or_the_right_signature() {
        let header = format!("t={NOW},v1={}", "0".repeat(64));
        let rejected = verify(&header, BODY, &secret(), at(NOW)).expect_err("another signature");
        assert!(!rejected.reason.contains("whsec"));
        assert!(!rejected.reason.contains(&good()));
    }
}
