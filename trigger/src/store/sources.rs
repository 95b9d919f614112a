//! What is kept about sources.

use std::collections::BTreeSet;

use rusqlite::{Connection, Row, Transaction, params};
use serde_json::Value;

use super::row::{Columns, json, micros};
use super::{Store, StoreError};
use crate::source::SourceKey;
use crate::time::Timestamp;

/// What is kept about a source.
#[derive(Clone, Debug)]
pub(crate) struct StoredSource {
    pub(crate) key: SourceKey,
    /// The URL that the provider was told.
    pub(crate) url: String,
    /// Whether the registration succeeded.
    pub(crate) active: bool,
    /// What is registered.
    pub(crate) events: BTreeSet<String>,
    /// What the source keeps.
    pub(crate) data: Option<Value>,
    /// The secret, encrypted.
    pub(crate) secret: Option<Vec<u8>>,
    /// Why the last registration failed.
    pub(crate) error: Option<String>,
}

impl Store {
    /// What is kept about a source.
    pub(crate) async fn source(&self, key: SourceKey) -> Result<Option<StoredSource>, StoreError> {
        let select = move |sql: &rusqlite::Connection| {
            let mut select = sql.prepare_cached("SELECT * FROM sources WHERE key = ?1")?;
            let mut rows = select.query([key.as_str()])?;
            rows.next()?.map(stored).transpose()
        };
        self.read(select).await
    }

    /// Keeps a source's registration in place of an earlier one. No secret keeps the earlier one's.
    pub(crate) async fn keep_source(
        &self,
        source: StoredSource,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let keep = move |sql: &Transaction<'_>| {
            sql.execute(
                "INSERT INTO sources (key, url, active, events, data, secret, error, updated_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                 ON CONFLICT (key) DO UPDATE SET
                     url = excluded.url, active = excluded.active, events = excluded.events,
                     data = excluded.data, secret = coalesce(excluded.secret, secret),
                     error = excluded.error, updated_at = excluded.updated_at",
                params![
                    source.key.as_str(),
                    source.url,
                    source.active,
                    json(&source.events)?,
                    source.data.as_ref().map(json).transpose()?,
                    source.secret,
                    source.error,
                    micros(now),
                ],
            )?;
            Ok(())
        };
        self.writer.run(keep, |_| ()).await
    }

    /// Keeps why a source could not be registered; what was registered before stays.
    pub(crate) async fn keep_source_error(
        &self,
        key: SourceKey,
        url: String,
        error: String,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let keep = move |sql: &Transaction<'_>| {
            sql.execute(
                "INSERT INTO sources (key, url, active, events, error, updated_at)
                 VALUES (?1, ?2, FALSE, '[]', ?3, ?4)
                 ON CONFLICT (key) DO UPDATE SET
                     error = excluded.error, updated_at = excluded.updated_at",
                params![key.as_str(), url, error, micros(now)],
            )?;
            Ok(())
        };
        self.writer.run(keep, |_| ()).await
    }

    /// Forgets why a source could not be registered: it is registered as wanted.
    pub(crate) async fn forget_source_error(
        &self,
        key: SourceKey,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let forget = move |sql: &Transaction<'_>| {
            sql.execute(
                "UPDATE sources SET error = NULL, updated_at = ?2 WHERE key = ?1",
                params![key.as_str(), micros(now)],
            )?;
            Ok(())
        };
        self.writer.run(forget, |_| ()).await
    }
}

/// What is kept about every source.
pub(super) fn all_sources(sql: &Connection) -> Result<Vec<StoredSource>, StoreError> {
    let mut select = sql.prepare("SELECT * FROM sources ORDER BY key")?;
    let mut rows = select.query([])?;
    let mut sources = Vec::new();
    while let Some(row) = rows.next()? {
        sources.push(stored(row)?);
    }
    Ok(sources)
}

fn stored(row: &Row<'_>) -> Result<StoredSource, StoreError> {
    let key: String = row.column("key")?;
    Ok(StoredSource {
        key: SourceKey::from_stored(&key),
        url: row.column("url")?,
        active: row.column("active")?,
        events: row.json("events")?,
        data: row.maybe_json("data")?,
        secret: row.column("secret")?,
        error: row.column("error")?,
    })
}
