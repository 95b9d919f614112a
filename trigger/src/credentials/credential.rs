//! What a client proves with who asks.

use std::fmt;

use secrecy::SecretString;

#[cfg(feature = "oauth")]
use super::Connection;
use crate::error::Result;

/// What a client proves with who asks: a secret, or (with the feature `oauth`) an account's
/// connection, whose tokens change while the client is used.
///
/// It is made from either: `Slack::new("xoxb-…")`, `Slack::new(connection)`. Its `Debug` output
/// shows no secret.
#[derive(Clone)]
#[non_exhaustive]
pub enum Credential {
    /// The same for each request.
    Secret(SecretString),
    /// An access token that is replaced before it expires.
    #[cfg(feature = "oauth")]
    Connection(Connection),
}

impl Credential {
    /// What to send with a request.
    ///
    /// # Errors
    ///
    /// Those of a connection; a secret has none.
    pub async fn token(&self) -> Result<SecretString> {
        match self {
            Self::Secret(secret) => Ok(secret.clone()),
            #[cfg(feature = "oauth")]
            Self::Connection(connection) => connection.token().await,
        }
    }

    /// What to send in place of a token that was refused; `None` when there is nothing else.
    ///
    /// # Errors
    ///
    /// As [`token`](Self::token).
    pub async fn renewed(&self, refused: &SecretString) -> Result<Option<SecretString>> {
        match self {
            Self::Secret(_) => {
                let _ = refused;
                Ok(None)
            }
            #[cfg(feature = "oauth")]
            Self::Connection(connection) => connection.renewed(refused).await.map(Some),
        }
    }

    /// The secret that stays the same, if it does.
    pub fn secret(&self) -> Option<&SecretString> {
        match self {
            Self::Secret(secret) => Some(secret),
            #[cfg(feature = "oauth")]
            Self::Connection(_) => None,
        }
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Secret(_) => f.write_str("Secret"),
            #[cfg(feature = "oauth")]
            Self::Connection(connection) => connection.fmt(f),
        }
    }
}

impl From<SecretString> for Credential {
    fn from(secret: SecretString) -> Self {
        Self::Secret(secret)
    }
}

impl From<String> for Credential {
    fn from(secret: String) -> Self {
        Self::Secret(secret.into())
    }
}

impl From<&str> for Credential {
    fn from(secret: &str) -> Self {
        Self::Secret(secret.into())
    }
}

#[cfg(feature = "oauth")]
impl From<Connection> for Credential {
    fn from(connection: Connection) -> Self {
        Self::Connection(connection)
    }
}
