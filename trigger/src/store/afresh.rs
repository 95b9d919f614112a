//! What a run forgets when it, or a task of it, is tried again.

use rusqlite::params;

use super::StoreError;
use super::row::{Columns, json};
use super::transaction::Transaction;
use crate::record::TaskStatus;
use crate::run::TaskPath;

/// Forgets the failed steps within a task that is tried again, or within the run itself, so that
/// they are, too.
///
/// What stays was begun after results that are not there any more, so the order in which the calls
/// came is not held against the next attempt.
pub(super) fn forget_failed(
    sql: &Transaction<'_>,
    run: i64,
    path: &TaskPath,
) -> Result<(), StoreError> {
    let within = within(path)?;
    let forgotten = sql.write(
        "DELETE FROM tasks
         WHERE run = ?1 AND status = 'failed' AND substr(path, 1, length(?2)) = ?2",
        params![run, within],
    )?;
    if forgotten > 0 {
        sql.write(
            "UPDATE tasks SET begun_after = NULL
             WHERE run = ?1 AND substr(path, 1, length(?2)) = ?2",
            params![run, within],
        )?;
    }
    Ok(())
}

/// Forgets the steps of a run that are about to be tried again, so that a person's retry begins with
/// their first attempt.
pub(super) fn forget_retrying(sql: &Transaction<'_>, run: i64) -> Result<(), StoreError> {
    sql.write(
        "DELETE FROM tasks WHERE run = ?1 AND status = 'retrying'",
        [run],
    )?;
    Ok(())
}

/// Forgets what a run has waited for in vain: its end has closed its URLs, and events have not
/// reached it since. It waits anew, and events that came meanwhile count.
pub(super) fn forget_awaited(sql: &Transaction<'_>, run: i64) -> Result<(), StoreError> {
    sql.write(
        "DELETE FROM tasks WHERE run = ?1 AND status = 'waiting' AND kind = 'wait_for_event'",
        [run],
    )?;
    let urls: Vec<TaskPath> = {
        let mut select =
            sql.prepare_cached("SELECT path FROM tasks WHERE run = ?1 AND kind = 'request_url'")?;
        let mut rows = select.query([run])?;
        let mut urls = Vec::new();
        while let Some(row) = rows.next()? {
            urls.push(row.json("path")?);
        }
        urls
    };
    for wait in urls.iter().map(TaskPath::parent) {
        let answered: bool = sql
            .prepare_cached("SELECT 1 FROM tasks WHERE run = ?1 AND path = ?2 AND status = ?3")?
            .exists(params![run, json(&wait)?, TaskStatus::Completed.as_str()])?;
        if !answered {
            sql.write(
                "DELETE FROM tasks
                 WHERE run = ?1 AND (path = ?2 OR substr(path, 1, length(?3)) = ?3)",
                params![run, json(&wait)?, within(&wait)?],
            )?;
        }
    }
    Ok(())
}

/// How the paths begin that lie within another one, as they are stored.
fn within(path: &TaskPath) -> Result<String, StoreError> {
    let mut within = json(path)?;
    within.pop();
    if !path.keys().is_empty() {
        within.push(',');
    }
    Ok(within)
}
