//! The dynamic triggers that were registered while the app ran.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::Value;
use serde_json::value::RawValue;

use super::row::{Columns, json};
use super::runs::{Fence, check_fence};
use super::transaction::Transaction;
use super::{Store, StoreError};
use crate::source::SourceKey;

/// A dynamic trigger as it was registered.
#[derive(Clone, Debug)]
pub(crate) struct StoredTrigger {
    /// The id of its kind.
    pub(crate) kind: String,
    /// What tells it from others of its kind.
    pub(crate) key: String,
    /// The source that its events come through.
    pub(crate) source: SourceKey,
    /// What the source is made from.
    pub(crate) params: Value,
    pub(crate) account: Option<String>,
    pub(crate) metadata: Box<RawValue>,
}

impl Store {
    /// Keeps a dynamic trigger in place of the one of its kind and key, from within a run as long
    /// as its worker owns it. Gives the source that the earlier one had.
    pub(crate) async fn register_trigger(
        &self,
        fence: Option<Fence>,
        trigger: StoredTrigger,
    ) -> Result<Option<SourceKey>, StoreError> {
        let register = move |sql: &Transaction<'_>| {
            fence.map_or(Ok(()), |fence| check_fence(sql, fence))?;
            let earlier = source_of(sql, &trigger.kind, &trigger.key)?;
            sql.execute(
                "INSERT INTO dynamic_triggers (kind, key, source, params, account, metadata)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (kind, key) DO UPDATE SET
                     source = excluded.source, params = excluded.params,
                     account = excluded.account, metadata = excluded.metadata",
                params![
                    trigger.kind,
                    trigger.key,
                    trigger.source.as_str(),
                    json(&trigger.params)?,
                    trigger.account,
                    trigger.metadata.get(),
                ],
            )?;
            Ok(earlier)
        };
        self.writer.run(register, |_| ()).await
    }

    /// Forgets a dynamic trigger, from within a run as long as its worker owns it. Gives the source
    /// that it had.
    pub(crate) async fn unregister_trigger(
        &self,
        fence: Option<Fence>,
        kind: String,
        key: String,
    ) -> Result<Option<SourceKey>, StoreError> {
        let unregister = move |sql: &Transaction<'_>| {
            fence.map_or(Ok(()), |fence| check_fence(sql, fence))?;
            let earlier = source_of(sql, &kind, &key)?;
            let forget = "DELETE FROM dynamic_triggers WHERE kind = ?1 AND key = ?2";
            sql.execute(forget, [&kind, &key])?;
            Ok(earlier)
        };
        self.writer.run(unregister, |_| ()).await
    }

    /// The dynamic triggers whose events come through a source.
    pub(crate) async fn triggers_of(
        &self,
        source: SourceKey,
    ) -> Result<Vec<StoredTrigger>, StoreError> {
        self.read(move |sql: &Connection| {
            let select = "SELECT * FROM dynamic_triggers WHERE source = ?1 ORDER BY kind, key";
            collect(sql, select, [source.as_str()])
        })
        .await
    }

    /// All dynamic triggers.
    pub(crate) async fn triggers(&self) -> Result<Vec<StoredTrigger>, StoreError> {
        self.read(|sql| collect(sql, "SELECT * FROM dynamic_triggers ORDER BY kind, key", []))
            .await
    }
}

fn source_of(
    sql: &Transaction<'_>,
    kind: &str,
    key: &str,
) -> Result<Option<SourceKey>, StoreError> {
    let source: Option<String> = sql
        .row(
            "SELECT source FROM dynamic_triggers WHERE kind = ?1 AND key = ?2",
            [kind, key],
            |row| row.get(0),
        )
        .optional()?;
    Ok(source.map(SourceKey::from_stored))
}

fn collect(
    sql: &Connection,
    select: &str,
    params: impl rusqlite::Params,
) -> Result<Vec<StoredTrigger>, StoreError> {
    let mut select = sql.prepare_cached(select)?;
    let mut rows = select.query(params)?;
    let mut triggers = Vec::new();
    while let Some(row) = rows.next()? {
        triggers.push(trigger(row)?);
    }
    Ok(triggers)
}

fn trigger(row: &Row<'_>) -> Result<StoredTrigger, StoreError> {
    let source: String = row.column("source")?;
    Ok(StoredTrigger {
        kind: row.column("kind")?,
        key: row.column("key")?,
        source: SourceKey::from_stored(source),
        params: row.json("params")?,
        account: row.column("account")?,
        metadata: row.json("metadata")?,
    })
}
