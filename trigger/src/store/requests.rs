//! URLs that runs have handed out, and the one request that each of them takes.

use rusqlite::{OptionalExtension, params};
use sha2::{Digest, Sha256};

use super::row::{json, micros};
use super::runs::{Fence, check_fence};
use super::steps::{JournalEntry, Kept, KeptLine, insert_lines, upsert_step};
use super::transaction::Transaction;
use super::{Store, StoreError, awaits};
use crate::run::ReceivedRequest;
use crate::time::Timestamp;

/// What became of a request to a URL that a run may have handed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Receipt {
    /// It was recorded, and this run goes on with it if it waits for it.
    Taken { stirred: Option<i64> },
    /// The URL has taken its request already, or is not waited for any more.
    Used,
    /// No run that has not ended has handed out this URL.
    Unknown,
}

impl Store {
    /// Keeps a step that makes a URL, and has the URL take a request, in one commit.
    pub(crate) async fn keep_url(
        &self,
        fence: Fence,
        kept: Kept,
        token: String,
        lines: Vec<KeptLine>,
    ) -> Result<JournalEntry, StoreError> {
        let keep = move |sql: &Transaction<'_>| {
            check_fence(sql, fence)?;
            insert_lines(sql, fence.run, &lines)?;
            sql.write(
                "INSERT INTO requests (token, run) VALUES (?1, ?2)",
                params![hash(&token), fence.run],
            )?;
            upsert_step(sql, fence, &kept)
        };
        self.writer.run(keep, |_| ()).await
    }

    /// Records the first request to a URL, and gives it to the task that waits for it.
    pub(crate) async fn record_request(
        &self,
        token: String,
        request: ReceivedRequest,
        now: Timestamp,
        committed: impl FnOnce(&mut Receipt) + Send + 'static,
    ) -> Result<Receipt, StoreError> {
        let record = move |sql: &Transaction<'_>| {
            let known: Option<(i64, Option<String>, bool)> = sql
                .row(
                    "SELECT run, task, request IS NULL FROM requests WHERE token = ?1",
                    [hash(&token)],
                    |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
                )
                .optional()?;
            let Some((run, task, open)) = known else {
                return Ok(Receipt::Unknown);
            };
            if !open {
                return Ok(Receipt::Used);
            }
            let request = json(&request)?;
            sql.write(
                "UPDATE requests SET request = ?2 WHERE token = ?1",
                params![hash(&token), request],
            )?;
            let stirred = match task {
                Some(task) => {
                    let output = request.into_bytes();
                    awaits::resolve(sql, run, &task, Ok(output), micros(now))?
                }
                None => None,
            };
            Ok(Receipt::Taken { stirred })
        };
        self.writer.run(record, committed).await
    }
}

/// Has a task wait for the request to a URL, unless it has come already.
pub(super) fn expect(
    sql: &Transaction<'_>,
    run: i64,
    task: &str,
    token: &str,
    at: i64,
) -> Result<Option<i64>, StoreError> {
    let request: Option<Option<String>> = sql
        .row(
            "UPDATE requests SET task = ?3 WHERE token = ?1 AND run = ?2 RETURNING request",
            params![hash(token), run, task],
            |row| row.get(0),
        )
        .optional()?;
    match request {
        Some(Some(request)) => awaits::resolve(sql, run, task, Ok(request.into_bytes()), at),
        Some(None) => Ok(None),
        None => Err(StoreError::Corrupt("a run's URL is gone".to_owned())),
    }
}

/// Has a URL take no request any more, because nothing waits for it.
pub(super) fn close(sql: &Transaction<'_>, run: i64, task: &str) -> Result<(), StoreError> {
    sql.write(
        "UPDATE requests SET request = 'null' WHERE run = ?1 AND task = ?2 AND request IS NULL",
        params![run, task],
    )?;
    Ok(())
}

/// Who can read the database cannot send a request.
fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}
