//! The registration of a source: a durable run like any other.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::sources::SourceBook;
use crate::error::{Error, Result, Retry};
use crate::job::Arguments;
use crate::run::{Call, Context, Io};
use crate::source::{Coverage, Options, RegisterCall, Registered, SourceKey};
use crate::spec::{RetryPolicy, TaskMeta};

/// How long after a failure at the provider the next attempt follows: 30 seconds at first, an hour
/// at last.
const AGAIN: RetryPolicy = RetryPolicy {
    limit: u32::MAX,
    factor: 2.0,
    min: Duration::from_secs(30),
    max: Duration::from_secs(3600),
    jitter: false,
};

/// Waits for the next attempt after one that failed.
///
/// # Errors
///
/// The failure itself, when another attempt cannot succeed either.
pub(super) async fn again(io: &Io, attempt: u32, error: Error) -> Result<()> {
    let wait = AGAIN.delay(attempt, 0.0);
    match wait.filter(|_| error.retry() != Retry::Never) {
        Some(wait) => io.wait(("again", attempt), wait).await,
        None => Err(error),
    }
}

/// Registers a source. Each attempt is a task of its own, so that what one found at the provider is
/// not taken for what the next one would find.
pub(super) async fn run(book: &SourceBook, key: &SourceKey, arguments: &Arguments) -> Result<()> {
    for attempt in 1.. {
        let register = Register {
            book,
            key,
            arguments,
        };
        match arguments.io.run(("register", attempt), register).await {
            Ok(outcome) => {
                let kept = outcome.registered.map(Registered::from);
                return book.registered(key, outcome.url, kept).await;
            }
            Err(error) => {
                book.failed(key, &error).await?;
                again(&arguments.io, attempt, error).await?;
            }
        }
    }
    Ok(())
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
        let url = registering.url.clone();
        let registered = registering
            .source
            .register(RegisterCall {
                key: self.key.clone(),
                integration: registering.integration,
                url: registering.url,
                known: registering.known,
                events: registering.events,
                options: registering.options,
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
    options: Options,
}

impl From<Registered> for StoredRegistration {
    fn from(registered: Registered) -> Self {
        let expose = |secret: SecretString| secret.expose_secret().to_owned();
        let Coverage { events, options } = registered.coverage;
        Self {
            data: registered.data,
            secret: registered.secret.map(expose),
            events,
            options,
        }
    }
}

impl From<StoredRegistration> for Registered {
    fn from(stored: StoredRegistration) -> Self {
        let StoredRegistration {
            data,
            secret,
            events,
            options,
        } = stored;
        Self {
            data,
            secret: secret.map(SecretString::from),
            coverage: Coverage { events, options },
        }
    }
}
