//! Concurrency limits: the runs of a slot that may execute, and those that are held back.
//!
//! A run that falls under a limit is held when it is queued, and let through as long as fewer of
//! its slot are queued or executing than the limit allows: the oldest one of each job in turn. So
//! the queue itself holds nothing that cannot start, and a flood under one limit is in nobody's
//! way.
//!
//! How large a limit is stands in a table of its own and not with each run, so that the program
//! which was started last decides it, for runs that are queued already too.

use rusqlite::{OptionalExtension, Row, params};

use super::transaction::Transaction;
use super::turns::{Candidate, Turns};
use super::{Store, StoreError};

/// A concurrency limit under which a run falls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    /// What is counted: the limit, and the key that it counts separately.
    pub(crate) name: String,
    /// The name of the limit.
    pub(crate) scope: String,
}

/// How many runs a limit allows for each of its slots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Limit {
    pub(crate) scope: String,
    pub(crate) size: u32,
}

impl Store {
    /// Makes limits known that are not known yet.
    pub(crate) async fn know_limits(&self, limits: Vec<Limit>) -> Result<(), StoreError> {
        if limits.is_empty() {
            return Ok(());
        }
        let know = move |sql: &Transaction<'_>| {
            for Limit { scope, size } in &limits {
                sql.execute(
                    "INSERT INTO limits (scope, size) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                    params![scope, size],
                )?;
            }
            Ok(())
        };
        self.writer.run(know, |_| ()).await
    }

    /// Has these limits hold and no others, also for runs that are queued already.
    pub(crate) async fn set_limits(&self, limits: Vec<Limit>) -> Result<(), StoreError> {
        let set = move |sql: &Transaction<'_>| {
            sql.execute("DELETE FROM limits", [])?;
            for Limit { scope, size } in &limits {
                sql.execute(
                    "INSERT INTO limits (scope, size) VALUES (?1, ?2)",
                    params![scope, size],
                )?;
            }
            let mut held = sql.prepare(
                "SELECT DISTINCT slot, scope FROM runs INDEXED BY runs_of_slot
                 WHERE slot IS NOT NULL AND status IN ('queued', 'executing') AND held = 1",
            )?;
            let held: Vec<Slot> = held.query_map([], slot)?.collect::<Result<_, _>>()?;
            for slot in held {
                let_through(sql, &slot, Turns::default())?;
            }
            Ok(())
        };
        self.writer.run(set, |_| ()).await
    }
}

/// The first held run of the slot `?2`, of the first job after `?1`.
pub(super) const NEXT_HELD: &str = "SELECT job, seq, job IN (SELECT job FROM paused_jobs)
     FROM runs INDEXED BY runs_of_slot
     WHERE slot = ?2 AND held = 1 AND status IN ('queued', 'executing') AND job > ?1
     ORDER BY job, seq LIMIT 1";

/// Lets held runs of a slot through as far as there is room. Says how many.
pub(super) fn let_through(
    sql: &Transaction<'_>,
    slot: &Slot,
    mut turns: Turns,
) -> Result<usize, StoreError> {
    let mut let_through = 0;
    let room = room(sql, slot)?;
    while room.is_none_or(|room| let_through < room) {
        let next = turns.next(|last| {
            let mut seek = sql.prepare_cached(NEXT_HELD)?;
            seek.query_row(params![last, slot.name], Candidate::read)
                .optional()
        })?;
        let Some(run) = next else { break };
        sql.write("UPDATE runs SET held = 0 WHERE seq = ?1", [run])?;
        let_through += 1;
    }
    Ok(let_through)
}

/// Whether a run of a slot may start.
pub(super) fn has_room(sql: &Transaction<'_>, slot: &Slot) -> Result<bool, StoreError> {
    Ok(room(sql, slot)? != Some(0))
}

/// How many more runs of a slot may start; `None` when nothing limits them any more.
fn room(sql: &Transaction<'_>, slot: &Slot) -> Result<Option<usize>, StoreError> {
    let size: Option<i64> = sql
        .row(
            "SELECT size FROM limits WHERE scope = ?1",
            [&slot.scope],
            |row| row.get(0),
        )
        .optional()?;
    let Some(size) = size else { return Ok(None) };
    let taken: i64 = sql.row(
        "SELECT count(*) FROM runs INDEXED BY runs_of_slot
         WHERE slot = ?1 AND held = 0 AND status IN ('queued', 'executing')",
        [&slot.name],
        |row| row.get(0),
    )?;
    // None when the limit was larger before.
    Ok(Some(usize::try_from(size - taken).unwrap_or(0)))
}

/// The columns `slot` and `scope` of a run that falls under a limit.
pub(super) fn slot(row: &Row<'_>) -> rusqlite::Result<Slot> {
    Ok(Slot {
        name: row.get("slot")?,
        scope: row.get("scope")?,
    })
}
