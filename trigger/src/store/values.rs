//! Values that runs keep beyond a task: of the run, of its job, or of the app.

use rusqlite::{OptionalExtension, params};

use super::row::{Columns, json};
use super::runs::{Fence, check_fence};
use super::sending::completed;
use super::steps::{JournalEntry, Kept, KeptLine, insert_lines, upsert_step};
use super::transaction::Transaction;
use super::{Store, StoreError};
use crate::run::{StateChange, StateOp};

impl Store {
    /// Reads or changes a value and keeps the step that did, in one commit.
    pub(crate) async fn keep_state(
        &self,
        fence: Fence,
        kept: Kept,
        scope: String,
        op: StateOp,
        lines: Vec<KeptLine>,
    ) -> Result<JournalEntry, StoreError> {
        let write = move |sql: &Transaction<'_>| {
            check_fence(sql, fence)?;
            insert_lines(sql, fence.run, &lines)?;
            let at = kept.started_at;
            let place = params![scope, op.name];
            let state = match &op.change {
                StateChange::Get => {
                    let value: Option<serde_json::Value> = sql
                        .row(
                            "SELECT value FROM state WHERE scope = ?1 AND name = ?2",
                            place,
                            |row| Ok(row.json("value")),
                        )
                        .optional()?
                        .transpose()?;
                    // In an array, so that a kept `null` differs from nothing.
                    completed(&value.map_or(vec![], |value| vec![value]), at)?
                }
                StateChange::Set(value) => {
                    sql.write(
                        "INSERT INTO state (scope, name, value) VALUES (?1, ?2, ?3)
                         ON CONFLICT (scope, name) DO UPDATE SET value = excluded.value",
                        params![scope, op.name, json(value)?],
                    )?;
                    completed(&(), at)?
                }
                StateChange::Delete => {
                    let deleted =
                        sql.write("DELETE FROM state WHERE scope = ?1 AND name = ?2", place)?;
                    completed(&(deleted == 1), at)?
                }
            };
            let kept = Kept {
                state,
                ..kept.clone()
            };
            upsert_step(sql, fence, &kept)
        };
        self.writer.run(write, |_| ()).await
    }
}
