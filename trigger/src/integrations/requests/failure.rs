//! Why a request failed, and whether and when trying it again can help.

use std::fmt::Display;
use std::time::Duration;

use http::header::RETRY_AFTER;
use http::{HeaderMap, StatusCode};
use secrecy::{ExposeSecret, SecretString};

use crate::error::Error;

/// The longest wait that a provider's word on when to come back is granted.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(3600);

/// Why a request failed.
#[derive(Debug)]
pub(crate) enum Failure<R> {
    /// The provider refused it.
    Refused(Box<R>),
    /// There is nothing that could be read.
    NoAnswer(NoAnswer),
}

/// Why there is no answer to a request.
#[derive(Debug)]
pub(crate) enum NoAnswer {
    /// The client cannot make the request at all.
    Setup(String),
    /// There is no token to make it with.
    NoAccess(Error),
    /// No answer came.
    Unreachable(String),
    /// The answer is not what the API answers.
    Unreadable(String),
}

/// A provider's answer to a request that it refused.
pub(crate) trait Refusal: Sized {
    /// What a person calls the provider.
    const PROVIDER: &'static str;

    /// Whether a request may be made again whose answer cannot be read: not where it would be done
    /// twice.
    const REPEATS_UNREADABLE: bool;

    /// Reads the answer, whatever its body is.
    fn read(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Self;

    /// Everything of it that a person will see.
    fn texts(&mut self) -> Vec<&mut String>;

    /// What it means to the run.
    fn error(&self) -> Error;

    /// The same without a secret that the answer repeats.
    fn without(mut self, secret: &SecretString) -> Self {
        let secret = secret.expose_secret();
        if !secret.is_empty() {
            for text in self.texts() {
                *text = text.replace(secret, "[secret]");
            }
        }
        self
    }
}

impl<R> Failure<R> {
    /// What the provider answered instead of doing what it was asked; `None` if it did not answer.
    pub(crate) fn refusal(&self) -> Option<&R> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            Self::NoAnswer(_) => None,
        }
    }
}

impl NoAnswer {
    /// What cannot be sent.
    pub(crate) fn unsendable(what: &str, error: impl Display) -> Self {
        Self::Setup(format!("the {what} cannot be sent: {error}"))
    }
}

impl From<reqwest::Error> for NoAnswer {
    /// The message is without the URL, which holds parameters.
    fn from(error: reqwest::Error) -> Self {
        let error = error.without_url();
        let mut message = error.to_string();
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            message = format!("{message}: {cause}");
            source = cause.source();
        }
        if error.is_builder() {
            Self::Setup(message)
        } else {
            Self::Unreachable(message)
        }
    }
}

impl From<Error> for NoAnswer {
    /// There is no token to make a request with.
    fn from(error: Error) -> Self {
        Self::NoAccess(error)
    }
}

impl<R> From<NoAnswer> for Failure<R> {
    fn from(none: NoAnswer) -> Self {
        Self::NoAnswer(none)
    }
}

impl<R: Refusal> From<Failure<R>> for Error {
    fn from(failure: Failure<R>) -> Self {
        let provider = R::PROVIDER;
        let none = match failure {
            Failure::Refused(refusal) => return refusal.error(),
            Failure::NoAnswer(none) => none,
        };
        match none {
            NoAnswer::Setup(message) => Self::permanent(message),
            NoAnswer::NoAccess(error) => error,
            NoAnswer::Unreachable(message) => {
                Self::new(message).context(format!("{provider} did not answer"))
            }
            NoAnswer::Unreadable(message) => {
                let error = match R::REPEATS_UNREADABLE {
                    true => Self::new(message),
                    false => Self::permanent(message),
                };
                error.context(format!("{provider}'s answer cannot be read"))
            }
        }
    }
}

/// A header that is text.
pub(crate) fn header<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

/// How long `Retry-After` asks to wait, as a number of seconds.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = header(headers, RETRY_AFTER.as_str())?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds).min(LONGEST_WAIT))
}
