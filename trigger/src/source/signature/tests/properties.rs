//! What holds for any request.

use proptest::prelude::*;

use super::super::Secrets;
use super::*;

const NOW: i64 = 1_760_000_000;
const SECRET: &str = "c2VjcmV0";

fn scheme() -> impl Strategy<Value = Scheme> {
    proptest::sample::select(ALL.to_vec())
}

proptest! {
    #[test]
    fn a_changed_byte_is_refused(
        scheme in scheme(),
        body in proptest::collection::vec(any::<u8>(), 1..200),
        index: proptest::sample::Index,
        change in 1_u8..,
    ) {
        // What a form's fields are does not change with every byte of it.
        prop_assume!(scheme != TWILIO);
        let secrets = Secrets::from(SECRET);
        let mut request = request(NOW, &[("webhook-id", "msg_1")], &body);
        scheme.sign(&mut request, &secrets).expect("signed");
        prop_assert_eq!(scheme.verify(&request, &secrets), Ok(()));
        let mut changed = body;
        let index = index.index(changed.len());
        changed[index] ^= change;
        request.body = changed.into();
        prop_assert!(scheme.verify(&request, &secrets).is_err());
    }

    #[test]
    fn a_changed_signature_is_refused(
        scheme in scheme(),
        index: proptest::sample::Index,
        byte in 33_u8..127,
    ) {
        let secrets = Secrets::from(SECRET);
        let mut request = request(NOW, &[("webhook-id", "msg_1")], b"a=1");
        scheme.sign(&mut request, &secrets).expect("signed");
        let good = request.header(scheme.header).expect("signed").to_owned();
        let mut bytes = good.clone().into_bytes();
        let index = index.index(bytes.len());
        bytes[index] = byte;
        let same = bytes.eq_ignore_ascii_case(good.as_bytes());
        prop_assume!(!same);
        request.headers.insert(scheme.header, HeaderValue::from_bytes(&bytes).expect("a header"));
        prop_assert!(scheme.verify(&request, &secrets).is_err());
    }

    #[test]
    fn garbage_headers_and_bodies_are_refused_and_never_panic(
        scheme in scheme(),
        signature in "[ -~]{0,100}|(t=|v1=|v0=|v1,|sha256=|,| |[0-9a-f]){0,30}",
        stamp in "[ -~]{0,30}|-?[0-9]{0,30}",
        body in proptest::collection::vec(any::<u8>(), 0..100),
        secret in ".{0,20}",
    ) {
        let headers = [
            (scheme.header, signature.as_str()),
            ("webhook-id", stamp.as_str()),
            ("webhook-timestamp", stamp.as_str()),
            ("x-slack-request-timestamp", stamp.as_str()),
        ];
        let request = request(NOW, &headers, &body);
        prop_assert!(scheme.verify(&request, &secret.into()).is_err());
        prop_assert!(LINEAR.verify(&request, &SECRET.into()).is_err());
    }
}
