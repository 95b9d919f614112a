//! The one error type of jobs, tasks and sources.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A result whose error is [`Error`] unless another one is named.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a job, a task or a source failed, and whether trying again can help.
///
/// An error is plain data: a message, the messages of its causes, and a [`Retry`] advice. It is
/// stored with the task that failed, so what a job sees of a failed task is the same on the first
/// execution and on every replay.
///
/// `?` turns any standard error into it, as well as strings and `anyhow::Error`:
///
/// ```
/// # use trigger::Result;
/// fn parse(text: &str) -> Result<u16> {
///     if text.is_empty() {
///         return Err("the port is empty".into());
///     }
///     Ok(text.parse()?)
/// }
/// assert_eq!(parse("x").unwrap_err().to_string(), "invalid digit found in string");
/// ```
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Error {
    message: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    causes: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    #[serde(default, skip_serializing_if = "Retry::is_policy")]
    #[schema(value_type = serde_json::Value)]
    retry: Retry,
}

/// Whether a task that failed with an error is tried again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Retry {
    /// As the task's retry policy says.
    #[default]
    Policy,
    /// After this long, if the policy still has attempts left.
    After(Duration),
    /// Never: the same call would fail again.
    Never,
}

impl Retry {
    fn is_policy(&self) -> bool {
        *self == Self::Policy
    }
}

impl Error {
    /// An error that the task's retry policy handles.
    pub fn new(message: impl fmt::Display) -> Self {
        Self {
            message: message.to_string(),
            causes: Vec::new(),
            code: None,
            retry: Retry::Policy,
        }
    }

    /// An error that no retry can mend, such as a request that the provider refuses.
    pub fn permanent(message: impl fmt::Display) -> Self {
        Self::new(message).with_retry(Retry::Never)
    }

    /// The same error with another advice on retrying.
    #[must_use]
    pub fn with_retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// The same error with a word that tells it apart for code, as a provider's API gives it:
    /// `card_declined`.
    #[must_use]
    pub fn with_code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// The same error with a sentence in front that says what was being done.
    #[must_use]
    pub fn context(mut self, doing: impl fmt::Display) -> Self {
        let cause = std::mem::replace(&mut self.message, doing.to_string());
        self.causes.insert(0, cause);
        self
    }

    /// What went wrong, in one sentence.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The messages of the errors behind this one, outermost first.
    pub fn causes(&self) -> &[String] {
        &self.causes
    }

    /// What tells the error apart for code, if somebody gave it a word for that. It is kept with the
    /// task, so a job may decide by it.
    ///
    /// ```
    /// # use trigger::Error;
    /// # fn told_apart(error: Error) {
    /// match error.code() {
    ///     Some("card_declined") => { /* ask for another card */ }
    ///     _ => { /* … */ }
    /// }
    /// # }
    /// ```
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// Whether trying again can help.
    pub fn retry(&self) -> Retry {
        self.retry
    }
}

impl fmt::Display for Error {
    /// The message, followed by its causes when the alternate form (`{:#}`) is asked for.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if f.alternate() {
            for cause in &self.causes {
                write!(f, ": {cause}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:#}")
    }
}

impl<E> From<E> for Error
where
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    fn from(error: E) -> Self {
        let error = error.into();
        let mut causes = Vec::new();
        let mut source = error.source();
        while let Some(cause) = source {
            causes.push(cause.to_string());
            source = cause.source();
        }
        Self {
            message: error.to_string(),
            causes,
            code: None,
            retry: Retry::Policy,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_survives_being_stored() {
        let error = Error::new("refused")
            .context("could not announce the price")
            .with_retry(Retry::After(Duration::from_secs(7)));
        let stored = serde_json::to_string(&error).expect("an error is JSON");
        assert_eq!(
            serde_json::from_str::<Error>(&stored).expect("and back"),
            error
        );
        assert_eq!(
            format!("{error:#}"),
            "could not announce the price: refused"
        );
    }

    #[test]
    fn causes_are_kept_in_order() {
        #[derive(Debug, thiserror::Error)]
        #[error("outer")]
        struct Outer(#[from] std::num::ParseIntError);

        let inner = "x".parse::<u8>().expect_err("not a number");
        let error = Error::from(Outer::from(inner));
        assert_eq!(error.message(), "outer");
        assert_eq!(error.causes(), ["invalid digit found in string"]);
    }
}
