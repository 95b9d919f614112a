//! GitHub's webhooks as sources of events.

use std::borrow::Cow;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::json;
use serde_json::value::RawValue;

use super::client::GitHub;
use super::registration;
use crate::error::Result;
use crate::source::signature::Scheme;
use crate::source::{
    Check, Deregister, ExternalSource, Handled, Incoming, Readiness, Register, Registration,
    Rejected, Request, Source, SourceMeta, Standing, check_depth,
};

/// The HMAC of the body, written `sha256=…`.
const SCHEME: Scheme = Scheme::hmac_sha256("x-hub-signature-256").prefix("sha256=");

/// GitHub's webhooks.
///
/// With a token, that of a repository or an organisation registers itself: it is created with a
/// secret of its own and kept to the events that jobs want. With the secret of a webhook that a
/// person registered, such as that of a GitHub App, it only verifies what arrives.
///
/// An event is known by GitHub's id for its delivery, so one that is delivered again starts nothing
/// twice.
#[derive(Clone, Copy, Debug)]
pub enum GitHubWebhook {}

/// What a trigger of GitHub's is given: a repository, as in
/// `trigger = github::on_issue_opened(owner = "acme", repo = "site")`, an organisation, as in
/// `github::on_issue_opened(org = "acme")`, or nothing for a webhook that a person registered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GitHubParams {
    /// The user or the organisation that the repository belongs to.
    pub owner: String,
    /// The repository's name, without its owner's.
    pub repo: String,
    /// The organisation whose repositories all count.
    pub org: String,
}

/// What is kept about the webhook that was registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GitHubHook {
    /// Its id.
    pub id: i64,
    /// Where it sends to.
    pub url: String,
}

impl GitHubParams {
    /// What the webhook hangs on: `acme/site` or `acme`; `None` for one that a person registered.
    ///
    /// # Errors
    ///
    /// When what is given names neither.
    pub(super) fn place(&self) -> Result<Option<String>, &'static str> {
        let Self { owner, repo, org } = self;
        match (owner.is_empty(), repo.is_empty(), org.is_empty()) {
            (true, true, true) => Ok(None),
            (false, false, true) => Ok(Some(format!("{owner}/{repo}"))),
            (true, true, false) => Ok(Some(org.clone())),
            _ => Err(
                "give the trigger a repository (`owner = \"acme\", repo = \"site\"`) or an \
                 organisation (`org = \"acme\"`)",
            ),
        }
    }
}

impl ExternalSource for GitHubWebhook {
    type Integration = GitHub;
    type Params = GitHubParams;
    type Data = GitHubHook;

    const META: SourceMeta = SourceMeta {
        id: "github.webhook",
        version: "0.1.0",
    };

    /// `acme`, `site` for a repository and `acme` for an organisation: GitHub does not tell capital
    /// letters apart.
    fn segments(params: &GitHubParams) -> Vec<String> {
        let GitHubParams { owner, repo, org } = params;
        // One that is missing keeps its place, so that a mistake has a key of its own.
        let parts = match (owner.is_empty() && repo.is_empty(), org.is_empty()) {
            (true, true) => vec![],
            (true, false) => vec![org],
            (false, true) => vec![owner, repo],
            (false, false) => vec![owner, repo, org],
        };
        parts.into_iter().map(|part| part.to_lowercase()).collect()
    }

    fn readiness(github: &GitHub, params: &GitHubParams) -> Readiness {
        let settings = github.settings();
        let place = match params.place() {
            Ok(place) => place,
            Err(mistake) => return Readiness::Inactive(mistake.to_owned()),
        };
        match (&settings.webhook_secret, &settings.token, place) {
            (Some(secret), ..) => Readiness::Manual(SecretString::clone(secret).into()),
            (None, Some(_), Some(_)) => Readiness::Registers,
            (None, None, Some(_)) => Readiness::Inactive(
                "set GITHUB_TOKEN and the webhook registers itself, or register it at GitHub and \
                 set GITHUB_WEBHOOK_SECRET"
                    .to_owned(),
            ),
            (None, _, None) => Readiness::Inactive(
                "give the trigger a repository (`owner = \"acme\", repo = \"site\"`) or an \
                 organisation (`org = \"acme\"`), or register the webhook at GitHub and set \
                 GITHUB_WEBHOOK_SECRET"
                    .to_owned(),
            ),
        }
    }

    async fn register(call: Register<Self>) -> Result<Option<Registration<GitHubHook>>> {
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
        SCHEME.verify(request, source.secrets)?;
        read(request).map(Handled::event)
    }

    fn imitate(
        event: &Incoming<'_>,
        source: &Source<'_, Self>,
        mut request: Request,
    ) -> Result<Request> {
        request.set_json(event.payload.get().to_owned())?;
        request.set_header("x-github-event", &event.name)?;
        request.set_header("x-github-delivery", event.id.as_deref().unwrap_or_default())?;
        SCHEME.sign(&mut request, source.secrets)?;
        Ok(request)
    }
}

/// Reads a verified request. The event is named as GitHub names it, and its payload is the body.
fn read(request: &Request) -> Result<Incoming<'_>, Rejected> {
    let name = request.header("x-github-event")?;
    let delivery = request.header("x-github-delivery")?;
    let payload: &RawValue = serde_json::from_slice(&request.body).map_err(|error| {
        let form = request.body.starts_with(b"payload=");
        Rejected::bad_request(if form {
            "the body is a form: have the webhook send `application/json`".to_owned()
        } else {
            format!("the body is not JSON: {error}")
        })
    })?;
    if !payload.get().starts_with('{') {
        return Err(Rejected::bad_request("the body is not an object"));
    }
    check_depth(payload)?;
    let optional = |name| request.header(name).ok();
    Ok(Incoming {
        id: Some(delivery.to_owned()),
        name: name.to_owned(),
        payload: Cow::Borrowed(payload),
        timestamp: None,
        context: json!({
            "hook": optional("x-github-hook-id"),
            "targetType": optional("x-github-hook-installation-target-type"),
            "targetId": optional("x-github-hook-installation-target-id"),
        })
        .into(),
    })
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

    use super::super::settings::Settings;
    use super::*;
    use crate::source::{Origin, SourceKey};
    use crate::time::Timestamp;

    fn params(owner: &str, repo: &str, org: &str) -> GitHubParams {
        let [owner, repo, org] = [owner, repo, org].map(str::to_owned);
        GitHubParams { owner, repo, org }
    }

    fn request(body: &'static [u8], headers: &[(&'static str, &str)]) -> Request {
        let header = |(name, value): &(&'static str, &str)| {
            let value = HeaderValue::from_str(value).expect("a header");
            (HeaderName::from_static(name), value)
        };
        Request {
            method: Method::POST,
            uri: "/sources/github.webhook.acme.site".to_owned(),
            headers: headers.iter().map(header).collect::<HeaderMap>(),
            body: Bytes::from_static(body),
            received_at: Timestamp::UNIX_EPOCH,
        }
    }

    fn handle(request: &Request) -> Result<Handled<'_>, Rejected> {
        let key = SourceKey::new("github.webhook", ["acme", "site"]);
        let params = params("acme", "site", "");
        let secrets = SecretString::from("s").into();
        let source = Source::<GitHubWebhook>::new(&key, &params, &secrets);
        GitHubWebhook::handle(request, &source)
    }

    fn sent(body: &'static [u8], name: &str) -> Request {
        signed(body, name, "s")
    }

    fn signed(body: &'static [u8], name: &str, secret: &str) -> Request {
        let headers = [
            ("x-github-event", name),
            ("x-github-delivery", "72d3162e"),
            ("x-github-hook-id", "7"),
        ];
        let mut request = request(body, &headers);
        let secret = SecretString::from(secret).into();
        SCHEME.sign(&mut request, &secret).expect("a secret");
        request
    }

    #[test]
    fn each_repository_and_each_organisation_has_a_key_of_its_own() {
        let key = |owner, repo, org| {
            let binding = GitHubWebhook::bind(params(owner, repo, org));
            binding
                .map(|binding| binding.key.to_string())
                .expect("a source")
        };
        assert_eq!(key("", "", ""), "github.webhook");
        assert_eq!(key("Acme", "Site", ""), "github.webhook.acme.site");
        assert_eq!(key("acme", "site.js", ""), "github.webhook.acme.site~2ejs");
        assert_eq!(key("", "", "acme"), "github.webhook.acme");
        assert_ne!(key("acme", "", ""), key("", "", "acme"));
        assert_ne!(key("acme", "site", "acme"), key("acme", "site", ""));
    }

    #[test]
    fn a_webhook_secret_comes_before_a_token_and_one_of_them_is_needed() {
        let registers = GitHub::new("ghp_1");
        let manual = registers.clone().webhook_secret("s");
        let nothing = GitHub::with(Settings::default());
        let [repo, org, none] = [
            params("a", "b", ""),
            params("", "", "a"),
            params("", "", ""),
        ];
        let ready = GitHubWebhook::readiness;
        for params in [&repo, &org] {
            assert!(matches!(ready(&registers, params), Readiness::Registers));
            assert!(matches!(ready(&manual, params), Readiness::Manual(_)));
            assert!(matches!(ready(&nothing, params), Readiness::Inactive(_)));
        }
        assert!(matches!(ready(&manual, &none), Readiness::Manual(_)));
        let Readiness::Inactive(hint) = ready(&registers, &none) else {
            panic!("it cannot know where to register");
        };
        assert!(
            hint.contains("owner = ") && hint.contains("GITHUB_WEBHOOK_SECRET"),
            "{hint}"
        );
    }

    #[test]
    fn parameters_that_name_neither_a_repository_nor_an_organisation_are_a_mistake() {
        for wrong in [
            params("a", "", ""),
            params("", "b", ""),
            params("a", "b", "c"),
            params("a", "", "c"),
        ] {
            let ready = GitHubWebhook::readiness(&GitHub::new("ghp_1").webhook_secret("s"), &wrong);
            let Readiness::Inactive(hint) = ready else {
                panic!("{wrong:?}");
            };
            assert!(hint.contains("org = "), "{hint}");
        }
    }

    #[test]
    fn a_signed_event_is_accepted_with_its_name_and_the_deliverys_id() {
        let request = sent(br#"{"action":"opened"}"#, "issues");
        let handled = handle(&request).expect("accepted");
        let [event] = &handled.events[..] else {
            panic!("one event");
        };
        assert_eq!(event.name, "issues");
        assert_eq!(event.id.as_deref(), Some("72d3162e"));
        assert_eq!(event.payload.get(), r#"{"action":"opened"}"#);
        assert!(matches!(event.payload, Cow::Borrowed(_)));
        assert_eq!(event.context.read().expect("JSON")["hook"], "7");
    }

    #[test]
    fn a_ping_is_an_event_that_is_accepted() {
        let request = sent(br#"{"zen":"Speak like a human.","hook_id":7}"#, "ping");
        let handled = handle(&request).expect("accepted");
        assert_eq!(handled.events[0].name, "ping");
        assert!(handled.response.is_none());
    }

    #[test]
    fn nothing_is_parsed_before_the_signature_is_verified() {
        let status = |request: &Request| handle(request).map(|_| ()).map_err(|r| r.status);
        let names = [("x-github-event", "issues"), ("x-github-delivery", "1")];
        let unsigned = request(b"garbage", &names);
        assert_eq!(status(&unsigned), Err(StatusCode::BAD_REQUEST));
        let other = signed(b"garbage", "issues", "another");
        assert_eq!(status(&other), Err(StatusCode::UNAUTHORIZED));
        let old = request(
            b"garbage",
            &[&names[..], &[("x-hub-signature-256", "sha1=00")]].concat(),
        );
        assert_eq!(status(&old), Err(StatusCode::BAD_REQUEST));
        let rejected = handle(&sent(b"garbage", "issues"))
            .map(|_| ())
            .expect_err("no JSON");
        assert!(rejected.reason.contains("not JSON"), "{rejected}");
    }

    #[test]
    fn a_form_is_refused_with_what_to_set() {
        let form = sent(b"payload=%7B%7D", "issues");
        let rejected = handle(&form).map(|_| ()).expect_err("a form");
        assert_eq!(rejected.status, StatusCode::BAD_REQUEST);
        assert!(rejected.reason.contains("application/json"), "{rejected}");
    }

    #[test]
    fn what_is_no_object_or_too_deep_is_refused() {
        let deep: &'static [u8] = Box::leak(
            format!("{{\"a\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000))
                .into_bytes()
                .into_boxed_slice(),
        );
        for body in [
            b"[]".as_slice(),
            b"null",
            b"",
            b"\xff",
            b"\xef\xbb\xbf{}",
            deep,
        ] {
            let rejected = handle(&sent(body, "issues"))
                .map(|_| ())
                .expect_err("no event");
            assert_eq!(rejected.status, StatusCode::BAD_REQUEST);
        }
    }
}
