//! What is not from who it should be from is refused, and runs nothing.

use std::fs;
use std::path::{Path, PathBuf};

use super::exposed::{Exposed, SECRET, created};
use super::support::stripe_api::{now, signature};

/// What is wrong with a request, its headers and its body.
type Wrong<'w> = (&'w str, Vec<(&'w str, String)>, Vec<u8>);

/// Every one of these requests is refused with a 4xx, recorded with a reason, and runs nothing.
#[track_caller]
fn assert_refused(app: &Exposed, requests: &[Wrong<'_>]) {
    for (what, headers, body) in requests {
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| (*name, &**value))
            .collect();
        let answer = app.send(&headers, body);
        assert!((400..500).contains(&answer.status), "{what}: {answer:?}");
        let newest = &app.deliveries()[0];
        assert_eq!(newest["verdict"], "rejected", "{what}: {newest}");
        assert!(newest["reason"].is_string(), "{what}: {newest}");
        assert_eq!(newest["events"].as_array().map(Vec::len), Some(0), "{what}");
    }
    assert_eq!(app.deliveries().len(), requests.len());
    app.assert_unharmed();
}

fn under(signature: impl Into<String>) -> Vec<(&'static str, String)> {
    vec![("stripe-signature", signature.into())]
}

/// Case 12.
#[test]
fn a_wrong_secret_or_one_changed_byte_is_refused() {
    let app = Exposed::start();
    let body = created("price_1").to_string().into_bytes();
    let good = signature(SECRET, now(), &body);
    let changed = |index: usize| {
        let mut body = body.clone();
        body[index] ^= 1;
        body
    };
    let later = good.replace(&format!("t={}", now()), &format!("t={}", now() + 1));
    let mut signed = good.clone().into_bytes();
    let last = signed.len() - 1;
    signed[last] = if signed[last] == b'0' { b'1' } else { b'0' };
    let signed = String::from_utf8(signed).expect("text");
    assert_refused(
        &app,
        &[
            (
                "another secret",
                under(signature("whsec_other", now(), &body)),
                body.clone(),
            ),
            (
                "the secret in another case",
                under(signature(&SECRET.to_uppercase(), now(), &body)),
                body.clone(),
            ),
            ("the first byte", under(&*good), changed(0)),
            ("a byte within", under(&*good), changed(body.len() / 2)),
            ("the last byte", under(&*good), changed(body.len() - 1)),
            ("a byte more", under(&*good), [&body[..], b" "].concat()),
            (
                "a byte less",
                under(&*good),
                body[..body.len() - 1].to_vec(),
            ),
            ("nothing", under(&*good), Vec::new()),
            ("another time", under(later), body.clone()),
            ("the signature's last digit", under(signed), body.clone()),
        ],
    );
}

/// Case 13.
#[test]
fn without_a_signature_of_its_scheme_a_request_is_refused() {
    let app = Exposed::start();
    let body = created("price_1").to_string().into_bytes();
    let good = signature(SECRET, now(), &body);
    let (time, code) = good.split_once(",v1=").expect("t=…,v1=…");
    let mut requests = vec![
        ("no header", Vec::new(), body.clone()),
        (
            "the header twice",
            [under(&*good), under(&*good)].concat(),
            body.clone(),
        ),
        (
            "another header",
            vec![("x-stripe-signature", good.clone())],
            body.clone(),
        ),
    ];
    let values = [
        ("nothing in it", String::new()),
        ("garbage", "garbage".to_owned()),
        ("only v0", format!("{time},v0={code}")),
        (
            "v0 beside a wrong v1",
            format!("{time},v0={code},v1={}", "0".repeat(64)),
        ),
        ("no time", format!("v1={code}")),
        ("two times", format!("{time},{time},v1={code}")),
        (
            "a time with a sign",
            format!("{},v1={code}", time.replace('=', "=+")),
        ),
        ("a time in words", format!("t=now,v1={code}")),
        (
            "a time beyond numbers",
            format!("t={},v1={code}", "9".repeat(40)),
        ),
        ("no code", time.to_owned()),
        ("an empty code", format!("{time},v1=")),
        (
            "a code in base 64",
            format!("{time},v1=dGhlIHNpZ25hdHVyZQ=="),
        ),
        ("a prefix of the code", format!("{time},v1={}", &code[..62])),
        ("the code and more", format!("{time},v1={code}00")),
    ];
    for (what, value) in values {
        requests.push((what, under(value), body.clone()));
    }
    assert_refused(&app, &requests);
}

/// Case 19, as it is seen from outside: however much of a code is right, it is not accepted. (How
/// long that takes a socket cannot tell; see the next test.)
#[test]
fn a_code_that_is_right_up_to_some_digit_is_as_wrong_as_any() {
    let app = Exposed::start();
    let body = created("price_1").to_string().into_bytes();
    let good = signature(SECRET, now(), &body);
    let (time, code) = good.split_once(",v1=").expect("t=…,v1=…");
    let mut reasons = Vec::new();
    for right in [0, 1, 2, 31, 32, 62, 63] {
        let mut guess = code[..right].to_owned();
        for digit in code[right..].chars() {
            guess.push(if digit == '0' { '1' } else { '0' });
        }
        let answer = app.send_under(&format!("{time},v1={guess}"), &body);
        assert_eq!(answer.status, 401, "{right} digits: {answer:?}");
        reasons.push(answer.body);
    }
    reasons.dedup();
    assert_eq!(
        reasons.len(),
        1,
        "the answer says nothing of how wrong it was"
    );
    app.assert_unharmed();
}

/// Case 19, as it is written: codes are compared in one place, by the functions of `hmac`, `subtle`
/// and `ed25519_dalek` that take the same time whatever differs.
#[test]
fn codes_are_compared_in_one_place_and_in_constant_time() {
    let sources = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("trigger/src"));
    let with = |text: &str| -> Vec<String> {
        let holds = sources.iter().filter(|(_, source)| source.contains(text));
        holds.map(|(name, _)| name.clone()).collect()
    };
    assert_eq!(with("Hmac<"), ["source/signature/mac.rs"]);
    assert_eq!(with("VerifyingKey"), ["source/signature/ed25519.rs"]);
    let (_, mac) = sources
        .iter()
        .find(|(name, _)| name == "source/signature/mac.rs")
        .expect("it is there");
    // Once for each hash, and there is no other way to compare.
    assert_eq!(mac.matches(".verify_slice(").count(), 3);
    for other in ["verify_truncated", "==", "!=", "starts_with"] {
        assert!(!mac.contains(other), "{other}");
    }
    // The bytes of a code leave that file to be sent, not to be compared.
    assert_eq!(with("mac.bytes()"), ["source/signature/verify.rs"]);
    let compared: Vec<_> = with("ct_eq");
    assert!(
        compared.contains(&"server/api/mod.rs".to_owned()),
        "tokens are compared so, too: {compared:?}"
    );
}

/// The library's sources without their tests, by their paths.
fn sources(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("a folder") {
            let path: PathBuf = entry.expect("an entry").path();
            let name = path.file_stem().unwrap_or_default();
            if path.is_dir() && name != "tests" {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") && name != "tests" {
                let text = fs::read_to_string(&path).expect("a source");
                let own = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
                let name = path.strip_prefix(folder).expect("within").display();
                found.push((name.to_string(), own.to_owned()));
            }
        }
    }
    found.sort();
    found
}
