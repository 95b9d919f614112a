//! The clients that a run of an account works with, and the runs that wait for them.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use super::Core;
use super::execution::Execution;
use crate::credentials::{Account, DISCONNECTED, Resolver};
use crate::error::{Error, Result, Retry};
use crate::job::Integrations;
use crate::run::{AccountId, Pause, WaitsFor};
use crate::spec::{AnyClient, IntegrationMeta};
use crate::store::StoreError;
use crate::time::{add, until};

/// How long an app may take to find an account's client.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long a run waits at least and at most before its account is looked for again.
const SHORTEST: Duration = Duration::from_secs(10);
const LONGEST: Duration = Duration::from_secs(300);

/// Why a run has no clients to work with.
pub(super) enum NoClients {
    /// The account has no credentials yet, and why.
    Awaited(AccountId, Error),
    /// There are none, and there will not be.
    Refused(Error),
}

impl Core {
    /// Finds the clients that a run works with: those of its account, or the app's own.
    pub(super) async fn clients(
        &self,
        execution: &Execution,
    ) -> std::result::Result<Arc<Integrations>, NoClients> {
        let own = self.registry.integrations();
        let Some(job) = self.registry.job(&execution.job) else {
            return Ok(Arc::clone(own));
        };
        let mut clients = None;
        for need in (job.def.needs)() {
            let kind = (need.kind)();
            let Some(resolver) = own.resolver(kind) else {
                continue;
            };
            let client = match &execution.account {
                Some(account) => self.resolve(resolver, account).await?,
                None if own.contains(kind) => continue,
                None => return Err(NoClients::Refused(no_account(need.integration))),
            };
            let clients = clients.get_or_insert_with(|| Integrations::clone(own));
            clients.put(kind, resolver.meta, client);
        }
        Ok(clients.map_or_else(|| Arc::clone(own), Arc::new))
    }

    /// Asks the app for an account's client.
    async fn resolve(
        &self,
        resolver: &Resolver,
        account: &AccountId,
    ) -> std::result::Result<AnyClient, NoClients> {
        // In a task of its own, so that a panic of the app's is not one of the worker's; and one that
        // ends when this one is dropped.
        let mut resolving = JoinSet::new();
        resolving.spawn(resolver.resolve(self.account(account.clone())));
        let late = self.clock.sleep_until(add(self.clock.now(), PATIENCE));
        let resolved: Result<Option<AnyClient>> = tokio::select! {
            resolved = resolving.join_next() => match resolved {
                Some(Ok(resolved)) => resolved,
                _ => Err(Error::new("the app's resolver panicked")),
            },
            () = late => Err(Error::new("the app's resolver did not answer in time")),
        };
        let reason = match resolved {
            Ok(Some(client)) => return Ok(client),
            Ok(None) => Error::new("the account has no credentials"),
            Err(error) => error,
        };
        let passes = reason.retry() != Retry::Never || reason.code() == Some(DISCONNECTED);
        let name = resolver.meta.name;
        let error = reason.context(format!("there is no {name} for the account `{account}`"));
        Err(match passes {
            true => NoClients::Awaited(account.clone(), error),
            false => NoClients::Refused(error),
        })
    }

    #[cfg(feature = "oauth")]
    fn account(&self, id: AccountId) -> Account {
        Account::new(id, Arc::new(self.vault()))
    }

    #[cfg(not(feature = "oauth"))]
    #[allow(clippy::unused_self, reason = "with accounts' tokens, it is used")]
    fn account(&self, id: AccountId) -> Account {
        Account::new(id)
    }

    /// How a run waits for its account: it looks again after as long as it is old, within limits.
    pub(super) fn until_connected(&self, execution: &Execution) -> Pause {
        let now = self.clock.now();
        let wait = until(execution.created_at, now).clamp(SHORTEST, LONGEST);
        let looks_again = Pause::until(WaitsFor::Connection, add(now, wait));
        match self.conduct.activity {
            // Time that a test lets pass would never come to an end.
            Some(_) => Pause {
                wake_at: None,
                ..looks_again
            },
            None => looks_again,
        }
    }

    /// Has the runs go on that wait for an account. Says how many.
    pub(super) async fn connected(&self, account: AccountId) -> Result<usize, StoreError> {
        let now = self.clock.now();
        let woken = self.store.wake_unconnected(account, now).await?;
        self.look_everywhere().await?;
        Ok(woken)
    }
}

fn no_account(integration: IntegrationMeta) -> Error {
    Error::permanent(format!(
        "the run is of no account, and the app has no {} of its own: send the event for an account, \
         or add `.integration({}…)` to the app",
        integration.name, integration.type_name
    ))
}
