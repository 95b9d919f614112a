//! Everything that is sealed in a database, for a key that takes another one's place.

use rusqlite::{Connection, params};

use super::row::{Columns, integer, json};
use super::transaction::Transaction;
use super::{Store, StoreError};
use crate::id::RunId;
use crate::run::TaskPath;
use crate::source::SourceKey;

/// The sealed output of a task.
#[derive(Clone, Debug)]
pub(crate) struct SealedOutput {
    /// The run's row.
    pub(crate) seq: i64,
    pub(crate) run: RunId,
    pub(crate) path: TaskPath,
    pub(crate) output: Vec<u8>,
}

impl Store {
    /// Puts a sealed secret in the place of the one that a source has, unless that has changed; or
    /// forgets it, so that the source registers anew.
    pub(crate) async fn reseal_secret(
        &self,
        key: SourceKey,
        from: Vec<u8>,
        to: Option<Vec<u8>>,
    ) -> Result<(), StoreError> {
        let reseal = move |sql: &Transaction<'_>| {
            sql.execute(
                "UPDATE sources SET secret = ?3, active = active AND ?3 IS NOT NULL
                 WHERE key = ?1 AND secret = ?2",
                params![key.as_str(), from, to],
            )?;
            Ok(())
        };
        self.writer.run(reseal, |_| ()).await
    }

    /// Sealed outputs of tasks, in order, after a place.
    pub(crate) async fn sealed_outputs(
        &self,
        after: Option<(i64, TaskPath)>,
        limit: usize,
    ) -> Result<Vec<SealedOutput>, StoreError> {
        self.read(move |sql: &Connection| {
            let (run, path) = match &after {
                Some((run, path)) => (*run, json(path)?),
                None => (0, String::new()),
            };
            let mut select = sql.prepare(
                "SELECT run, runs.id AS id, path, tasks.output AS output
                 FROM tasks JOIN runs ON runs.seq = tasks.run
                 WHERE (run, path) > (?1, ?2) AND sealed AND tasks.output IS NOT NULL
                 ORDER BY run, path LIMIT ?3",
            )?;
            let mut rows = select.query(params![run, path, integer(limit)])?;
            let mut outputs = Vec::new();
            while let Some(row) = rows.next()? {
                outputs.push(SealedOutput {
                    seq: row.column("run")?,
                    run: row.column("id")?,
                    path: row.json("path")?,
                    output: row.column("output")?,
                });
            }
            Ok(outputs)
        })
        .await
    }

    /// Puts sealed outputs in the place of those that tasks have, unless those have changed.
    pub(crate) async fn reseal_outputs(
        &self,
        outputs: Vec<(SealedOutput, Vec<u8>)>,
    ) -> Result<(), StoreError> {
        let reseal = move |sql: &Transaction<'_>| {
            for (from, to) in &outputs {
                sql.write(
                    "UPDATE tasks SET output = ?4 WHERE run = ?1 AND path = ?2 AND output = ?3",
                    params![from.seq, json(&from.path)?, from.output, to],
                )?;
            }
            Ok(())
        };
        self.writer.run(reseal, |_| ()).await
    }
}
