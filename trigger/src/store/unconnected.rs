//! The runs that wait for the account that they are of.

use rusqlite::params;

use super::runs::Fence;
use super::state::{Outcome, Stored};
use super::steps::{KeptLine, insert_lines};
use super::transaction::Transaction;
use super::{Store, StoreError, afresh};
use crate::error::Error;
use crate::run::{AccountId, Pause, TaskPath, Transition};
use crate::time::Timestamp;

/// How many waiting runs one commit wakes.
const AT_ONCE: i64 = 1000;

/// The runs that wait for an account.
pub(super) const UNCONNECTED: &str = "SELECT seq FROM runs INDEXED BY runs_unconnected
     WHERE waits_for = 'connection' AND account = ?1 LIMIT ?2";

impl Store {
    /// Puts a run away until its account is connected, its failed tasks forgotten. Says whether runs
    /// that were held back may start now.
    pub(crate) async fn await_account(
        &self,
        fence: Fence,
        account: AccountId,
        (error, pause): (Error, Pause),
        lines: Vec<KeptLine>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let put_away = move |sql: &Transaction<'_>| {
            insert_lines(sql, fence.run, &lines)?;
            let suspend = Transition::Suspend {
                by: fence.tenure(),
                pause,
                // Nothing that it awaits wakes it.
                seen: 0,
            };
            let outcome = Outcome::Is(None, Some(&error));
            let moved = Stored::load(sql, fence.run)?.apply(sql, suspend, outcome, now)?;
            afresh::forget_failed(sql, fence.run, &TaskPath::root())?;
            sql.write(
                "UPDATE runs SET account = ?2 WHERE seq = ?1",
                params![fence.run, account.as_str()],
            )?;
            Ok(moved.let_through)
        };
        self.writer.run(put_away, |_| ()).await
    }

    /// Has the runs go on that wait for an account. Says how many.
    pub(crate) async fn wake_unconnected(
        &self,
        account: AccountId,
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        let mut woken = 0;
        loop {
            let account = account.clone();
            let wake = move |sql: &Transaction<'_>| {
                let runs: Vec<i64> = sql
                    .prepare_cached(UNCONNECTED)?
                    .query_map(params![account.as_str(), AT_ONCE], |row| row.get(0))?
                    .collect::<Result<_, _>>()?;
                for &run in &runs {
                    let mut run = Stored::load(sql, run)?;
                    run.apply(sql, Transition::Wake, Outcome::Same, now)?;
                }
                Ok(runs.len())
            };
            match self.writer.run(wake, |_| ()).await? {
                0 => return Ok(woken),
                some => woken += some,
            }
        }
    }
}
