//! What verifies what arrives: a secret, or several while one of them is being replaced.

use std::borrow::Cow;
use std::fmt;
use std::sync::OnceLock;

use secrecy::{ExposeSecret, SecretString};

use super::KeyForm;
use super::mac::{Hash, Mac};
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

/// A secret, and how long it is accepted.
#[derive(Clone)]
pub(super) struct Known {
    secret: SecretString,
    until: Option<Timestamp>,
    keyed: OnceLock<Keyed>,
}

/// What codes under a secret begin with, for the one way of reading and using it that it is mostly
/// asked for.
#[derive(Clone)]
struct Keyed {
    form: KeyForm,
    hash: Hash,
    mac: Mac,
}

impl Known {
    fn new(secret: SecretString, until: Option<Timestamp>) -> Self {
        let keyed = OnceLock::new();
        Self {
            secret,
            until,
            keyed,
        }
    }

    /// The key's bytes; `None` when the secret is not written so or there is nothing in it.
    pub(super) fn key(&self, form: KeyForm) -> Option<Cow<'_, [u8]>> {
        let key = form.read(self.secret.expose_secret());
        key.filter(|key| !key.is_empty())
    }

    /// A code under the key, of nothing yet. It is begun once and then copied: that saves reading the
    /// key and two rounds of the hash for each request.
    pub(super) fn mac(&self, form: KeyForm, hash: Hash) -> Option<Mac> {
        if let Some(keyed) = self.keyed.get()
            && (keyed.form, keyed.hash) == (form, hash)
        {
            return Some(keyed.mac.clone());
        }
        let mac = Mac::new(hash, &self.key(form)?)?;
        // One that is used in several ways is kept as the first of them.
        let _ = self.keyed.set(Keyed {
            form,
            hash,
            mac: mac.clone(),
        });
        Some(mac)
    }
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
        self.known.push(Known::new(secret.into(), None));
        self
    }

    /// With one more, which is accepted as well in what arrives before a time.
    #[must_use]
    pub fn or_until(mut self, secret: impl Into<SecretString>, until: Timestamp) -> Self {
        self.known.push(Known::new(secret.into(), Some(until)));
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

    pub(super) fn all(&self) -> impl Iterator<Item = &Known> {
        self.known.iter()
    }

    /// Those that are accepted at a time, the newest first.
    pub(super) fn accepted_at(&self, time: Timestamp) -> impl Iterator<Item = &Known> {
        self.known
            .iter()
            .filter(move |known| known.until.is_none_or(|until| time < until))
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
