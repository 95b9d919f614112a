//! Concurrency limits: the runs of a slot that may execute, and those that are held back.
//!
//! A run that falls under a limit is held when it is queued, and let through, oldest first, as
//! long as fewer of its slot are queued or executing than the slot's size. So the queue itself
//! holds nothing that cannot start, and a flood under one limit is in nobody's way.

use rusqlite::{Savepoint, params};

use super::StoreError;

/// Lets held runs of a slot through as far as there is room. Says how many.
pub(super) fn let_through(sql: &Savepoint<'_>, slot: &str) -> Result<usize, StoreError> {
    Ok(sql
        .prepare_cached(
            "UPDATE runs SET held = 0 WHERE seq IN (
                 SELECT seq FROM runs
                 WHERE slot = ?1 AND held = 1 AND status IN ('queued', 'executing')
                 ORDER BY seq
                 LIMIT max(0, coalesce((SELECT slot_size FROM runs
                                        WHERE slot = ?1 AND held = 1
                                          AND status IN ('queued', 'executing')
                                        ORDER BY seq LIMIT 1), 0)
                              - (SELECT count(*) FROM runs
                                 WHERE slot = ?1 AND held = 0
                                   AND status IN ('queued', 'executing'))))",
        )?
        .execute(params![slot])?)
}
