//! How the connections of accounts to providers stand.

use rusqlite::{Connection, params};

#[cfg(feature = "oauth")]
use super::row::micros;
use super::row::{Columns, integer};
use super::transaction::Transaction;
use super::{Store, StoreError};
use crate::run::AccountId;
#[cfg(feature = "oauth")]
use crate::time::Timestamp;

/// What names a connection: a provider's id, and the account.
#[derive(Clone, Debug)]
pub(crate) struct ConnectionKey {
    pub(crate) provider: String,
    pub(crate) account: AccountId,
}

impl ConnectionKey {
    /// Where its tokens are sealed for; they open nowhere else.
    pub(crate) fn place(&self) -> String {
        let Self { provider, account } = self;
        format!("connection:{}", serde_json::json!([provider, account]))
    }
}

impl Store {
    /// Connections that have tokens, with them, in order, after one.
    pub(crate) async fn connections(
        &self,
        after: Option<ConnectionKey>,
        limit: usize,
    ) -> Result<Vec<(ConnectionKey, Vec<u8>)>, StoreError> {
        self.read(move |sql: &Connection| {
            let (provider, account) = match &after {
                Some(key) => (&*key.provider, key.account.as_str()),
                None => ("", ""),
            };
            let mut select = sql.prepare(
                "SELECT provider, account, tokens FROM connections
                 WHERE (provider, account) > (?1, ?2) AND tokens IS NOT NULL
                 ORDER BY provider, account LIMIT ?3",
            )?;
            let limit = integer(limit);
            let mut rows = select.query(params![provider, account, limit])?;
            let mut connections = Vec::new();
            while let Some(row) = rows.next()? {
                let key = ConnectionKey {
                    provider: row.column("provider")?,
                    account: row.column::<String>("account")?.into(),
                };
                connections.push((key, row.column("tokens")?));
            }
            Ok(connections)
        })
        .await
    }

    /// Puts sealed tokens in the place of those that a connection has, unless those have changed; or
    /// forgets them, and says why.
    pub(crate) async fn reseal_tokens(
        &self,
        key: ConnectionKey,
        from: Vec<u8>,
        to: Result<Vec<u8>, String>,
    ) -> Result<(), StoreError> {
        let reseal = move |sql: &Transaction<'_>| {
            let (tokens, refused) = (to.as_ref().ok(), to.as_ref().err());
            sql.execute(
                "UPDATE connections SET tokens = ?4, refused = ?5
                 WHERE provider = ?1 AND account = ?2 AND tokens = ?3",
                params![key.provider, key.account.as_str(), from, tokens, refused],
            )?;
            Ok(())
        };
        self.writer.run(reseal, |_| ()).await
    }
}

/// How a connection stands.
#[cfg(feature = "oauth")]
#[derive(Debug)]
pub(crate) struct StoredConnection {
    /// Counts how often it changed.
    pub(crate) version: i64,
    /// Encrypted; or why there are none any more.
    pub(crate) tokens: Result<Vec<u8>, String>,
}

#[cfg(feature = "oauth")]
impl Store {
    /// How a connection stands; `None` when there never was one.
    pub(crate) async fn connection(
        &self,
        key: ConnectionKey,
    ) -> Result<Option<StoredConnection>, StoreError> {
        let select = move |sql: &Connection| {
            let mut select = sql.prepare_cached(
                "SELECT version, tokens, refused FROM connections
                 WHERE provider = ?1 AND account = ?2",
            )?;
            let mut rows = select.query([&*key.provider, key.account.as_str()])?;
            rows.next()?.map(stored).transpose()
        };
        self.read(select).await
    }

    /// Keeps the tokens of a connection, in place of earlier ones.
    pub(crate) async fn connect(
        &self,
        key: ConnectionKey,
        tokens: Vec<u8>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let connect = move |sql: &Transaction<'_>| {
            sql.execute(
                "INSERT INTO connections (provider, account, version, tokens, updated_at)
                 VALUES (?1, ?2, 1, ?3, ?4)
                 ON CONFLICT (provider, account) DO UPDATE SET
                     version = version + 1, tokens = excluded.tokens, refused = NULL,
                     claimed_until = NULL, updated_at = excluded.updated_at",
                params![key.provider, key.account.as_str(), tokens, micros(now)],
            )?;
            Ok(())
        };
        self.writer.run(connect, |_| ()).await
    }

    /// Forgets a connection. Says whether there was one.
    pub(crate) async fn disconnect(&self, key: ConnectionKey) -> Result<bool, StoreError> {
        let disconnect = move |sql: &Transaction<'_>| {
            let gone = sql.execute(
                "DELETE FROM connections WHERE provider = ?1 AND account = ?2",
                params![key.provider, key.account.as_str()],
            )?;
            Ok(gone == 1)
        };
        self.writer.run(disconnect, |_| ()).await
    }

    /// Takes the right to replace the tokens of a version until a time. `false` when another process
    /// has it, or has replaced them.
    pub(crate) async fn claim_tokens(
        &self,
        key: ConnectionKey,
        version: i64,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let claim = move |sql: &Transaction<'_>| {
            let claimed = sql.execute(
                "UPDATE connections SET claimed_until = ?5
                 WHERE provider = ?1 AND account = ?2 AND version = ?3
                   AND (claimed_until IS NULL OR claimed_until <= ?4)",
                params![
                    key.provider,
                    key.account.as_str(),
                    version,
                    micros(now),
                    micros(until)
                ],
            )?;
            Ok(claimed == 1)
        };
        self.writer.run(claim, |_| ()).await
    }

    /// Gives that right back.
    pub(crate) async fn give_tokens_back(
        &self,
        key: ConnectionKey,
        version: i64,
    ) -> Result<(), StoreError> {
        let give_back = move |sql: &Transaction<'_>| {
            sql.execute(
                "UPDATE connections SET claimed_until = NULL
                 WHERE provider = ?1 AND account = ?2 AND version = ?3",
                params![key.provider, key.account.as_str(), version],
            )?;
            Ok(())
        };
        self.writer.run(give_back, |_| ()).await
    }

    /// Keeps other tokens in place of those of a version, or why there are none any more. If those
    /// were replaced meanwhile, the newest stay.
    pub(crate) async fn replace_tokens(
        &self,
        key: ConnectionKey,
        version: i64,
        tokens: Result<Vec<u8>, String>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let replace = move |sql: &Transaction<'_>| {
            let (tokens, refused) = match &tokens {
                Ok(tokens) => (Some(tokens), None),
                Err(reason) => (None, Some(reason)),
            };
            sql.execute(
                "UPDATE connections SET version = version + 1, tokens = ?4, refused = ?5,
                                        claimed_until = NULL, updated_at = ?6
                 WHERE provider = ?1 AND account = ?2 AND version = ?3",
                params![
                    key.provider,
                    key.account.as_str(),
                    version,
                    tokens,
                    refused,
                    micros(now)
                ],
            )?;
            Ok(())
        };
        self.writer.run(replace, |_| ()).await
    }
}

#[cfg(feature = "oauth")]
fn stored(row: &rusqlite::Row<'_>) -> Result<StoredConnection, StoreError> {
    let tokens: Option<Vec<u8>> = row.column("tokens")?;
    let refused: Option<String> = row.column("refused")?;
    Ok(StoredConnection {
        version: row.column("version")?,
        tokens: tokens.ok_or_else(|| refused.unwrap_or_default()),
    })
}
