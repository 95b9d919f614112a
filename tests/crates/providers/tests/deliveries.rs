//! What each provider sends, over a socket: accepted once, and refused when it is tampered with, old
//! or of somebody else.

#[path = "../../../support/mod.rs"]
mod support;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ed25519_dalek::{Signer as _, SigningKey};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::{Value, json};
use support::app::{App, PUBLIC_URL, Serving};
use support::http::{self as client, Answer};
use trigger::Timestamp;
use trigger::source::Request;
use trigger::source::signature::{Encoding, Part, Scheme, Secrets, Stamp};

const SECRET: &str = "c2VjcmV0LWZvci10aGUtdGVzdHM=";

/// What a provider sends.
#[derive(Clone)]
struct Delivery {
    source: &'static str,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    /// How far from now it is sent.
    age: Duration,
    sign: Sign,
}

#[derive(Clone, Copy)]
enum Sign {
    With(Scheme),
    /// Twilio signs the URL, too.
    WithUrl(Scheme),
    /// With the private key that only Discord has.
    Discord,
}

impl Delivery {
    fn new(source: &'static str, sign: Sign, body: impl AsRef<[u8]>) -> Self {
        Self {
            source,
            headers: Vec::new(),
            body: body.as_ref().to_vec(),
            age: Duration::ZERO,
            sign,
        }
    }

    fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    fn old(mut self, age: Duration) -> Self {
        self.age = age;
        self
    }

    /// The request with its signature.
    fn signed(&self) -> Request {
        let header = |(name, value): &(&'static str, String)| {
            let value = HeaderValue::from_str(value).expect("a header");
            (HeaderName::from_static(name), value)
        };
        let mut request = Request {
            method: Method::POST,
            uri: format!("/sources/{}", self.source),
            headers: self.headers.iter().map(header).collect::<HeaderMap>(),
            body: self.body.clone().into(),
            received_at: timestamp(now() - self.age),
        };
        let secrets = Secrets::from(SECRET);
        let signed = match self.sign {
            Sign::With(scheme) => scheme.sign(&mut request, &secrets),
            Sign::WithUrl(scheme) => {
                let url = format!("{PUBLIC_URL}/sources/{}", self.source);
                scheme.sign_at(&url, &mut request, &secrets)
            }
            Sign::Discord => {
                sign_as_discord(&mut request);
                Ok(())
            }
        };
        signed.expect("it is signed");
        request
    }

    fn send(&self, serving: &Serving) -> Answer {
        send(serving, &self.signed())
    }
}

fn send(serving: &Serving, request: &Request) -> Answer {
    let headers: Vec<_> = request
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.to_str().expect("text")))
        .collect();
    let answer = client::post(&serving.url(&request.uri), &headers, &request.body);
    answer.expect("an answer")
}

fn now() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("after 1970")
}

fn timestamp(since_1970: Duration) -> Timestamp {
    let milliseconds = i64::try_from(since_1970.as_millis()).expect("a time");
    Timestamp::from_millisecond(milliseconds).expect("a time")
}

fn discord() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn sign_as_discord(request: &mut Request) {
    let sent = request.received_at.as_second().to_string();
    let message = [sent.as_bytes(), &request.body].concat();
    let signature = hex::encode(discord().sign(&message).to_bytes());
    for (name, value) in [
        ("x-signature-timestamp", sent),
        ("x-signature-ed25519", signature),
    ] {
        let value = HeaderValue::from_str(&value).expect("a header");
        request.headers.insert(name, value);
    }
}

fn app() -> App {
    let public_key = hex::encode(discord().verifying_key().to_bytes());
    App::example("providers")
        .with("TRIGGER_PUBLIC_URL", PUBLIC_URL)
        .with("DISCORD_PUBLIC_KEY", public_key)
        .with("CLERK_WEBHOOK_SECRET", SECRET)
        .with("LINEAR_WEBHOOK_SECRET", SECRET)
        .with("SHOPIFY_WEBHOOK_SECRET", SECRET)
        .with("SLACK_SIGNING_SECRET", SECRET)
        .with("TWILIO_AUTH_TOKEN", SECRET)
        .with("TYPEFORM_WEBHOOK_SECRET", SECRET)
}

/// How many runs a job has.
fn runs(app: &App, job: &str) -> usize {
    let runs = app.json(&["runs", "--job", job]);
    runs.as_array().expect("a list").len()
}

/// What the job returns that the delivery starts, and that nothing else starts one.
#[track_caller]
fn assert_once(job: &str, delivery: &Delivery, output: &Value) -> Answer {
    let app = app();
    let serving = app.serve();

    let answer = delivery.send(&serving);
    assert_eq!(answer.status / 100, 2, "{answer:?}");
    let run = app.until_finished(&serving, job);
    assert_eq!(run["status"], "completed", "{run}");
    assert_eq!(&run["output"], output, "{run}");

    let mut tampered = delivery.signed();
    let mut body = tampered.body.to_vec();
    let last = body.len() - 2;
    body[last] ^= 1;
    tampered.body = body.into();
    assert_eq!(send(&serving, &tampered).status, 401, "one byte is another");
    let mut unsigned = delivery.clone();
    unsigned.sign = Sign::With(Scheme::hmac_sha256("x-something-else"));
    assert_eq!(
        unsigned.send(&serving).status / 100,
        4,
        "without its signature"
    );

    assert_eq!(delivery.send(&serving).status / 100, 2, "a second time");
    assert_eq!(runs(&app, job), 1);
    serving.stop();
    answer
}

/// It is refused when it is older than that.
#[track_caller]
fn assert_stale(delivery: &Delivery, tolerance: Duration) {
    let app = app();
    let serving = app.serve();
    for age in [
        tolerance + Duration::from_secs(5),
        Duration::from_secs(86_400),
    ] {
        let answer = delivery.clone().old(age).send(&serving);
        assert_eq!(answer.status, 400, "{age:?}");
    }
    serving.stop();
}

const FIVE_MINUTES: Duration = Duration::from_secs(300);

#[test]
fn standard_webhooks_start_a_job_of_a_source_that_an_app_declares() {
    let body = json!({ "type": "user.created", "data": { "id": "user_1" } }).to_string();
    let delivery = Delivery::new("clerk.webhook", Sign::With(Scheme::STANDARD_WEBHOOKS), body)
        .header("webhook-id", "msg_1");
    assert_once("on-clerk", &delivery, &json!("user_1"));
    assert_stale(&delivery, FIVE_MINUTES);
}

fn linear(at: Duration) -> Delivery {
    let example = include_str!("../../../../trigger/examples/linear/issue_created.json");
    let mut body: Value = serde_json::from_str(example).expect("JSON");
    body["webhookTimestamp"] = u64::try_from(at.as_millis()).expect("a time").into();
    let scheme = Scheme::hmac_sha256("linear-signature");
    Delivery::new("linear.webhook", Sign::With(scheme), body.to_string())
        .header("linear-delivery", "234d1a4e-b617-4388-90fe-adc3633d6b72")
}

#[test]
fn linear_starts_a_job() {
    let title = json!("The price is shown twice");
    assert_once("on-linear", &linear(now()), &title);
    let app = app();
    let serving = app.serve();
    let minute = Duration::from_secs(60 + 5);
    for at in [now() - minute, now() + minute] {
        assert_eq!(linear(at).send(&serving).status, 400, "{at:?}");
    }
}

#[test]
fn shopify_starts_a_job() {
    let scheme = Scheme::hmac_sha256("x-shopify-hmac-sha256").encoding(Encoding::Base64);
    let body = include_bytes!("../../../../trigger/examples/shopify/order.json");
    let delivery = Delivery::new("shopify.webhook", Sign::With(scheme), body)
        .header("x-shopify-topic", "orders/paid")
        .header("x-shopify-shop-domain", "cups.myshopify.com")
        .header(
            "x-shopify-webhook-id",
            "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
        );
    assert_once("on-shopify", &delivery, &json!("#1001"));
}

#[test]
fn typeform_starts_a_job() {
    let scheme = Scheme::hmac_sha256("typeform-signature")
        .prefix("sha256=")
        .encoding(Encoding::Base64);
    let example = include_str!("../../../../trigger/examples/typeform/form_response.json");
    let response: Value = serde_json::from_str(example).expect("JSON");
    let body =
        json!({ "event_id": "01H", "event_type": "form_response", "form_response": response });
    let delivery = Delivery::new("typeform.webhook", Sign::With(scheme), body.to_string());
    assert_once("on-typeform", &delivery, &json!("lT4Z3j"));
}

#[test]
fn twilio_starts_a_job_and_is_given_no_instructions() {
    let scheme = Scheme::hmac_sha1("x-twilio-signature")
        .encoding(Encoding::Base64)
        .over(&[Part::Url, Part::Form]);
    let body =
        "MessageSid=SM1&AccountSid=AC1&From=%2B14158675309&To=%2B18005551212&Body=Is+it+there%3F";
    let delivery = Delivery::new("twilio.webhook", Sign::WithUrl(scheme), body).header(
        "i-twilio-idempotency-token",
        "3b1c1bd4-4d0a-4a0c-8a9f-1f1f5a0c0b1e",
    );
    let answer = assert_once("on-twilio", &delivery, &json!("Is it there?"));
    assert_eq!(answer.body, "<Response/>");
}

fn discord_s(body: &Value) -> Delivery {
    Delivery::new("discord.webhook", Sign::Discord, body.to_string())
}

#[test]
fn discord_starts_a_job_and_is_told_that_the_app_is_thinking() {
    let example = include_str!("../../../../trigger/examples/discord/command.json");
    let body: Value = serde_json::from_str(example).expect("JSON");
    let answer = assert_once("on-discord", &discord_s(&body), &json!("price"));
    assert_eq!(answer.body, r#"{"type":5}"#);
    assert_stale(&discord_s(&body), FIVE_MINUTES);
}

#[test]
fn discord_is_told_that_somebody_verifies() {
    let app = app();
    let serving = app.serve();
    let ping = json!({ "type": 1, "id": "1", "token": "t", "version": 1 });
    let answer = discord_s(&ping).send(&serving);
    assert_eq!((answer.status, &*answer.body), (200, r#"{"type":1}"#));
    let ping = json!({ "version": 1, "application_id": "1", "type": 0 });
    assert_eq!(discord_s(&ping).send(&serving).status, 204);
    let unsigned = Delivery::new(
        "discord.webhook",
        Sign::With(Scheme::hmac_sha256("x")),
        "{}",
    );
    assert_eq!(unsigned.send(&serving).status, 400);
}

#[test]
fn a_source_without_its_secret_says_what_to_enter_where() {
    let app = App::example("providers").with("TRIGGER_PUBLIC_URL", PUBLIC_URL);
    let sources = app.json(&["sources"]);
    let sources = sources.as_array().expect("a list");
    assert_eq!(sources.len(), 7, "{sources:?}");
    for (key, variable) in [
        ("clerk.webhook", "CLERK_WEBHOOK_SECRET"),
        ("discord.webhook", "DISCORD_PUBLIC_KEY"),
        ("linear.webhook", "LINEAR_WEBHOOK_SECRET"),
        ("shopify.webhook", "SHOPIFY_WEBHOOK_SECRET"),
        ("slack.events", "SLACK_SIGNING_SECRET"),
        ("twilio.webhook", "TWILIO_AUTH_TOKEN"),
        ("typeform.webhook", "TYPEFORM_WEBHOOK_SECRET"),
    ] {
        let source = sources.iter().find(|source| source["key"] == key);
        let source = source.unwrap_or_else(|| panic!("{key} in {sources:?}"));
        let told = source.to_string();
        assert_eq!(source["url"], json!(format!("{PUBLIC_URL}/sources/{key}")));
        assert!(
            told.contains(variable) && told.contains(&format!("/sources/{key}")),
            "{told}"
        );
    }
}

#[test]
fn an_app_with_an_empty_secret_does_not_start() {
    for variable in [
        "LINEAR_WEBHOOK_SECRET",
        "SLACK_SIGNING_SECRET",
        "DISCORD_PUBLIC_KEY",
    ] {
        let ended = app().with(variable, "").serve_until_it_ends();
        assert!(!ended.status.success());
        let told = String::from_utf8_lossy(&ended.stderr);
        assert!(told.contains(variable), "{told}");
    }
}

#[test]
fn what_the_old_secret_signs_is_accepted_while_it_is_being_replaced() {
    let app = app()
        .with("SHOPIFY_WEBHOOK_SECRET", "the new one")
        .with("SHOPIFY_WEBHOOK_SECRET_OLD", SECRET);
    let serving = app.serve();
    let scheme = Scheme::hmac_sha256("x-shopify-hmac-sha256").encoding(Encoding::Base64);
    let delivery = Delivery::new("shopify.webhook", Sign::With(scheme), r#"{"id":1}"#)
        .header("x-shopify-topic", "orders/paid");
    assert_eq!(delivery.send(&serving).status, 200);
}

const SLACK: Scheme = Scheme::hmac_sha256("x-slack-signature")
    .prefix("v0=")
    .over(&[
        Part::Text("v0:"),
        Part::Timestamp(Stamp::header("x-slack-request-timestamp")),
        Part::Text(":"),
        Part::Body,
    ]);

#[test]
fn slack_is_repeated_its_challenge_if_it_signs_it() {
    let app = app();
    let serving = app.serve();
    let body = json!({ "type": "url_verification", "challenge": "3eZbrw1aB" }).to_string();
    let delivery = Delivery::new("slack.events", Sign::With(SLACK), body);
    let answer = delivery.send(&serving);
    assert_eq!((answer.status, &*answer.body), (200, "3eZbrw1aB"));
    let mut unsigned = delivery.signed();
    unsigned.headers.remove("x-slack-signature");
    let answer = send(&serving, &unsigned);
    assert_eq!(answer.status, 400);
    assert!(!answer.body.contains("3eZbrw1aB"));
}
