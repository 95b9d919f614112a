//! Slack's Events API as a source.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Deserialize;

use super::client::Slack;
use crate::error::Result;
use crate::source::signature::{Part, Scheme, Stamp};
use crate::source::{
    Envelope, ExternalSource, Handled, Incoming, NoParams, Place, Readiness, Register,
    Registration, Rejected, Request, Response, Source, SourceMeta,
};

/// The environment variable that holds the signing secret.
pub(super) const SIGNING_SECRET: &str = "SLACK_SIGNING_SECRET";

/// `X-Slack-Signature: v0=<hexadecimal>` over `v0:<timestamp>:<body>`.
const SCHEME: Scheme = Scheme::hmac_sha256("x-slack-signature")
    .prefix("v0=")
    .over(&[
        Part::Text("v0:"),
        Part::Timestamp(Stamp::header("x-slack-request-timestamp")),
        Part::Text(":"),
        Part::Body,
    ]);

/// What is about whom, around the event.
const ENVELOPE: Envelope = Envelope::named(&[Place::Field("/event/type")])
    .id(Place::Field("/event_id"))
    .timestamp("/event_time")
    .payload("/event")
    .context(&[
        ("team", Place::Field("/team_id")),
        ("app", Place::Field("/api_app_id")),
    ]);

/// Slack's Events API. A person enters its URL in the settings of the Slack app.
#[derive(Clone, Copy, Debug)]
pub enum SlackEvents {}

impl ExternalSource for SlackEvents {
    type Integration = Slack;
    type Params = NoParams;
    type Data = ();

    const META: SourceMeta = SourceMeta {
        id: "slack.events",
        version: "0.1.0",
    };

    fn segments(NoParams {}: &NoParams) -> Vec<String> {
        Vec::new()
    }

    fn readiness(slack: &Slack, _: &NoParams) -> Readiness {
        if slack.signing().is_empty() {
            Readiness::Inactive(format!(
                "set {SIGNING_SECRET} to the signing secret of the Slack app, and enter \
                 TRIGGER_PUBLIC_URL followed by `/sources/{}` under Event Subscriptions",
                Self::META.id
            ))
        } else {
            Readiness::Manual(slack.signing().clone())
        }
    }

    async fn register(_: Register<Self>) -> Result<Option<Registration<()>>> {
        Ok(None)
    }

    fn handle<'r>(
        request: &'r Request,
        source: &Source<'_, Self>,
    ) -> Result<Handled<'r>, Rejected> {
        SCHEME.verify(request, source.secrets)?;
        match challenge(&request.body) {
            Some(challenge) => Ok(Handled::default().response(repeated(challenge))),
            None => ENVELOPE.read(request),
        }
    }

    fn imitate(
        event: &Incoming<'_>,
        source: &Source<'_, Self>,
        mut request: Request,
    ) -> Result<Request> {
        ENVELOPE.write(event, &mut request)?;
        SCHEME.sign(&mut request, source.secrets)?;
        Ok(request)
    }
}

/// What is to be repeated to Slack when the URL is entered:
/// `{"type": "url_verification", "challenge": "…"}`.
fn challenge(body: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Verification {
        #[serde(rename = "type")]
        kind: String,
        challenge: String,
    }
    let Verification { kind, challenge } = serde_json::from_slice(body).ok()?;
    (kind == "url_verification").then_some(challenge)
}

fn repeated(challenge: String) -> Response {
    Response {
        status: StatusCode::OK,
        headers: HeaderMap::from_iter([(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/plain; charset=utf-8"),
        )]),
        body: Bytes::from(challenge),
    }
}
