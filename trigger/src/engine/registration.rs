//! The registration of a source: a durable run like any other.

use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::sources::SourceBook;
use crate::error::{Error, Result, Retry};
use crate::job::Arguments;
use crate::run::{BoxFuture, Call, Context, Io};
use crate::source::{RegisterCall, Registered, SourceKey};
use crate::spec::{RetryPolicy, TaskMeta};

/// The id of the job that registers sources.
pub(crate) const REGISTER_SOURCE: &str = "register-source";

/// The names of the events that start it, one a source.
pub(super) fn event_name(key: &SourceKey) -> String {
    format!("source.register.{key}")
}

/// How long after a failed registration the next one follows: 30 seconds at first, an hour at last.
const AGAIN: RetryPolicy = RetryPolicy {
    limit: u32::MAX,
    factor: 2.0,
    min: Duration::from_secs(30),
    max: Duration::from_secs(3600),
    jitter: false,
};

/// Calls the job. Each attempt at the registration is a task of its own, so that what one found at
/// the provider is not taken for what the next one would find.
pub(super) fn call(
    book: Arc<SourceBook>,
    payload: &str,
    arguments: Arguments,
) -> BoxFuture<'static, Result<Box<RawValue>>> {
    let key: Result<SourceKey, _> = serde_json::from_str(payload);
    Box::pin(async move {
        let key = key?;
        for attempt in 1.. {
            let register = Register {
                book: &book,
                key: &key,
                arguments: &arguments,
            };
            match arguments.io.run(("register", attempt), register).await {
                Ok(outcome) => {
                    let kept = outcome.registered.map(Registered::from);
                    book.registered(&key, outcome.url, kept).await?;
                    break;
                }
                Err(error) => {
                    book.failed(&key, &error).await?;
                    let wait = AGAIN.delay(attempt, 0.0);
                    match wait.filter(|_| error.retry() != Retry::Never) {
                        Some(wait) => arguments.io.wait(("again", attempt), wait).await?,
                        None => return Err(error),
                    }
                }
            }
        }
        Ok(serde_json::value::to_raw_value(&key)?)
    })
}

/// One attempt at a registration, as a sealed task: what it returns holds the source's secret.
struct Register<'a> {
    book: &'a SourceBook,
    key: &'a SourceKey,
    arguments: &'a Arguments,
}

enum ByRegistration {}

impl Call<ByRegistration> for Register<'_> {
    type Output = Outcome;

    fn meta(&self) -> TaskMeta {
        TaskMeta::new("register").retry(RetryPolicy::NONE).sealed()
    }

    async fn attempt(&self) -> Result<Outcome> {
        let registering = self.book.registration(self.key).await?;
        let source = registering.source;
        let integrations = &self.arguments.integrations;
        let integration = integrations
            .find(source.integration())
            .ok_or_else(|| Error::permanent("the source's integration was not added to the app"))?;
        let url = registering.url.clone();
        let registered = source
            .register(RegisterCall {
                key: self.key.clone(),
                integration,
                url: registering.url,
                known: registering.known,
                events: registering.events,
                io: Io::clone(&self.arguments.io),
                context: Context::clone(&self.arguments.context),
            })
            .await?;
        Ok(Outcome {
            url,
            registered: registered.map(StoredRegistration::from),
        })
    }
}

/// What a registration returns, as it is journalled under the app's key.
#[derive(Serialize, Deserialize)]
struct Outcome {
    url: String,
    registered: Option<StoredRegistration>,
}

#[derive(Serialize, Deserialize)]
struct StoredRegistration {
    data: serde_json::Value,
    secret: Option<String>,
    events: std::collections::BTreeSet<String>,
}

impl From<Registered> for StoredRegistration {
    fn from(registered: Registered) -> Self {
        let expose = |secret: SecretString| secret.expose_secret().to_owned();
        Self {
            data: registered.data,
            secret: registered.secret.map(expose),
            events: registered.events,
        }
    }
}

impl From<StoredRegistration> for Registered {
    fn from(stored: StoredRegistration) -> Self {
        Self {
            data: stored.data,
            secret: stored.secret.map(SecretString::from),
            events: stored.events,
        }
    }
}
