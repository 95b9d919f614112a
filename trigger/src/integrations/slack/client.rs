//! The client: requests to Slack's Web API.

use std::fmt;
use std::sync::Arc;

use http::HeaderValue;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use secrecy::ExposeSecret;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::failure::Failure;
use super::source::SIGNING_SECRET;
use crate::credentials::Credential;
use crate::error::Result;
use crate::integration;
use crate::integrations::requests::{
    HttpClient, NoAnswer, is_base, key_mistake, presence, report, send, variable,
};
use crate::source::signature::Secrets;

const TOKEN: &str = "SLACK_BOT_TOKEN";
const BASE: &str = "SLACK_API_BASE";
const DEFAULT_BASE: &str = "https://slack.com/api";

/// A client for one Slack workspace.
///
/// A job that takes a `Slack` is handed the app's client. Its tasks, such as
/// `slack.chat().post_message("announce", "#prices", "…")`, are executed once and kept like any
/// other; what has no task is reached with [`Slack::call`].
///
/// Cloning it is cheap. Its `Debug` output shows no secret, and neither do its errors.
#[integration(id = "slack", name = "Slack", validate = Slack::validate)]
#[derive(Clone)]
pub struct Slack {
    inner: Arc<Inner>,
}

#[derive(Clone)]
struct Inner {
    token: Option<Credential>,
    signing: Secrets,
    base: String,
    http: HttpClient,
}

/// What every answer of Slack's has.
#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    ok: bool,
}

impl Slack {
    /// A client with the settings of the environment, which are in the table of
    /// [the module](super).
    ///
    /// A value that cannot work, such as an empty one, is reported when the app starts.
    pub fn from_env() -> Self {
        let text = |name| variable(std::env::var_os(name));
        Self::with(Inner {
            token: text(TOKEN).map(Credential::from),
            signing: Secrets::from_env(SIGNING_SECRET),
            base: text(BASE).unwrap_or_else(|| DEFAULT_BASE.to_owned()),
            http: HttpClient::default(),
        })
    }

    /// A client with the given bot's token, `xoxb-…`; or with an account's connection, which gives
    /// one.
    pub fn new(token: impl Into<Credential>) -> Self {
        let slack = Self::with(Inner {
            token: None,
            signing: Secrets::default(),
            base: DEFAULT_BASE.to_owned(),
            http: HttpClient::default(),
        });
        slack.token(token)
    }

    /// The same client with another token. It shares the connections of the one that it is made of.
    #[must_use]
    pub fn token(mut self, token: impl Into<Credential>) -> Self {
        Arc::make_mut(&mut self.inner).token = Some(token.into());
        self
    }

    fn with(inner: Inner) -> Self {
        Self {
            inner: Arc::new(inner),
        }
    }

    /// With the API at another place, such as `http://127.0.0.1:12111/api`.
    #[must_use]
    pub fn base(mut self, base: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.inner).base = base.into();
        self
    }

    /// With the app's signing secret, which verifies events.
    #[must_use]
    pub fn signing_secret(mut self, secrets: impl Into<Secrets>) -> Self {
        Arc::make_mut(&mut self.inner).signing = secrets.into();
        self
    }

    pub(super) fn signing(&self) -> &Secrets {
        &self.inner.signing
    }

    /// Whether the settings can work.
    fn validate(&self) -> Result<()> {
        let Inner {
            token,
            signing,
            base,
            http: _,
        } = &*self.inner;
        let token = token.as_ref().and_then(Credential::secret);
        let token = token.map(ExposeSecret::expose_secret);
        let no_base = "is not an `http` or `https` URL such as `https://slack.com/api`";
        report([
            (TOKEN, token.and_then(key_mistake)),
            (BASE, (!is_base(base)).then_some(no_base)),
        ])?;
        signing.validate(SIGNING_SECRET)
    }

    /// Calls a method of the API that no task covers, such as `pins.add`, and reads the answer as
    /// `T`, which may be a [`serde_json::Value`]. The arguments are a struct or a map.
    ///
    /// It is not durable by itself: call it in a task.
    ///
    /// ```no_run
    /// # use trigger::integrations::slack::Slack;
    /// # use trigger::Result;
    /// # use serde_json::{Value, json};
    /// # async fn in_a_job(slack: Slack) -> Result<()> {
    /// let pinned: Value = slack
    ///     .run("pin", |slack| async move {
    ///         let arguments = json!({ "channel": "C024BE91L", "timestamp": "1760000000.000100" });
    ///         slack.call("pins.add", &arguments).await
    ///     })
    ///     .await?;
    /// # let _ = pinned;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Connection errors, 429 and 5xx can be tried again, after `Retry-After` if Slack says so, and
    /// so can what Slack calls its own fault; any other `"ok": false` cannot.
    pub async fn call<T: DeserializeOwned>(
        &self,
        method: &str,
        arguments: &(impl Serialize + ?Sized + Sync),
    ) -> Result<T> {
        Ok(self.request(method, arguments).await?)
    }

    pub(super) async fn request<T: DeserializeOwned>(
        &self,
        method: &str,
        arguments: &(impl Serialize + ?Sized + Sync),
    ) -> Result<T, Failure> {
        let form = form(arguments)?;
        let reply = send(self.inner.token.as_ref(), TOKEN, |bearer| {
            self.build(method, &form, bearer)
        })
        .await?;
        let did_it = reply.status.is_success() && reply.read::<Answer>()?.ok;
        match did_it {
            true => Ok(reply.read()?),
            false => Err(reply.refusal()),
        }
    }

    fn build(
        &self,
        method: &str,
        form: &str,
        bearer: HeaderValue,
    ) -> Result<reqwest::RequestBuilder, NoAnswer> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_');
        if method.is_empty() || !method.chars().all(plain) {
            return Err(NoAnswer::Setup(format!(
                "`{method}` is not a method of Slack's API: write `pins.add`"
            )));
        }
        let url = format!("{}/{method}", self.inner.base.trim_end_matches('/'));
        let request = self
            .inner
            .http
            .get()?
            .post(url)
            .header(AUTHORIZATION, bearer)
            .header(
                CONTENT_TYPE,
                "application/x-www-form-urlencoded; charset=utf-8",
            )
            .body(form.to_owned());
        Ok(request)
    }
}

/// What a task is given, as an argument.
pub(super) fn text(text: impl Into<String>) -> Value {
    Value::String(text.into())
}

/// The arguments as a form, which every method of Slack's takes, while some take no JSON. What is
/// neither text nor a number is JSON within it.
fn form(arguments: &(impl Serialize + ?Sized)) -> Result<String, NoAnswer> {
    let cannot = |error: &dyn fmt::Display| NoAnswer::unsendable("arguments", error);
    let fields = match serde_json::to_value(arguments).map_err(|error| cannot(&error))? {
        Value::Object(fields) => fields,
        Value::Null => serde_json::Map::new(),
        _ => return Err(cannot(&"they are neither a struct nor a map")),
    };
    let mut form = form_urlencoded::Serializer::new(String::new());
    for (name, value) in &fields {
        match value {
            Value::Null => continue,
            Value::String(text) => form.append_pair(name, text),
            other => form.append_pair(name, &other.to_string()),
        };
    }
    Ok(form.finish())
}

impl fmt::Debug for Slack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slack")
            .field("token", &presence(self.inner.token.as_ref()))
            .field("signing", &self.inner.signing)
            .finish_non_exhaustive()
    }
}
