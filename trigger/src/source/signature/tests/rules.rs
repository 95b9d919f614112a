//! What holds for every scheme.

use http::StatusCode;

use super::super::{KeyForm, Secrets};
use super::*;

const NOW: i64 = 1_760_000_000;
const BODY: &[u8] = b"a=1&b=2";
const SECRET: &str = "c2VjcmV0";

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).expect("a time")
}

fn signed(scheme: Scheme, secrets: &Secrets) -> Request {
    let mut request = request(NOW, &[("webhook-id", "msg_1")], BODY);
    scheme.sign(&mut request, secrets).expect("signed");
    request
}

#[test]
fn what_is_signed_verifies_under_the_same_secret_only() {
    for scheme in ALL {
        let request = signed(scheme, &SECRET.into());
        assert_eq!(scheme.verify(&request, &SECRET.into()), Ok(()));
        let rejected = scheme.verify(&request, &"b3RoZXI=".into());
        let status = rejected.map_err(|rejected| rejected.status);
        assert_eq!(status, Err(StatusCode::UNAUTHORIZED));
    }
}

#[test]
fn one_secret_serves_schemes_that_read_it_and_use_it_differently() {
    // All digits, so that it is a key in every form.
    let secrets = Secrets::from("c0ffee00");
    let forms = [KeyForm::Text, KeyForm::Hex, KeyForm::Base64("whsec_")];
    for scheme in ALL.into_iter().chain(ALL) {
        for form in forms {
            let scheme = scheme.key(form);
            let request = signed(scheme, &"c0ffee00".into());
            assert_eq!(scheme.verify(&request, &secrets), Ok(()), "{scheme:?}");
            assert_eq!(signed(scheme, &secrets).headers, request.headers);
        }
    }
}

#[test]
fn a_missing_or_repeated_header_is_refused() {
    for scheme in ALL {
        let good = signed(scheme, &SECRET.into());
        let names: Vec<_> = good
            .headers
            .keys()
            .filter(|name| *name != "webhook-id")
            .collect();
        for name in names {
            let mut request = good.clone();
            request.headers.remove(name);
            assert!(
                scheme.verify(&request, &SECRET.into()).is_err(),
                "no {name}"
            );
            let mut request = good.clone();
            request.headers.append(name, good.headers[name].clone());
            assert!(
                scheme.verify(&request, &SECRET.into()).is_err(),
                "two {name}"
            );
        }
    }
}

#[test]
fn what_has_no_secret_or_an_empty_one_is_refused_and_cannot_be_signed() {
    for scheme in ALL {
        let mut request = signed(scheme, &SECRET.into());
        for secrets in [Secrets::default(), "".into()] {
            assert!(scheme.verify(&request, &secrets).is_err());
            assert!(scheme.sign(&mut request, &secrets).is_err());
        }
        assert!(scheme.validate(&"".into(), "THE_SECRET").is_err());
        assert!(scheme.validate(&Secrets::default(), "THE_SECRET").is_ok());
    }
}

#[test]
fn each_secret_is_accepted_while_one_is_being_replaced_and_the_old_one_until_its_end() {
    let both = Secrets::from("bmV3").or_until("b2xk", at(NOW + 10));
    for scheme in ALL {
        for secret in ["bmV3", "b2xk"] {
            let request = signed(scheme, &secret.into());
            assert_eq!(scheme.verify(&request, &both), Ok(()), "{secret}");
        }
        let mut late = signed(scheme, &"b2xk".into());
        late.received_at = at(NOW + 10);
        assert!(scheme.verify(&late, &both).is_err(), "after its end");
        late = signed(scheme, &"bmV3".into());
        late.received_at = at(NOW + 10);
        assert_eq!(scheme.verify(&late, &both), Ok(()));
    }
}

#[test]
fn any_of_several_signatures_under_any_of_several_secrets_suffices() {
    let written = |secret: &str| {
        let request = signed(STRIPE, &secret.into());
        let header = request
            .header("stripe-signature")
            .expect("signed")
            .to_owned();
        header.split_once(',').expect("two entries").1.to_owned()
    };
    let check = |signatures: &[&str], secrets: &Secrets| {
        let entries: Vec<_> = signatures.iter().map(|secret| written(secret)).collect();
        let header = format!("t={NOW},{}", entries.join(","));
        let request = request(NOW, &[("stripe-signature", &header)], BODY);
        STRIPE.verify(&request, secrets).is_ok()
    };
    let two = Secrets::from("a").or("b");
    for signatures in [["a", "x"], ["x", "a"], ["b", "x"], ["x", "b"], ["b", "a"]] {
        assert!(check(&signatures, &two), "{signatures:?}");
    }
    assert!(!check(&["x", "y"], &two));
}

#[test]
fn a_timestamp_in_the_body_is_read_after_the_signature() {
    let secrets = Secrets::from(SECRET);
    let check = |body: &str, tampered: bool| {
        let mut signed = request(NOW, &[], body.as_bytes());
        LINEAR.sign(&mut signed, &secrets).expect("signed");
        if tampered {
            signed.body = [body.as_bytes(), b" "].concat().into();
        }
        LINEAR
            .verify(&signed, &secrets)
            .map_err(|rejected| rejected.status)
    };
    let at = |seconds: i64| format!(r#"{{"webhookTimestamp":{}}}"#, seconds * 1000);
    assert_eq!(check(&at(NOW), false), Ok(()));
    assert_eq!(check(&at(NOW + 60), false), Ok(()));
    for body in [
        &at(NOW - 61),
        &at(NOW + 61),
        "{}",
        "garbage",
        r#"{"webhookTimestamp":"1"}"#,
    ] {
        assert_eq!(check(body, false), Err(StatusCode::BAD_REQUEST), "{body}");
    }
    assert_eq!(check("garbage", true), Err(StatusCode::UNAUTHORIZED));
}

#[test]
fn the_fields_of_a_form_are_signed_whatever_their_order() {
    let secrets = Secrets::from(SECRET);
    let header = |body: &[u8]| {
        let mut request = request(NOW, &[], body);
        TWILIO.sign(&mut request, &secrets).expect("signed");
        request
            .header("x-twilio-signature")
            .expect("signed")
            .to_owned()
    };
    assert_eq!(header(b"b=2&a=1"), header(b"a=1&b=2"));
    assert_eq!(header(b"a=%31&b=2"), header(b"a=1&b=2"));
    assert_eq!(header(b"a=1&a=1&b=2"), header(b"a=1&b=2"));
    assert_ne!(header(b"a=2&b=1"), header(b"a=1&b=2"));
}

#[test]
fn a_key_that_is_not_written_as_the_scheme_s_keys_are_is_found_when_the_app_starts() {
    let error = Scheme::STANDARD_WEBHOOKS
        .validate(&"whsec_not base 64".into(), "CLERK_SECRET")
        .expect_err("no key");
    assert!(error.message().contains("CLERK_SECRET"), "{error}");
    assert!(!error.message().contains("not base"), "{error}");
    let hex = GITHUB.key(KeyForm::Hex);
    assert!(hex.validate(&"0g".into(), "X").is_err());
    assert!(hex.validate(&"00ff".into(), "X").is_ok());
}

#[test]
fn secrets_are_read_from_a_variable_and_its_old_one_and_not_shown() {
    let read = |set: &'static [(&str, &str)]| {
        Secrets::read("X_SECRET", |name| {
            let (_, value) = set.iter().find(|(known, _)| *known == name)?;
            Some((*value).into())
        })
    };
    let request = signed(GITHUB, &"canary-old".into());
    assert!(read(&[]).is_empty());
    let both = read(&[("X_SECRET", "canary-new"), ("X_SECRET_OLD", "canary-old")]);
    assert_eq!(GITHUB.verify(&request, &both), Ok(()));
    assert!(!format!("{both:?}").contains("canary"));
    assert!(both.validate("X_SECRET").is_ok());
    let blank = read(&[("X_SECRET", " ")]);
    let error = blank.validate("X_SECRET").expect_err("blank");
    assert!(error.message().contains("X_SECRET"), "{error}");
}

#[test]
fn a_reason_never_holds_the_secret_or_the_right_signature() {
    for scheme in ALL {
        let good = signed(scheme, &SECRET.into());
        let signature = good.header(scheme.header).expect("signed").to_owned();
        let mut other = good;
        other.body = b"x=1".as_slice().into();
        let reason = scheme
            .verify(&other, &SECRET.into())
            .expect_err("other")
            .reason;
        assert!(
            !reason.contains(SECRET) && !reason.contains(&signature),
            "{reason}"
        );
    }
}
