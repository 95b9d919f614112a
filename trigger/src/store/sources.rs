//! What is kept about sources.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::Value;

use super::row::{Columns, json, micros};
use super::transaction::Transaction;
use super::{Store, StoreError};
use crate::source::{Coverage, SourceKey};
use crate::time::Timestamp;

/// What a source is made from again.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SourceIdentity {
    pub(crate) key: SourceKey,
    /// The id of its kind.
    pub(crate) kind: String,
    /// What its kind makes it from.
    pub(crate) params: Value,
    /// The account that it is of, if a dynamic trigger says so.
    pub(crate) account: Option<String>,
}

/// What is kept about a source.
#[derive(Clone, Debug)]
pub(crate) struct StoredSource {
    pub(crate) identity: SourceIdentity,
    /// The URL that the provider was told.
    pub(crate) url: String,
    /// Which file the database was when it was registered; see [`home`](super::home).
    pub(crate) home: Option<String>,
    /// Whether the registration succeeded, and nothing says that it is gone.
    pub(crate) active: bool,
    /// What is registered.
    pub(crate) registered: Coverage,
    /// What the source keeps.
    pub(crate) data: Option<Value>,
    /// The secret, encrypted.
    pub(crate) secret: Option<Vec<u8>>,
    /// Why the last registration failed.
    pub(crate) error: Option<String>,
    /// What a check found that is not as it was registered.
    pub(crate) drift: Option<String>,
    pub(crate) checked_at: Option<Timestamp>,
    pub(crate) updated_at: Timestamp,
}

/// What a source keeps from one delivery to the next.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Metadata {
    /// Counts the changes.
    pub(crate) version: i64,
    pub(crate) value: Value,
}

/// What becomes of a registration that another file of this database has made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Inherited {
    /// This file takes it over: the app has moved.
    TakenOver,
    /// It is left to the other file: this one is a copy.
    Left,
}

impl Store {
    /// What is kept about a source.
    pub(crate) async fn source(&self, key: SourceKey) -> Result<Option<StoredSource>, StoreError> {
        let select = move |sql: &Connection| {
            let mut select = sql.prepare_cached("SELECT * FROM sources WHERE key = ?1")?;
            let mut rows = select.query([key.as_str()])?;
            rows.next()?.map(stored).transpose()
        };
        self.read(select).await
    }

    /// What is kept about every source.
    pub(crate) async fn sources(&self) -> Result<Vec<StoredSource>, StoreError> {
        self.read(all_sources).await
    }

    /// Keeps a source's registration in place of an earlier one. No secret keeps the earlier one's.
    pub(crate) async fn keep_source(&self, source: StoredSource) -> Result<(), StoreError> {
        let keep = move |sql: &Transaction<'_>| {
            let SourceIdentity {
                key,
                kind,
                params,
                account,
            } = &source.identity;
            sql.execute(
                "INSERT INTO sources (key, kind, params, account, url, home, active, events,
                                      options, data, secret, error, drift, checked_at, updated_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
                 ON CONFLICT (key) DO UPDATE SET
                     kind = excluded.kind, params = excluded.params, account = excluded.account,
                     url = excluded.url, home = excluded.home, active = excluded.active,
                     events = excluded.events, options = excluded.options, data = excluded.data,
                     secret = coalesce(excluded.secret, secret), error = excluded.error,
                     drift = excluded.drift, checked_at = excluded.checked_at,
                     updated_at = excluded.updated_at",
                params![
                    key.as_str(),
                    kind,
                    json(params)?,
                    account,
                    source.url,
                    source.home,
                    source.active,
                    json(&source.registered.events)?,
                    json(&source.registered.options)?,
                    source.data.as_ref().map(json).transpose()?,
                    source.secret,
                    source.error,
                    source.drift,
                    source.checked_at.map(micros),
                    micros(source.updated_at),
                ],
            )?;
            Ok(())
        };
        self.writer.run(keep, |_| ()).await
    }

    /// Keeps why a source could not be registered; what was registered before stays.
    pub(crate) async fn keep_source_error(
        &self,
        source: SourceIdentity,
        url: String,
        error: String,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let keep = move |sql: &Transaction<'_>| {
            sql.execute(
                "INSERT INTO sources (key, kind, params, account, url, active, events, options,
                                      error, updated_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, FALSE, '[]', '{}', ?6, ?7)
                 ON CONFLICT (key) DO UPDATE SET
                     error = excluded.error, updated_at = excluded.updated_at",
                params![
                    source.key.as_str(),
                    source.kind,
                    json(&source.params)?,
                    source.account,
                    url,
                    error,
                    micros(now)
                ],
            )?;
            Ok(())
        };
        self.writer.run(keep, |_| ()).await
    }

    /// Keeps that a source is registered as wanted.
    pub(crate) async fn settle_source(
        &self,
        key: SourceKey,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let settle = move |sql: &Transaction<'_>| {
            sql.execute(
                "UPDATE sources SET error = NULL, drift = NULL, updated_at = ?2 WHERE key = ?1",
                params![key.as_str(), micros(now)],
            )?;
            Ok(())
        };
        self.writer.run(settle, |_| ()).await
    }

    /// Keeps what a check found, unless the source was registered anew meanwhile: `seen` is when it
    /// was last changed before the check. What has drifted is not active any more.
    pub(crate) async fn keep_check(
        &self,
        key: SourceKey,
        seen: Timestamp,
        drift: Option<String>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let keep = move |sql: &Transaction<'_>| {
            let kept = sql.execute(
                "UPDATE sources SET checked_at = ?3, drift = ?4, active = active AND ?4 IS NULL
                 WHERE key = ?1 AND updated_at = ?2",
                params![key.as_str(), micros(seen), micros(now), drift],
            )?;
            Ok(kept == 1)
        };
        self.writer.run(keep, |_| ()).await
    }

    /// Has a source registered anew, whatever is known of its registration.
    pub(crate) async fn unsettle_source(&self, key: SourceKey) -> Result<(), StoreError> {
        let unsettle = move |sql: &Transaction<'_>| {
            let unsettle = "UPDATE sources SET active = FALSE WHERE key = ?1";
            sql.execute(unsettle, [key.as_str()])?;
            Ok(())
        };
        self.writer.run(unsettle, |_| ()).await
    }

    /// Decides what becomes of a registration that another file of this database has made.
    pub(crate) async fn inherit_source(
        &self,
        key: SourceKey,
        home: Option<String>,
        inherited: Inherited,
    ) -> Result<(), StoreError> {
        let inherit = move |sql: &Transaction<'_>| {
            let forget = match inherited {
                Inherited::TakenOver => "",
                Inherited::Left => {
                    ", data = NULL, secret = NULL, events = '[]', options = '{}', drift = NULL"
                }
            };
            let inherit =
                format!("UPDATE sources SET home = ?2, active = FALSE{forget} WHERE key = ?1");
            sql.execute(&inherit, params![key.as_str(), home])?;
            Ok(())
        };
        self.writer.run(inherit, |_| ()).await
    }

    /// Forgets all that is kept about a source.
    pub(crate) async fn forget_source(&self, key: SourceKey) -> Result<(), StoreError> {
        let forget = move |sql: &Transaction<'_>| {
            sql.execute("DELETE FROM sources WHERE key = ?1", [key.as_str()])?;
            let forget = "DELETE FROM source_metadata WHERE source = ?1";
            sql.execute(forget, [key.as_str()])?;
            Ok(())
        };
        self.writer.run(forget, |_| ()).await
    }

    /// What a source keeps from one delivery to the next.
    pub(crate) async fn source_metadata(&self, key: SourceKey) -> Result<Metadata, StoreError> {
        let select = move |sql: &Connection| {
            let mut select =
                sql.prepare_cached("SELECT * FROM source_metadata WHERE source = ?1")?;
            let mut rows = select.query([key.as_str()])?;
            let Some(row) = rows.next()? else {
                return Ok(Metadata::default());
            };
            Ok(Metadata {
                version: row.column("version")?,
                value: row.json("metadata")?,
            })
        };
        self.read(select).await
    }
}

/// Keeps what a source wants for its next delivery, in place of the version that it was given.
///
/// # Errors
///
/// [`StoreError::Stale`] when that was replaced meanwhile.
pub(super) fn keep_metadata(
    sql: &Transaction<'_>,
    source: &SourceKey,
    metadata: &Metadata,
) -> Result<(), StoreError> {
    let kept = sql
        .row(
            "INSERT INTO source_metadata (source, version, metadata) VALUES (?1, 1, ?3)
             ON CONFLICT (source) DO UPDATE SET
                 version = version + 1, metadata = excluded.metadata WHERE version = ?2
             RETURNING version",
            params![source.as_str(), metadata.version, json(&metadata.value)?],
            |row| row.get::<_, i64>(0),
        )
        .optional()?;
    kept.map(|_| ()).ok_or(StoreError::Stale)
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
        identity: SourceIdentity {
            key: SourceKey::from_stored(&*key),
            kind: row.column("kind")?,
            params: row.json("params")?,
            account: row.column("account")?,
        },
        url: row.column("url")?,
        home: row.column("home")?,
        active: row.column("active")?,
        registered: Coverage {
            events: row.json("events")?,
            options: row.json("options")?,
        },
        data: row.maybe_json("data")?,
        secret: row.column("secret")?,
        error: row.column("error")?,
        drift: row.column("drift")?,
        checked_at: row.maybe_time("checked_at")?,
        updated_at: row.time("updated_at")?,
    })
}
