//! The tokens of a connection, and where they are kept.

use std::fmt;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::run::{AccountId, BoxFuture};
use crate::time::{Timestamp, add};

/// What an authorization server gave for an account: an access token, and what gets the next one.
///
/// ```
/// # use std::time::Duration;
/// use trigger::credentials::Tokens;
///
/// let tokens = Tokens::new("ya29.a0…")
///     .refresh("1//0g…")
///     .expires_in(Duration::from_secs(3599));
/// ```
#[derive(Clone, Serialize, Deserialize)]
pub struct Tokens {
    #[serde(with = "in_the_clear")]
    access: SecretString,
    #[serde(default, with = "maybe_in_the_clear")]
    refresh: Option<SecretString>,
    #[serde(default)]
    expires_at: Option<Timestamp>,
}

impl Tokens {
    /// An access token that does not expire, as far as anybody knows.
    pub fn new(access: impl Into<SecretString>) -> Self {
        Self {
            access: access.into(),
            refresh: None,
            expires_at: None,
        }
    }

    /// With a refresh token, which gets the next access token.
    #[must_use]
    pub fn refresh(mut self, refresh: impl Into<SecretString>) -> Self {
        self.refresh = Some(refresh.into());
        self
    }

    /// With how long the access token can be used from now on, by the system's clock: `expires_in`
    /// of the server's answer.
    #[must_use]
    pub fn expires_in(self, lifetime: Duration) -> Self {
        self.expires_at(add(Timestamp::now(), lifetime))
    }

    /// With the time from which on the access token cannot be used.
    #[must_use]
    pub fn expires_at(mut self, at: Timestamp) -> Self {
        self.expires_at = Some(at);
        self
    }

    pub(super) fn access(&self) -> &SecretString {
        &self.access
    }

    pub(super) fn refresh_token(&self) -> Option<&SecretString> {
        self.refresh.as_ref()
    }

    /// Whether the access token can still be used at a time.
    pub(super) fn is_good_at(&self, time: Timestamp) -> bool {
        self.expires_at.is_none_or(|expires_at| time < expires_at)
    }

    /// With the refresh token of earlier tokens, if there is no new one: a server need not give a
    /// new one each time.
    pub(super) fn or_refresh_of(mut self, earlier: Self) -> Self {
        self.refresh = self.refresh.or(earlier.refresh);
        self
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens")
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// What is kept of an account's connection to a provider.
#[derive(Debug)]
pub(crate) struct Kept {
    /// Counts how often it changed.
    pub(crate) version: i64,
    pub(crate) standing: Standing,
}

/// How an account's connection to a provider stands.
#[derive(Clone, Debug)]
pub(crate) enum Standing {
    Connected(Tokens),
    /// The provider gives no tokens any more, and why.
    Refused(String),
}

/// Where tokens are kept, by provider and account: encrypted, and shared by the app's processes.
pub(crate) trait Vault: Send + Sync {
    /// The tokens that are kept; `None` when the account was never connected.
    fn load<'a>(
        &'a self,
        provider: &'a str,
        account: &'a AccountId,
    ) -> BoxFuture<'a, Result<Option<Kept>>>;

    /// Takes the right to replace tokens of a version for a while. `false` when another process has
    /// it, or has replaced them.
    fn claim<'a>(
        &'a self,
        provider: &'a str,
        account: &'a AccountId,
        version: i64,
    ) -> BoxFuture<'a, Result<bool>>;

    /// Gives the right back.
    fn give_back<'a>(
        &'a self,
        provider: &'a str,
        account: &'a AccountId,
        version: i64,
    ) -> BoxFuture<'a, Result<()>>;

    /// Keeps how a connection stands from a version on. If it has changed meanwhile, the newest
    /// stays.
    fn replace<'a>(
        &'a self,
        provider: &'a str,
        account: &'a AccountId,
        version: i64,
        standing: Standing,
    ) -> BoxFuture<'a, Result<()>>;

    /// The time.
    fn now(&self) -> Timestamp;
}

/// A secret as JSON, which is encrypted before it is kept.
mod in_the_clear {
    use super::*;
    use serde::{Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(
        secret: &SecretString,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(secret.expose_secret())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<SecretString, D::Error> {
        String::deserialize(deserializer).map(SecretString::from)
    }
}

/// The same of a secret that there may not be.
mod maybe_in_the_clear {
    use super::*;
    use serde::{Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(
        secret: &Option<SecretString>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let secret = secret.as_ref().map(ExposeSecret::expose_secret);
        secret.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<SecretString>, D::Error> {
        let secret: Option<String> = Option::deserialize(deserializer)?;
        Ok(secret.map(SecretString::from))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_token() {
        let tokens = Tokens::new("canary-1").refresh("canary-2");
        assert!(!format!("{tokens:?}").contains("canary"));
    }

    #[test]
    fn a_server_need_not_give_another_refresh_token() {
        let first = Tokens::new("1").refresh("r");
        let refresh = |tokens: Tokens| {
            let refresh = tokens.refresh_token().cloned();
            refresh.map(|secret| secret.expose_secret().to_owned())
        };
        assert_eq!(
            refresh(Tokens::new("2").or_refresh_of(first.clone())).as_deref(),
            Some("r")
        );
        let other = Tokens::new("2").refresh("s");
        assert_eq!(refresh(other.or_refresh_of(first)).as_deref(), Some("s"));
    }
}
