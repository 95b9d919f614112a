//! An account that an app acts for, and what finds the client that it is acted for with.

use std::any::TypeId;
use std::fmt;
use std::future::Future;
use std::sync::Arc;

#[cfg(feature = "oauth")]
use super::{Connection, OAuth, Vault};
use crate::error::Result;
use crate::run::{AccountId, BoxFuture};
use crate::spec::{AnyClient, Integration, IntegrationMeta};

/// An account whose client a run needs: what [`App::credentials`](crate::App::credentials) hands to
/// the app's resolver.
#[derive(Clone)]
pub struct Account {
    id: AccountId,
    #[cfg(feature = "oauth")]
    vault: Arc<dyn Vault>,
}

impl Account {
    #[cfg(feature = "oauth")]
    pub(crate) fn new(id: AccountId, vault: Arc<dyn Vault>) -> Self {
        Self { id, vault }
    }

    #[cfg(not(feature = "oauth"))]
    pub(crate) fn new(id: AccountId) -> Self {
        Self { id }
    }

    /// What names it.
    pub fn id(&self) -> &AccountId {
        &self.id
    }

    /// The account's connection to a provider, with an access token that can be used; `None` when it
    /// was never [connected](crate::Client::connect).
    ///
    /// # Errors
    ///
    /// One with the code [`DISCONNECTED`](super::DISCONNECTED), which the resolver hands on, when the
    /// provider refuses the account's refresh token; others when the provider cannot be reached, the
    /// database cannot be read, or the tokens were encrypted with another key.
    #[cfg(feature = "oauth")]
    pub async fn connection(&self, provider: &OAuth) -> Result<Option<Connection>> {
        if self.vault.load(provider.id(), &self.id).await?.is_none() {
            return Ok(None);
        }
        let vault = Arc::clone(&self.vault);
        let connection = Connection::new(provider.clone(), self.id.clone(), vault);
        connection.token().await?;
        Ok(Some(connection))
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Account").field(&self.id).finish()
    }
}

/// What finds the client of an integration for an account, its types erased.
#[derive(Clone)]
pub(crate) struct Resolver {
    pub(crate) meta: IntegrationMeta,
    resolve: Arc<Resolve>,
}

type Resolve = dyn Fn(Account) -> BoxFuture<'static, Result<Option<AnyClient>>> + Send + Sync;

impl Resolver {
    /// A resolver, and the type of the clients that it finds.
    pub(crate) fn new<I, R, F>(resolve: R) -> (TypeId, Self)
    where
        I: Integration,
        R: Fn(Account) -> F + Send + Sync + 'static,
        F: Future<Output = Result<Option<I>>> + Send + 'static,
    {
        let resolver = Self {
            meta: I::META,
            resolve: Arc::new(move |account| {
                let client = resolve(account);
                Box::pin(async move { Ok(client.await?.map(|client| Arc::new(client) as _)) })
            }),
        };
        (TypeId::of::<I>(), resolver)
    }

    /// The account's client; `None` when it has no credentials yet.
    pub(crate) fn resolve(
        &self,
        account: Account,
    ) -> BoxFuture<'static, Result<Option<AnyClient>>> {
        (self.resolve)(account)
    }
}
