//! The tokens of accounts, encrypted in the database.

use std::sync::Arc;
use std::time::Duration;

use super::Core;
use crate::credentials::{Kept, Standing, Tokens, Vault};
use crate::error::Result;
use crate::run::{AccountId, BoxFuture};
use crate::seal::Keyring;
use crate::store::{ConnectionKey, Store, StoreError};
use crate::time::{Clock, Timestamp, add};

/// How long a process may take to replace a token before another one tries.
const CLAIM: Duration = Duration::from_secs(60);

/// How long after a failed write it is tried again.
const AGAIN: Duration = Duration::from_millis(500);

/// The tokens of accounts, encrypted in the database.
pub(super) struct StoreVault {
    store: Store,
    keyring: Arc<Keyring>,
    clock: Clock,
}

impl Core {
    pub(super) fn vault(&self) -> StoreVault {
        StoreVault {
            store: self.store.clone(),
            keyring: Arc::clone(&self.keyring),
            clock: self.clock.clone(),
        }
    }

    /// Keeps an account's tokens, and has the runs go on that wait for the account. Says how many.
    pub(super) async fn connect(
        &self,
        provider: String,
        account: AccountId,
        tokens: Tokens,
    ) -> Result<usize> {
        let key = ConnectionKey {
            provider,
            account: account.clone(),
        };
        let sealed = self.vault().seal(&key, &tokens)?;
        self.store.connect(key, sealed, self.clock.now()).await?;
        Ok(self.connected(account).await?)
    }
}

impl StoreVault {
    fn seal(&self, key: &ConnectionKey, tokens: &Tokens) -> Result<Vec<u8>> {
        let json = serde_json::to_vec(tokens)?;
        Ok(self.keyring.seal(&key.place(), &json)?)
    }

    fn open(&self, key: &ConnectionKey, sealed: &[u8]) -> Result<Tokens> {
        let json = self.keyring.open(&key.place(), sealed)?;
        Ok(serde_json::from_slice(&json)?)
    }
}

fn key(provider: &str, account: &AccountId) -> ConnectionKey {
    ConnectionKey {
        provider: provider.to_owned(),
        account: account.clone(),
    }
}

impl Vault for StoreVault {
    fn load<'a>(
        &'a self,
        provider: &'a str,
        account: &'a AccountId,
    ) -> BoxFuture<'a, Result<Option<Kept>>> {
        Box::pin(async move {
            let key = key(provider, account);
            let Some(stored) = self.store.connection(key.clone()).await? else {
                return Ok(None);
            };
            let standing = match stored.tokens {
                Ok(sealed) => Standing::Connected(self.open(&key, &sealed)?),
                Err(reason) => Standing::Refused(reason),
            };
            Ok(Some(Kept {
                version: stored.version,
                standing,
            }))
        })
    }

    fn claim<'a>(
        &'a self,
        provider: &'a str,
        account: &'a AccountId,
        version: i64,
    ) -> BoxFuture<'a, Result<bool>> {
        Box::pin(async move {
            let now = self.clock.now();
            let (key, until) = (key(provider, account), add(now, CLAIM));
            Ok(self.store.claim_tokens(key, version, now, until).await?)
        })
    }

    fn give_back<'a>(
        &'a self,
        provider: &'a str,
        account: &'a AccountId,
        version: i64,
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let key = key(provider, account);
            Ok(self.store.give_tokens_back(key, version).await?)
        })
    }

    fn replace<'a>(
        &'a self,
        provider: &'a str,
        account: &'a AccountId,
        version: i64,
        standing: Standing,
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let key = key(provider, account);
            let tokens = match standing {
                Standing::Connected(tokens) => Ok(self.seal(&key, &tokens)?),
                Standing::Refused(reason) => Err(reason),
            };
            let now = self.clock.now();
            loop {
                let (key, tokens) = (key.clone(), tokens.clone());
                match self.store.replace_tokens(key, version, tokens, now).await {
                    Ok(()) => return Ok(()),
                    Err(error @ StoreError::Closed) => return Err(error.into()),
                    // The provider may not know the earlier tokens any more.
                    Err(error) => {
                        tracing::error!(%error, "new tokens cannot be kept; trying again");
                        tokio::time::sleep(AGAIN).await;
                    }
                }
            }
        })
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
