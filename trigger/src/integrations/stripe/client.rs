//! The client: requests to Stripe's API.

use std::fmt;
use std::sync::Arc;

use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Method};
use secrecy::SecretString;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::failure::Failure;
use super::form;
use super::settings::{self, Settings};
use crate::credentials::Credential;
use crate::error::Result;
use crate::integration;
use crate::integrations::requests::{HttpClient, NoAnswer, segment, send, url};
use crate::spec::Attempt;

/// The version of Stripe's API that requests are made with and that endpoints are created with, so
/// that an upgrade of the account changes nothing here.
pub const API_VERSION: &str = "2026-07-29.dahlia";

/// A client for one Stripe account.
///
/// A job that takes a `Stripe` is handed the app's client. Its tasks, such as
/// `stripe.webhook_endpoints().list("list")`, are executed once and kept like any other; what has
/// no task is reached with [`Stripe::native`].
///
/// Cloning it is cheap. Its `Debug` output shows no secret, and neither do its errors.
#[integration(id = "stripe", name = "Stripe", validate = Stripe::validate)]
#[derive(Clone)]
pub struct Stripe {
    inner: Arc<Inner>,
}

#[derive(Clone, Default)]
struct Inner {
    settings: Settings,
    http: HttpClient,
}

impl Stripe {
    /// A client with the settings of the environment.
    ///
    /// | variable | |
    /// |---|---|
    /// | `STRIPE_API_KEY` | the secret key, `sk_…` or `rk_…`; with it, webhooks register themselves |
    /// | `STRIPE_WEBHOOK_SECRET` | the `whsec_…` of an endpoint that a person registered, for example `stripe listen` |
    /// | `STRIPE_API_BASE` | where the API is; `https://api.stripe.com` if it is not set |
    ///
    /// A value that cannot work, such as an empty one, is reported when the app starts.
    pub fn from_env() -> Self {
        Self::from_env_as(settings::PREFIX)
    }

    /// The same for another account, whose variables begin with something else: those of
    /// `Stripe::from_env_as("STRIPE_EU")` are `STRIPE_EU_API_KEY` and so on.
    ///
    /// ```no_run
    /// use trigger::integrations::stripe::Stripe;
    /// use trigger::prelude::*;
    ///
    /// #[integration(id = "stripe-eu", account)]
    /// #[derive(Clone)]
    /// struct StripeEu(Stripe);
    ///
    /// # let _ =
    /// trigger::app()
    ///     .integration(Stripe::from_env())
    ///     .integration(StripeEu(Stripe::from_env_as("STRIPE_EU")))
    /// # ;
    /// ```
    pub fn from_env_as(prefix: impl Into<String>) -> Self {
        Self::with(Settings::read(prefix, |name| std::env::var_os(name)))
    }

    /// A client with the given secret key, `sk_…` or `rk_…`; or with an account's connection, which
    /// gives one.
    pub fn new(api_key: impl Into<Credential>) -> Self {
        Self::with(Settings::default()).api_key(api_key)
    }

    /// The same client with another key. It shares the connections of the one that it is made of.
    #[must_use]
    pub fn api_key(mut self, api_key: impl Into<Credential>) -> Self {
        Arc::make_mut(&mut self.inner).settings.api_key = Some(api_key.into());
        self
    }

    pub(super) fn with(settings: Settings) -> Self {
        Self {
            inner: Arc::new(Inner {
                settings,
                http: HttpClient::default(),
            }),
        }
    }

    /// With the API at another place, such as `http://127.0.0.1:12111`.
    #[must_use]
    pub fn base(mut self, base: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.inner).settings.base = base.into();
        self
    }

    /// With the `whsec_…` of an endpoint that a person registered: the source then verifies with it
    /// and registers nothing.
    #[must_use]
    pub fn webhook_secret(mut self, secret: impl Into<SecretString>) -> Self {
        Arc::make_mut(&mut self.inner).settings.webhook_secret = Some(secret.into());
        self
    }

    /// A client that acts for a connected account, `acct_…`: what it creates, reads and charges is
    /// that account's.
    ///
    /// ```no_run
    /// use trigger::integrations::stripe::{self, Stripe};
    /// use trigger::prelude::*;
    ///
    /// /// Keeps the prices of sellers as they announce them.
    /// #[job(trigger = stripe::on_price_created(connect = true))]
    /// async fn keep(price: stripe::Price, stripe: Stripe, context: Context) -> Result<()> {
    ///     let account = context.account.ok_or("the event is of no connected account")?;
    ///     let product = price.product.map(|product| product.id().to_owned());
    ///     let product = stripe
    ///         .account(account)
    ///         .products()
    ///         .retrieve("product", product.unwrap_or_default())
    ///         .await?;
    ///     # let _ = product;
    ///     Ok(())
    /// }
    /// ```
    #[must_use]
    pub fn account(&self, id: impl Into<String>) -> Self {
        let mut client = self.clone();
        Arc::make_mut(&mut client.inner).settings.account = Some(id.into());
        client
    }

    /// Whether the settings can work.
    fn validate(&self) -> Result<()> {
        self.settings().validate()
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// Makes a request that no task covers, and reads the answer as `T`, which may be a
    /// [`serde_json::Value`]. The parameters, a struct or a map, are sent as Stripe's form: in the
    /// body of a `POST`, in the query of anything else.
    ///
    /// It is not durable by itself: [`Stripe::native`] makes the same request a task. Or call it in
    /// a task of the app's own, where a `POST` also carries the task's idempotency key. Make one
    /// `POST` a task: Stripe refuses a second one under the same key.
    ///
    /// ```no_run
    /// # use trigger::integrations::stripe::{Method, Stripe};
    /// # use trigger::{Io, Result};
    /// # use serde_json::json;
    /// # async fn example(io: Io, stripe: Stripe) -> Result<()> {
    /// let customer: serde_json::Value = io
    ///     .run("create-customer", || async {
    ///         let parameters = json!({ "email": "ada@example.com" });
    ///         stripe.call(Method::POST, "/v1/customers", &parameters).await
    ///     })
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Connection errors and the statuses 409, 429 and 5xx can be tried again, after `Retry-After`
    /// if Stripe says so; any other refusal cannot. `Stripe-Should-Retry` overrules the status.
    pub async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        parameters: &(impl Serialize + ?Sized + Sync),
    ) -> Result<T> {
        Ok(self.request(method, path, parameters).await?)
    }

    /// Makes a request.
    pub(super) async fn request<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        parameters: &(impl Serialize + ?Sized + Sync),
    ) -> Result<T, Failure> {
        let form =
            form::encode(parameters).map_err(|error| NoAnswer::unsendable("parameters", error))?;
        let variable = self.settings().variable(settings::API_KEY);
        let reply = send(self.settings().api_key.as_ref(), &variable, |bearer| {
            self.build(&method, path, &form, bearer)
        })
        .await?;
        match reply.status.is_success() {
            true => Ok(reply.read()?),
            false => Err(reply.refusal()),
        }
    }

    fn build(
        &self,
        method: &Method,
        path: &str,
        form: &str,
        bearer: HeaderValue,
    ) -> Result<reqwest::RequestBuilder, NoAnswer> {
        let settings = self.settings();
        let mut url = url(&settings.base, path)?;
        let is_post = *method == Method::POST;
        if !is_post && !form.is_empty() {
            url.set_query(Some(form));
        }
        let mut request = self
            .inner
            .http
            .get()?
            .request(method.clone(), url)
            .header(AUTHORIZATION, bearer)
            .header("stripe-version", API_VERSION);
        if let Some(account) = &settings.account {
            request = request.header("stripe-account", account);
        }
        if is_post {
            request = request
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(form.to_owned());
            if let Some(attempt) = Attempt::current() {
                request = request.header("idempotency-key", attempt.idempotency_key);
            }
        }
        Ok(request)
    }
}

/// The path of one object of a collection. The id may come from anywhere, so nothing in it can lead
/// to another path.
pub(super) fn path_to(collection: &str, id: &str) -> Result<String, Failure> {
    let id = segment(id).ok_or_else(|| NoAnswer::Setup(format!("`{id}` is not an id")))?;
    Ok(format!("{collection}/{id}"))
}

impl fmt::Debug for Stripe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Stripe").field(self.settings()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_secret() {
        let stripe = Stripe::new("sk_canary").webhook_secret("whsec_canary");
        let shown = format!("{stripe:?}");
        assert!(!shown.contains("canary"), "{shown}");
    }

    #[test]
    fn a_copy_keeps_its_settings_when_another_is_changed() {
        let first = Stripe::new("sk_1");
        let second = first.clone().base("http://localhost:1");
        assert_eq!(first.settings().base, "https://api.stripe.com");
        assert_eq!(second.settings().base, "http://localhost:1");
    }

    #[test]
    fn an_id_cannot_lead_to_another_path() {
        let path = |id| path_to("/v1/webhook_endpoints", id).ok();
        assert_eq!(path("we_1").as_deref(), Some("/v1/webhook_endpoints/we_1"));
        assert_eq!(
            path("../a?b").as_deref(),
            Some("/v1/webhook_endpoints/..%2Fa%3Fb")
        );
        for id in ["", ".", ".."] {
            assert_eq!(path(id), None);
        }
    }

    async fn refused(stripe: Stripe, path: &str) -> crate::Error {
        let answer = stripe
            .call::<serde_json::Value>(Method::GET, path, &())
            .await;
        answer.expect_err("no request can be made")
    }

    #[tokio::test]
    async fn settings_that_cannot_work_are_errors_that_show_no_secret() {
        let unset = Stripe::with(Settings::default());
        let no_header = Stripe::new("sk_canary\n");
        let no_base = Stripe::new("sk_canary").base("canary");
        for stripe in [unset, no_header, no_base] {
            let error = refused(stripe, "/v1/prices").await;
            assert_eq!(error.retry(), crate::Retry::Never, "{error:?}");
            assert!(!format!("{error:?}").contains("canary"), "{error:?}");
        }
    }

    #[tokio::test]
    async fn a_path_cannot_change_the_host() {
        for path in [".example.com/", "@example.com/", ""] {
            let error = refused(Stripe::new("sk_1").base("http://127.0.0.1:9"), path).await;
            assert_eq!(error.message(), "a path starts with `/`");
        }
    }

    #[tokio::test]
    async fn a_server_that_does_not_answer_can_be_tried_again() {
        let port = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let base = format!("http://{}", port.local_addr().expect("its address"));
        drop(port);
        let error = refused(Stripe::new("sk_canary").base(base), "/v1/prices").await;
        assert_eq!(error.retry(), crate::Retry::Policy, "{error:?}");
        assert!(!format!("{error:?}").contains("canary"), "{error:?}");
    }
}
