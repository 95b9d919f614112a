//! Events that runs publish, at once or later.

use rusqlite::{OptionalExtension, params};
use serde_json::value::{RawValue, to_raw_value};

use super::deliveries::{NewEvent, Recorded, insert_event};
use super::row::{Columns, integer, micros};
use super::runs::{Fence, check_fence};
use super::steps::{JournalEntry, Kept, KeptLine, StepState, insert_lines, upsert_step};
use super::transaction::Transaction;
use super::{Store, StoreError};
use crate::run::{AccountId, SentEvent};
use crate::time::Timestamp;

/// An event of the app whose time is still to come.
#[derive(Clone, Debug)]
pub(crate) struct DelayedEvent {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) payload: Box<RawValue>,
    pub(crate) account: Option<AccountId>,
    pub(crate) is_test: bool,
    pub(crate) due_at: Timestamp,
}

/// An event that a run publishes.
#[derive(Clone, Debug)]
pub(crate) enum Sending {
    Now(NewEvent),
    Later(DelayedEvent),
}

/// What became of what a step has published.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) recorded: Vec<Recorded>,
    pub(crate) step: JournalEntry,
}

impl Store {
    /// Publishes events and keeps the step that sent them, in one commit. The step's output is
    /// what became of each.
    pub(crate) async fn keep_sending(
        &self,
        fence: Fence,
        kept: Kept,
        events: Vec<Sending>,
        lines: Vec<KeptLine>,
        committed: impl FnOnce(&mut Sent) + Send + 'static,
    ) -> Result<Sent, StoreError> {
        let write = move |sql: &Transaction<'_>| {
            check_fence(sql, fence)?;
            insert_lines(sql, fence.run, &lines)?;
            let mut recorded = Vec::new();
            let mut sent = Vec::new();
            for event in &events {
                sent.push(match event {
                    Sending::Now(event) => {
                        let became = insert_event(sql, event, None)?;
                        let sent = SentEvent {
                            id: event.id.clone(),
                            runs: became.runs.clone(),
                            timestamp: kept.started_at,
                            due_at: None,
                        };
                        recorded.push(became);
                        sent
                    }
                    Sending::Later(event) => {
                        insert_delayed(sql, event)?;
                        SentEvent {
                            id: event.id.clone(),
                            runs: Vec::new(),
                            timestamp: kept.started_at,
                            due_at: Some(event.due_at),
                        }
                    }
                });
            }
            let state = completed(&sent, kept.started_at)?;
            let kept = Kept {
                state,
                ..kept.clone()
            };
            let step = upsert_step(sql, fence, &kept)?;
            Ok(Sent { recorded, step })
        };
        self.writer.run(write, committed).await
    }

    /// Takes back an event whose time is still to come, and keeps the step that did. The step's
    /// output is whether there was one.
    pub(crate) async fn keep_cancelled_event(
        &self,
        fence: Fence,
        kept: Kept,
        id: String,
        lines: Vec<KeptLine>,
    ) -> Result<JournalEntry, StoreError> {
        let write = move |sql: &Transaction<'_>| {
            check_fence(sql, fence)?;
            insert_lines(sql, fence.run, &lines)?;
            let deleted = sql.write("DELETE FROM delayed_events WHERE id = ?1", [&id])?;
            let state = completed(&(deleted == 1), kept.started_at)?;
            let kept = Kept {
                state,
                ..kept.clone()
            };
            upsert_step(sql, fence, &kept)
        };
        self.writer.run(write, |_| ()).await
    }

    /// The events whose time has come, oldest first, and when the next one is due.
    pub(crate) async fn due_events(
        &self,
        now: Timestamp,
        limit: usize,
    ) -> Result<(Vec<DelayedEvent>, Option<Timestamp>), StoreError> {
        self.read(move |sql| {
            let mut select = sql.prepare_cached(
                "SELECT id, name, payload, account, is_test, due_at FROM delayed_events
                 WHERE due_at <= ?1 ORDER BY due_at LIMIT ?2",
            )?;
            let mut rows = select.query(params![micros(now), integer(limit)])?;
            let mut due = Vec::new();
            while let Some(row) = rows.next()? {
                due.push(DelayedEvent {
                    id: row.column("id")?,
                    name: row.column("name")?,
                    payload: row.json("payload")?,
                    account: row.column::<Option<String>>("account")?.map(AccountId::new),
                    is_test: row.column("is_test")?,
                    due_at: row.time("due_at")?,
                });
            }
            let next = sql
                .prepare_cached(
                    "SELECT due_at FROM delayed_events WHERE due_at > ?1 ORDER BY due_at LIMIT 1",
                )?
                .query_row([micros(now)], |row| Ok(row.time("due_at")))
                .optional()?
                .transpose()?;
            Ok((due, next))
        })
        .await
    }

    /// Publishes an event whose time has come, unless another process has or it was taken back.
    pub(crate) async fn publish_due(
        &self,
        event: NewEvent,
        committed: impl FnOnce(&mut Option<Recorded>) + Send + 'static,
    ) -> Result<Option<Recorded>, StoreError> {
        let publish = move |sql: &Transaction<'_>| {
            let deleted = sql.write("DELETE FROM delayed_events WHERE id = ?1", [&event.id])?;
            match deleted {
                0 => Ok(None),
                _ => insert_event(sql, &event, None).map(Some),
            }
        };
        self.writer.run(publish, committed).await
    }
}

/// Queues an event, unless one of its id was published or is queued already.
fn insert_delayed(sql: &Transaction<'_>, event: &DelayedEvent) -> Result<(), StoreError> {
    sql.write(
        "INSERT INTO delayed_events (id, name, payload, account, is_test, due_at)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6
         WHERE NOT EXISTS (SELECT 1 FROM events WHERE source = '' AND id = ?1)
         ON CONFLICT DO NOTHING",
        params![
            event.id,
            event.name,
            event.payload.get().as_bytes(),
            event.account.as_ref().map(AccountId::as_str),
            event.is_test,
            micros(event.due_at),
        ],
    )?;
    Ok(())
}

/// The state of a step that has returned a value.
pub(super) fn completed(
    output: &impl serde::Serialize,
    at: Timestamp,
) -> Result<StepState, StoreError> {
    let output = to_raw_value(output).map_err(|error| StoreError::Corrupt(error.to_string()))?;
    Ok(StepState::Completed {
        output: output.get().as_bytes().to_vec(),
        at,
    })
}
