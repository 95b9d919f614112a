//! What providers publish to test with.

use super::super::Secrets;
use super::*;

/// From GitHub's documentation on validating webhook deliveries.
#[test]
fn github_s_published_signature_verifies() {
    let secrets = Secrets::from("It's a Secret to Everybody");
    let digits = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    let check = |written: &str, body: &[u8]| {
        let request = request(0, &[("x-hub-signature-256", written)], body);
        GITHUB.verify(&request, &secrets).is_ok()
    };
    assert!(check(&format!("sha256={digits}"), b"Hello, World!"));
    assert!(check(
        &format!("sha256={}", digits.to_uppercase()),
        b"Hello, World!"
    ));
    assert!(!check(&format!("sha256={digits}"), b"Hello, World?"));
    assert!(!check(digits, b"Hello, World!"));
    assert!(!check(
        &format!("sha256={}", &digits[..32]),
        b"Hello, World!"
    ));
    assert!(!check(&format!("sha256={digits}00"), b"Hello, World!"));
}

/// From Slack's documentation on verifying requests.
#[test]
fn slack_s_published_signature_verifies() {
    const SENT: i64 = 1_531_420_618;
    let body = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow\
        &channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner\
        &command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands\
        %2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN\
        &trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
    let headers = [
        ("x-slack-request-timestamp", "1531420618"),
        (
            "x-slack-signature",
            "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
        ),
    ];
    let secrets = Secrets::from("8f742231b10e8888abcd99yyyzzz85a5");
    let check = |now| {
        let request = request(now, &headers, body.as_bytes());
        SLACK.verify(&request, &secrets).is_ok()
    };
    assert!(check(SENT));
    assert!(check(SENT + 300));
    assert!(!check(SENT + 301));
    assert!(!check(SENT - 301));
}

/// From the tests of the Standard Webhooks libraries.
#[test]
fn the_published_signature_of_standard_webhooks_verifies() {
    const SENT: i64 = 1_614_265_330;
    const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    let check = |signature: &str, secret: &str| {
        let headers = [
            ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
            ("webhook-timestamp", "1614265330"),
            ("webhook-signature", signature),
        ];
        let request = request(SENT, &headers, br#"{"test": 2432232314}"#);
        Scheme::STANDARD_WEBHOOKS
            .verify(&request, &secret.into())
            .is_ok()
    };
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    assert!(check(SIGNATURE, secret));
    assert!(check(SIGNATURE, "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
    let among_others = format!("v1,Y2FuYXJ5 v1a,Y2FuYXJ5 v2,x {SIGNATURE}");
    assert!(check(&among_others, secret));
    assert!(!check(&SIGNATURE.replace("v1", "v2"), secret));
    assert!(!check(SIGNATURE, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx"));
}

/// From Twilio's documentation on the security of requests.
#[test]
fn twilio_s_published_signature_verifies() {
    let headers = [("x-twilio-signature", "RSOYDt4T1cUTdK1PDd93/VVr8B8=")];
    let body = b"To=%2B18005551212&Digits=1234&CallSid=CA1234567890ABCDE\
        &Caller=%2B14158675309&From=%2B14158675309";
    let request = request(0, &headers, body);
    let check = |url| TWILIO.verify_at(url, &request, &"12345".into()).is_ok();
    assert!(check("https://mycompany.com/myapp.php?foo=1&bar=2"));
    assert!(!check("https://mycompany.com/myapp.php?foo=1&bar=3"));
    assert!(!check("http://mycompany.com/myapp.php?foo=1&bar=2"));
}
