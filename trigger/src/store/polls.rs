//! Sources that are asked what is new: where each stands, who asks it now, and what it has found.

use rusqlite::{Connection, Row, params};

use super::deliveries::{NewEvent, Recorded, insert_event};
use super::row::{Columns, json, micros};
use super::transaction::Transaction;
use super::{Store, StoreError};
use crate::id::WorkerId;
use crate::source::{Cursor, SourceKey};
use crate::time::Timestamp;

/// How long an item is known after it was last found, in microseconds: as long as an event is
/// remembered at the least.
const REMEMBERED: i64 = 7 * DAY;
/// How exactly that is known.
const DAY: i64 = 24 * 3600 * 1_000_000;

/// How many forgotten items one answer removes at the most.
const REMOVED: i64 = 512;

/// Where a source stands.
#[derive(Clone, Debug)]
pub(crate) struct StoredPoll {
    pub(crate) source: SourceKey,
    pub(crate) cursor: Option<Cursor>,
    /// When it is asked next; while it is asked, when another process may ask it in place.
    pub(crate) next_at: Timestamp,
    /// Who asks it now.
    pub(crate) asked_by: Option<WorkerId>,
    /// Counts the questions.
    pub(crate) turn: i64,
    /// `None` until it has answered once.
    pub(crate) answered_at: Option<Timestamp>,
    /// Since then.
    pub(crate) failures: u32,
    pub(crate) error: Option<String>,
}

/// What becomes of a question that was answered.
#[derive(Clone, Debug)]
pub(crate) struct Answered {
    pub(crate) source: SourceKey,
    pub(crate) turn: i64,
    /// `None` keeps it as it was.
    pub(crate) cursor: Option<Cursor>,
    /// Everything that was found, by what tells it apart.
    pub(crate) found: Vec<String>,
    /// What of it is new.
    pub(crate) events: Vec<NewEvent>,
    pub(crate) at: Timestamp,
    pub(crate) next_at: Timestamp,
}

impl Store {
    /// Keeps sources, each with the latest time at which it is asked next. One that is kept already
    /// stands where it stood.
    pub(crate) async fn keep_polls(
        &self,
        polls: Vec<(SourceKey, Timestamp)>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let keep = move |sql: &Transaction<'_>| {
            for (source, latest) in &polls {
                sql.write(
                    "INSERT INTO polls (source, next_at) VALUES (?1, ?2)
                     ON CONFLICT (source) DO UPDATE SET next_at = min(next_at, ?3)",
                    params![source.as_str(), micros(now), micros(*latest)],
                )?;
            }
            Ok(())
        };
        self.writer.run(keep, |_| ()).await
    }

    /// Takes the questions over that are due, until a time: whoever has taken one asks it. Gives
    /// them, and when the next of these sources is due.
    pub(crate) async fn take_polls(
        &self,
        sources: Vec<SourceKey>,
        worker: WorkerId,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<(Vec<StoredPoll>, Option<Timestamp>), StoreError> {
        let take = move |sql: &Transaction<'_>| {
            let sources = json(&sources)?;
            let mut update = sql.prepare_cached(
                "UPDATE polls SET asked_by = ?2, turn = turn + 1, next_at = ?4
                 WHERE source IN (SELECT value FROM json_each(?1)) AND next_at <= ?3
                 RETURNING *",
            )?;
            let mut rows = update.query(params![sources, worker, micros(now), micros(until)])?;
            let mut taken = Vec::new();
            while let Some(row) = rows.next()? {
                taken.push(stored(row)?);
            }
            let next = sql.row(
                "SELECT min(next_at) AS next_at FROM polls
                 WHERE source IN (SELECT value FROM json_each(?1))",
                [sources],
                |row| Ok(row.maybe_time("next_at")),
            )??;
            Ok((taken, next))
        };
        self.writer.run(take, |_| ()).await
    }

    /// Which of these items of a source were not found before.
    pub(crate) async fn unknown_items(
        &self,
        source: SourceKey,
        items: Vec<String>,
    ) -> Result<Vec<String>, StoreError> {
        self.read(move |sql| {
            let mut select = sql.prepare_cached(
                "SELECT value FROM json_each(?2) WHERE value NOT IN
                     (SELECT item FROM polled_items WHERE source = ?1)",
            )?;
            let unknown =
                select.query_map(params![source.as_str(), json(&items)?], |row| row.get(0))?;
            Ok(unknown.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// Keeps an answer: the cursor, the items and the events in one commit. `None` when another
    /// process has asked in the meantime; then nothing of it is kept.
    pub(crate) async fn keep_answer(
        &self,
        answered: Answered,
        committed: impl FnOnce(&mut Option<Vec<Recorded>>) + Send + 'static,
    ) -> Result<Option<Vec<Recorded>>, StoreError> {
        let keep = move |sql: &Transaction<'_>| {
            let source = answered.source.as_str();
            let moved = sql.write(
                "UPDATE polls SET cursor = coalesce(?3, cursor), next_at = ?4, answered_at = ?5,
                        asked_by = NULL, failures = 0, error = NULL
                 WHERE source = ?1 AND turn = ?2 AND asked_by IS NOT NULL",
                params![
                    source,
                    answered.turn,
                    answered.cursor.as_ref().map(Cursor::as_str),
                    micros(answered.next_at),
                    micros(answered.at),
                ],
            )?;
            if moved == 0 {
                return Ok(None);
            }
            remember(sql, source, &answered.found, micros(answered.at))?;
            let events = answered.events.iter();
            let recorded = events.map(|event| insert_event(sql, event, None));
            recorded.collect::<Result<Vec<_>, _>>().map(Some)
        };
        self.writer.run(keep, committed).await
    }

    /// Keeps why a question was not answered, unless another process has asked in the meantime.
    pub(crate) async fn keep_failure(
        &self,
        source: SourceKey,
        turn: i64,
        error: String,
        next_at: Timestamp,
    ) -> Result<(), StoreError> {
        let keep = move |sql: &Transaction<'_>| {
            sql.write(
                "UPDATE polls SET failures = failures + 1, error = ?3, next_at = ?4,
                        asked_by = NULL
                 WHERE source = ?1 AND turn = ?2 AND asked_by IS NOT NULL",
                params![source.as_str(), turn, error, micros(next_at)],
            )?;
            Ok(())
        };
        self.writer.run(keep, |_| ()).await
    }

    /// Gives back what a worker asks now: it will not hear the answers.
    pub(crate) async fn give_back_polls(
        &self,
        worker: WorkerId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let give_back = move |sql: &Transaction<'_>| {
            sql.execute(
                "UPDATE polls SET asked_by = NULL, next_at = min(next_at, ?2) WHERE asked_by = ?1",
                params![worker, micros(now)],
            )?;
            Ok(())
        };
        self.writer.run(give_back, |_| ()).await
    }

    /// Where all sources stand.
    pub(crate) async fn polls(&self) -> Result<Vec<StoredPoll>, StoreError> {
        self.read(|sql| {
            let mut select = sql.prepare_cached("SELECT * FROM polls ORDER BY source")?;
            let mut rows = select.query([])?;
            let mut polls = Vec::new();
            while let Some(row) = rows.next()? {
                polls.push(stored(row)?);
            }
            Ok(polls)
        })
        .await
    }
}

/// Gives back what workers asked that are gone.
pub(super) fn give_back_of_gone(
    sql: &Connection,
    me: WorkerId,
    now: Timestamp,
) -> Result<(), StoreError> {
    sql.execute(
        "UPDATE polls SET asked_by = NULL, next_at = min(next_at, ?2)
         WHERE asked_by <> ?1 AND asked_by NOT IN (SELECT id FROM workers)",
        params![me, micros(now)],
    )?;
    Ok(())
}

/// Remembers what was found, and forgets what has not been found for long. What an API still
/// answers is known however old it is.
fn remember(
    sql: &Transaction<'_>,
    source: &str,
    found: &[String],
    at: i64,
) -> Result<(), StoreError> {
    let mut insert = sql.prepare_cached(
        "INSERT INTO polled_items (source, item, found_at) VALUES (?1, ?2, ?3)
         ON CONFLICT (source, item) DO UPDATE SET found_at = ?3 WHERE found_at < ?4",
    )?;
    for item in found {
        insert.execute(params![source, item, at, at.saturating_sub(DAY)])?;
    }
    sql.write(
        "DELETE FROM polled_items WHERE (source, item) IN (
             SELECT source, item FROM polled_items INDEXED BY polled_items_old
             WHERE source = ?1 AND found_at < ?2 LIMIT ?3)",
        params![source, at.saturating_sub(REMEMBERED + DAY), REMOVED],
    )?;
    Ok(())
}

fn stored(row: &Row<'_>) -> Result<StoredPoll, StoreError> {
    let source: String = row.column("source")?;
    let cursor: Option<String> = row.column("cursor")?;
    Ok(StoredPoll {
        source: SourceKey::from_stored(source),
        cursor: cursor.map(Cursor::from),
        next_at: row.time("next_at")?,
        asked_by: row.column("asked_by")?,
        turn: row.column("turn")?,
        answered_at: row.maybe_time("answered_at")?,
        failures: row.column("failures")?,
        error: row.column("error")?,
    })
}
