//! Stripe's webhook as a source of events.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::client::Stripe;
use super::settings::{API_KEY, WEBHOOK_SECRET};
use super::{envelope, registration, signature};
use crate::error::Result;
use crate::source::{
    Check, Deregister, ExternalSource, Handled, Incoming, Readiness, Register, Registration,
    Rejected, Request, Source, SourceMeta, Standing,
};
use crate::spec::AccountOf;

/// Stripe's webhook.
///
/// With an API key it registers itself: it creates one endpoint at Stripe, with the API version of
/// this library, and keeps the endpoint's events to those that jobs want. With the secret of an
/// endpoint that a person registered it only verifies what arrives.
///
/// An event is known by Stripe's id for it, so one that Stripe sends twice starts nothing twice.
#[derive(Clone, Copy, Debug)]
pub enum StripeWebhook {}

/// What a trigger of Stripe's can be given: `trigger = stripe::on_price_created(connect = true)`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StripeParams {
    /// Whether the events are those of connected accounts, rather than the account's own. They come
    /// through an endpoint of their own.
    pub connect: bool,
    /// Which of the app's Stripe accounts the events are of: `StripeEu::ACCOUNT`, where `StripeEu` was
    /// declared with `#[integration(account)]`. Each account has endpoints of its own.
    #[serde(default)]
    pub account: AccountOf<Stripe>,
}

/// What is kept about the endpoint that was registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StripeEndpoint {
    /// Its id, `we_…`.
    pub id: String,
    /// Where it sends to.
    pub url: String,
    /// The API version of what it sends; `None` for the account's own.
    #[serde(default)]
    pub api_version: Option<String>,
    /// Whether it sends real events, as opposed to test ones.
    #[serde(default)]
    pub livemode: bool,
}

impl ExternalSource for StripeWebhook {
    type Integration = Stripe;
    type Params = StripeParams;
    type Data = StripeEndpoint;

    const META: SourceMeta = SourceMeta {
        id: "stripe.webhook",
        version: "0.1.0",
    };

    fn segments(params: &StripeParams) -> Vec<String> {
        let StripeParams { connect, account } = params;
        let account = (!account.is_default()).then(|| ["account", account.meta().id]);
        let connect = connect.then_some("connect");
        let segments = account.into_iter().flatten().chain(connect);
        segments.map(str::to_owned).collect()
    }

    fn account(params: &StripeParams) -> AccountOf<Stripe> {
        params.account
    }

    fn readiness(stripe: &Stripe, _: &StripeParams) -> Readiness {
        let settings = stripe.settings();
        match (&settings.webhook_secret, &settings.api_key) {
            (Some(secret), _) => Readiness::Manual(SecretString::clone(secret).into()),
            (None, Some(_)) => Readiness::Registers,
            (None, None) => Readiness::Inactive(format!(
                "set {} and the webhook registers itself, or register it at Stripe and set {}",
                settings.variable(API_KEY),
                settings.variable(WEBHOOK_SECRET)
            )),
        }
    }

    async fn register(call: Register<Self>) -> Result<Option<Registration<StripeEndpoint>>> {
        registration::register(call).await
    }

    async fn check(call: Check<Self>) -> Result<Standing> {
        registration::check(call).await
    }

    async fn deregister(call: Deregister<Self>) -> Result<()> {
        registration::deregister(call).await
    }

    fn handle<'r>(
        request: &'r Request,
        source: &Source<'_, Self>,
    ) -> Result<Handled<'r>, Rejected> {
        signature::SCHEME.verify(request, source.secrets)?;
        envelope::read(&request.body).map(Handled::event)
    }

    fn imitate(
        event: &Incoming<'_>,
        source: &Source<'_, Self>,
        mut request: Request,
    ) -> Result<Request> {
        let body = envelope::write(event, request.received_at, source.params.connect)?;
        request.set_json(body)?;
        signature::SCHEME.sign(&mut request, source.secrets)?;
        Ok(request)
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderMap, HeaderValue, Method, StatusCode};

    use super::super::settings::Settings;
    use super::*;
    use crate::source::{Origin, SourceKey};
    use crate::time::Timestamp;

    const BODY: &[u8] = br#"{"id":"evt_1","type":"price.created","data":{"object":{"id":"p"}}}"#;

    fn request(body: &'static [u8], signatures: &[&str]) -> Request {
        let mut headers = HeaderMap::new();
        for signature in signatures {
            let value = HeaderValue::from_str(signature).expect("a header");
            headers.append(signature::HEADER, value);
        }
        Request {
            method: Method::POST,
            uri: "/hooks/stripe.webhook".to_owned(),
            headers,
            body: Bytes::from_static(body),
            received_at: Timestamp::UNIX_EPOCH,
        }
    }

    fn handle(request: &Request) -> Result<Handled<'_>, Rejected> {
        let key = SourceKey::new("stripe.webhook", [""; 0]);
        let (params, secrets) = (StripeParams::default(), "whsec_1".into());
        StripeWebhook::handle(request, &Source::new(&key, &params, &secrets))
    }

    fn signed(body: &[u8]) -> String {
        signature::sign(&SecretString::from("whsec_1"), Timestamp::UNIX_EPOCH, body)
            .expect("a secret")
    }

    #[test]
    fn endpoints_of_connected_accounts_have_a_key_of_their_own() {
        let key = |connect| {
            let binding = StripeWebhook::bind(StripeParams {
                connect,
                ..Default::default()
            });
            binding.map(|binding| binding.key.to_string())
        };
        assert_eq!(key(false).as_deref(), Some("stripe.webhook"));
        assert_eq!(key(true).as_deref(), Some("stripe.webhook.connect"));
    }

    #[test]
    fn a_webhook_secret_comes_before_an_api_key_and_one_of_them_is_needed() {
        let registers = Stripe::new("sk_1");
        let manual = registers.clone().webhook_secret("whsec_1");
        let ready = |stripe| StripeWebhook::readiness(stripe, &StripeParams::default());
        assert!(matches!(ready(&registers), Readiness::Registers));
        assert!(matches!(ready(&manual), Readiness::Manual(_)));
        let Readiness::Inactive(text) = ready(&Stripe::with(Settings::default())) else {
            panic!("nothing is set");
        };
        assert!(text.contains("STRIPE_API_KEY") && text.contains("STRIPE_WEBHOOK_SECRET"));
    }

    #[test]
    fn a_signed_event_is_accepted() {
        let request = request(BODY, &[&signed(BODY)]);
        let handled = handle(&request).expect("accepted");
        assert_eq!(handled.events.len(), 1);
        assert_eq!(handled.events[0].payload.get(), r#"{"id":"p"}"#);
        assert!(handled.response.is_none());
    }

    #[test]
    fn nothing_is_parsed_before_the_signature_is_verified() {
        let status = |request: &Request| handle(request).map(|_| ()).map_err(|r| r.status);
        assert_eq!(
            status(&request(b"garbage", &[])),
            Err(StatusCode::BAD_REQUEST)
        );
        let reason = handle(&request(b"garbage", &[&signed(BODY)])).expect_err("another body");
        assert_eq!(reason.status, StatusCode::UNAUTHORIZED);
        let reason = handle(&request(b"garbage", &[&signed(b"garbage")])).expect_err("no event");
        assert_eq!(reason.status, StatusCode::BAD_REQUEST);
        assert!(reason.reason.contains("not an event"), "{reason}");
    }

    #[test]
    fn two_signature_headers_are_refused() {
        let good = signed(BODY);
        let rejected = handle(&request(BODY, &[&good, &good])).expect_err("two headers");
        assert_eq!(rejected.status, StatusCode::BAD_REQUEST);
    }
}
