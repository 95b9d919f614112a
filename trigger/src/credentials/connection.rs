//! An account's connection to a provider: an access token that can be used, whenever it is asked
//! for.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::oauth::{Answer, OAuth};
use super::{Standing, Tokens, Vault, disconnected};
use crate::error::{Error, Result};
use crate::run::AccountId;
use crate::time::{Timestamp, add};

/// How long before its end an access token is replaced.
const AHEAD: Duration = Duration::from_secs(60);

/// How long to wait before looking again whether another process has replaced a token.
const LOOK: Duration = Duration::from_millis(50);

/// Which access token will do.
#[derive(Clone, Copy)]
enum Wanted<'t> {
    Good,
    OtherThan(&'t SecretString),
}

impl Wanted<'_> {
    fn is(self, tokens: &Tokens, at: Timestamp) -> bool {
        match self {
            Self::Good => tokens.is_good_at(at),
            Self::OtherThan(refused) => tokens.access().expose_secret() != refused.expose_secret(),
        }
    }
}

/// An account's connection to a provider, which a client takes in the place of a secret: it gives an
/// access token for each request.
///
/// One that is about to expire is replaced first. Of several that ask at once, in whatever process,
/// one replaces it and all get the new one, and the refresh token that comes with it is kept before
/// anybody uses either.
///
/// It makes and shows no secret by itself: its `Debug` output is the provider and the account.
#[derive(Clone)]
pub struct Connection {
    provider: OAuth,
    account: AccountId,
    vault: Arc<dyn Vault>,
}

impl Connection {
    pub(super) fn new(provider: OAuth, account: AccountId, vault: Arc<dyn Vault>) -> Self {
        Self {
            provider,
            account,
            vault,
        }
    }

    /// The account.
    pub fn account(&self) -> &AccountId {
        &self.account
    }

    /// An access token that can be used.
    ///
    /// # Errors
    ///
    /// One with the code [`DISCONNECTED`](super::DISCONNECTED) when the provider refuses to replace
    /// the token; one that can be tried again when the provider cannot be reached and the token has
    /// expired.
    pub async fn token(&self) -> Result<SecretString> {
        self.get(Wanted::Good).await
    }

    /// Another access token than one that the provider has refused. If that was replaced already,
    /// it is the one that took its place.
    ///
    /// # Errors
    ///
    /// As [`token`](Self::token).
    pub async fn renewed(&self, refused: &SecretString) -> Result<SecretString> {
        self.get(Wanted::OtherThan(refused)).await
    }

    /// The kept token if it will do, and another one if not.
    async fn get(&self, wanted: Wanted<'_>) -> Result<SecretString> {
        let turn = self.provider.turn(&self.account);
        let mut held = None;
        loop {
            let (version, tokens) = self.load().await?;
            if wanted.is(&tokens, add(self.vault.now(), AHEAD)) {
                return Ok(tokens.access().clone());
            }
            if held.is_none() {
                // Whoever had the turn before may have replaced it.
                held = Some(turn.lock().await);
                continue;
            }
            if self.claim(version).await? {
                return self.replace(version, tokens, wanted).await;
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    async fn load(&self) -> Result<(i64, Tokens)> {
        let (provider, account) = (self.provider.id(), &self.account);
        let kept = self.vault.load(provider, account).await?;
        let Some(kept) = kept else {
            return Err(disconnected(provider, account, "connect it"));
        };
        match kept.standing {
            Standing::Connected(tokens) => Ok((kept.version, tokens)),
            Standing::Refused(reason) => Err(refused(provider, account, &reason)),
        }
    }

    async fn claim(&self, version: i64) -> Result<bool> {
        let provider = self.provider.id();
        self.vault.claim(provider, &self.account, version).await
    }

    /// Gets another access token and keeps it, in a task of its own: if whoever asks is dropped
    /// meanwhile, the refresh token that the provider gave must be kept all the same.
    async fn replace(
        &self,
        version: i64,
        tokens: Tokens,
        wanted: Wanted<'_>,
    ) -> Result<SecretString> {
        // While the provider is out of reach, one that is good for a moment more will do.
        let last = wanted.is(&tokens, self.vault.now());
        let last = last.then(|| tokens.access().clone());
        let connection = self.clone();
        let replacing = tokio::spawn(async move { connection.replace_now(version, tokens).await });
        match replacing.await.map_err(Error::from)? {
            Err(error) if error.code() != Some(super::DISCONNECTED) => last.ok_or(error),
            outcome => outcome,
        }
    }

    async fn replace_now(&self, version: i64, tokens: Tokens) -> Result<SecretString> {
        let (provider, account) = (self.provider.id(), &self.account);
        let answer = match tokens.refresh_token() {
            Some(refresh) => self.provider.refresh(refresh, self.vault.now()).await,
            None => Ok(Answer::Refused("there is no refresh token".to_owned())),
        };
        let (standing, outcome) = match answer {
            Ok(Answer::Tokens(fresh)) => {
                let fresh = fresh.or_refresh_of(tokens);
                let access = fresh.access().clone();
                (Standing::Connected(fresh), Ok(access))
            }
            Ok(Answer::Refused(reason)) => {
                let error = refused(provider, account, &reason);
                (Standing::Refused(reason), Err(error))
            }
            Err(error) => {
                self.vault.give_back(provider, account, version).await?;
                return Err(error);
            }
        };
        self.vault
            .replace(provider, account, version, standing)
            .await?;
        outcome
    }
}

fn refused(provider: &str, account: &AccountId, reason: &str) -> Error {
    disconnected(
        provider,
        account,
        &format!("its access ended ({reason}), connect it again"),
    )
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("provider", &self.provider)
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}
