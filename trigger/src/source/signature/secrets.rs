//! What verifies what arrives: a secret, or several while one of them is being replaced.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

use crate::error::{Error, Result};
use crate::time::Timestamp;

/// The secrets of one source, any of which a sender may sign with.
///
/// There are several while a secret is being replaced: what the provider signs with the old one is
/// accepted until that is dropped, or until a time that is given.
///
/// ```
/// use trigger::source::signature::Secrets;
///
/// let secrets = Secrets::from("the new one").or_until("the old one", "2030-01-01T00:00:00Z".parse()?);
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
///
/// `Debug` shows how many there are and nothing of them.
#[derive(Clone, Default)]
pub struct Secrets {
    /// The one to sign with first.
    known: Vec<Known>,
}

#[derive(Clone)]
struct Known {
    secret: SecretString,
    until: Option<Timestamp>,
}

impl Secrets {
    /// The secret in an environment variable and, while it is being replaced, the old one in the
    /// variable of the same name and `_OLD`. None when neither is set.
    ///
    /// A variable that is set counts as given even when it is empty, so that [`Self::validate`]
    /// finds the mistake.
    pub fn from_env(variable: &str) -> Self {
        Self::read(variable, |name| std::env::var_os(name))
    }

    pub(super) fn read(
        variable: &str,
        environment: impl Fn(&str) -> Option<std::ffi::OsString>,
    ) -> Self {
        let old = format!("{variable}_OLD");
        let given = [variable, &old].into_iter().filter_map(environment);
        given.fold(Self::default(), |secrets, secret| {
            secrets.or(secret.to_string_lossy().into_owned())
        })
    }

    /// With one more, which is accepted as well.
    #[must_use]
    pub fn or(mut self, secret: impl Into<SecretString>) -> Self {
        self.known.push(Known {
            secret: secret.into(),
            until: None,
        });
        self
    }

    /// With one more, which is accepted as well in what arrives before a time.
    #[must_use]
    pub fn or_until(mut self, secret: impl Into<SecretString>, until: Timestamp) -> Self {
        self.known.push(Known {
            secret: secret.into(),
            until: Some(until),
        });
        self
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Whether each can be used, asked when the app starts. `name` is what they are called in the
    /// error, usually their environment variable.
    ///
    /// # Errors
    ///
    /// When one is blank: anybody could sign with it.
    pub fn validate(&self, name: &str) -> Result<()> {
        let blank = |known: &Known| known.secret.expose_secret().trim().is_empty();
        if self.known.iter().any(blank) {
            let message = format!("`{name}` is empty: give it a value, or do not set it");
            return Err(Error::permanent(message));
        }
        Ok(())
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &SecretString> {
        self.known.iter().map(|known| &known.secret)
    }

    /// Those that are accepted at a time, the newest first.
    pub(super) fn accepted_at(&self, time: Timestamp) -> impl Iterator<Item = &SecretString> {
        self.known
            .iter()
            .filter(move |known| known.until.is_none_or(|until| time < until))
            .map(|known| &known.secret)
    }
}

impl From<SecretString> for Secrets {
    fn from(secret: SecretString) -> Self {
        Self::default().or(secret)
    }
}

impl From<String> for Secrets {
    fn from(secret: String) -> Self {
        Self::default().or(secret)
    }
}

impl From<&str> for Secrets {
    fn from(secret: &str) -> Self {
        Self::default().or(secret)
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({})", self.known.len())
    }
}
