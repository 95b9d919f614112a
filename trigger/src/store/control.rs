//! What people do to runs: cancel, try again, repeat, move to another version.

use std::collections::BTreeMap;
use std::sync::Arc;

use rusqlite::params;
use serde_json::value::RawValue;

use super::claim::taken;
use super::deliveries::{NewRun, Recorded};
use super::matching::matching;
use super::row::micros;
use super::runs::insert_run;
use super::state::{Outcome, Stored};
use super::transaction::Transaction;
use super::{Store, StoreError, afresh};
use crate::error::Error;
use crate::id::RunId;
use crate::record::RunQuery;
use crate::run::{Phase, RunStatus, TaskPath, Transition};
use crate::time::Timestamp;

/// How many runs one commit changes, so that a change of many is in nobody's way.
const BATCH: usize = 100;

/// What a person does to a run.
#[derive(Clone, Debug)]
pub(crate) enum Control {
    /// Stops it; the reason is kept with it.
    Cancel(Error),
    /// Has it tried again: what it finished stays finished. The runs of one job are not a
    /// person's to try again.
    Retry { except: &'static str },
    /// Has it go on with the version of its job that is given for the job's id.
    Move(Arc<BTreeMap<&'static str, &'static str>>),
}

/// A run that was changed.
#[derive(Clone, Debug)]
pub(crate) struct Affected {
    pub(crate) id: RunId,
    pub(crate) job: String,
    pub(crate) status: RunStatus,
    /// Its row.
    pub(crate) seq: i64,
    /// The runs that were stirred, because they wait for it.
    pub(crate) stirred: Vec<i64>,
    /// The runs that it waits for, which are stopped with it.
    pub(crate) children: Vec<Affected>,
}

/// The runs that one commit changed, of all that match a query.
#[derive(Clone, Debug, Default)]
pub(crate) struct Batch {
    pub(crate) affected: Vec<Affected>,
    /// How many it makes no sense for.
    pub(crate) skipped: usize,
    /// Where the next batch begins; `None` after the last one.
    pub(crate) next: Option<i64>,
}

impl Store {
    /// Changes one run.
    ///
    /// # Errors
    ///
    /// When there is no such run, or the change makes no sense where it stands.
    pub(crate) async fn control(
        &self,
        id: RunId,
        control: Control,
        now: Timestamp,
        committed: impl FnOnce(&mut Affected) + Send + 'static,
    ) -> Result<Affected, StoreError> {
        let change = move |sql: &Transaction<'_>| {
            let run = Stored::find(sql, id)?.ok_or(StoreError::NoRun(id))?;
            control.apply(sql, id, run, now)
        };
        self.writer.run(change, committed).await
    }

    /// Changes the next runs that match a query, newest first, from a place on.
    pub(crate) async fn control_batch(
        &self,
        query: RunQuery,
        control: Control,
        from: Option<i64>,
        now: Timestamp,
        committed: impl FnOnce(&mut Batch) + Send + 'static,
    ) -> Result<Batch, StoreError> {
        let change = move |sql: &Transaction<'_>| {
            let found = matching(sql, &query, from, BATCH)?;
            let mut batch = Batch {
                next: (found.len() == BATCH)
                    .then(|| found.last().map(|(seq, _)| *seq))
                    .flatten(),
                ..Batch::default()
            };
            for (seq, id) in found {
                match control.apply(sql, id, Stored::load(sql, seq)?, now) {
                    Ok(affected) => batch.affected.push(affected),
                    Err(StoreError::NotNow(_) | StoreError::NoJob(_)) => batch.skipped += 1,
                    Err(error) => return Err(error),
                }
            }
            Ok(batch)
        };
        self.writer.run(change, committed).await
    }

    /// Ends the runs of a job that have not ended, whoever owns them. Gives the runs that were
    /// stirred because they wait for them.
    pub(crate) async fn cancel_runs_of(
        &self,
        job: &'static str,
        event_name: String,
        reason: Error,
        now: Timestamp,
    ) -> Result<Vec<i64>, StoreError> {
        let cancel = move |sql: &Transaction<'_>| {
            let runs: Vec<i64> = sql
                .prepare_cached(
                    "SELECT runs.seq FROM runs JOIN events ON events.seq = runs.event
                     WHERE job = ?1 AND name = ?2 AND status IN ('queued', 'executing', 'waiting')",
                )?
                .query_map([job, &event_name], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            let mut stirred = Vec::new();
            for run in runs {
                let outcome = Outcome::Is(None, Some(&reason));
                let moved = Stored::load(sql, run)?.apply(sql, Transition::Cancel, outcome, now)?;
                stirred.extend(moved.stirred);
            }
            Ok(stirred)
        };
        self.writer.run(cancel, |_| ()).await
    }

    /// Creates a run that repeats another one, with its event or with the same event but for the
    /// payload, unless there is a run of its id already.
    pub(crate) async fn replay(
        &self,
        original: RunId,
        run: NewRun,
        edited: Option<(String, Box<RawValue>)>,
        now: Timestamp,
        committed: impl FnOnce(&mut Recorded) + Send + 'static,
    ) -> Result<Recorded, StoreError> {
        let replay = move |sql: &Transaction<'_>| {
            let found = Stored::find(sql, original)?.ok_or(StoreError::NoRun(original))?;
            if Stored::find(sql, run.id)?.is_some() {
                return Ok(Recorded {
                    runs: vec![run.id],
                    ..Recorded::known()
                });
            }
            let mut event: i64 = sql.row(
                "SELECT event FROM runs WHERE seq = ?1",
                [found.seq],
                |row| row.get(0),
            )?;
            if let Some((id, payload)) = &edited {
                sql.write(
                    "INSERT INTO events (source, id, name, happened_at, received_at, context,
                                         is_test, payload)
                     SELECT source, ?2, name, ?3, ?3, context, is_test, ?4
                     FROM events WHERE seq = ?1",
                    params![event, id, micros(now), payload.get().as_bytes()],
                )?;
                event = sql.last_insert_rowid();
            }
            let fence = insert_run(sql, &run, event, Some(found.seq), now)?.taken();
            let claimed = fence.map(|fence| taken(sql, fence)).transpose()?;
            Ok(Recorded {
                is_new: edited.is_some(),
                invalid: run.invalid.as_ref().map(|_| run.job).into_iter().collect(),
                runs: vec![run.id],
                claimed: claimed.into_iter().collect(),
                stirred: Vec::new(),
            })
        };
        self.writer.run(replay, committed).await
    }
}

impl Control {
    fn apply(
        &self,
        sql: &Transaction<'_>,
        id: RunId,
        mut run: Stored,
        now: Timestamp,
    ) -> Result<Affected, StoreError> {
        let (mut stirred, mut children) = (None, Vec::new());
        match self {
            Self::Cancel(reason) => {
                let outcome = Outcome::Is(None, Some(reason));
                stirred = run.apply(sql, Transition::Cancel, outcome, now)?.stirred;
                for (seq, id) in awaited_by(sql, run.seq)? {
                    children.push(self.apply(sql, id, Stored::load(sql, seq)?, now)?);
                }
            }
            Self::Retry { except } if run.job == *except => {
                return Err(StoreError::NotNow(run.state.status()));
            }
            Self::Retry { .. } => {
                let had_ended = run.state.status().is_finished();
                run.apply(sql, Transition::Retry, Outcome::Is(None, None), now)?;
                afresh::forget_failed(sql, run.seq, &TaskPath::root())?;
                afresh::forget_retrying(sql, run.seq)?;
                if had_ended {
                    afresh::forget_awaited(sql, run.seq)?;
                }
            }
            Self::Move(versions) => move_on(sql, &mut run, versions, now)?,
        }
        Ok(Affected {
            id,
            status: run.state.status(),
            seq: run.seq,
            stirred: stirred.into_iter().collect(),
            children,
            job: run.job,
        })
    }
}

/// The runs that a run waits for. Those that it started and does not wait for, or that it has
/// started another one in place of, are not its own any more.
fn awaited_by(sql: &Transaction<'_>, run: i64) -> Result<Vec<(i64, RunId)>, StoreError> {
    let mut select = sql.prepare_cached(
        "SELECT runs.seq, runs.id FROM runs JOIN tasks ON run = parent AND path = parent_task
         WHERE parent = ?1 AND runs.finished_at IS NULL AND tasks.status = 'waiting'
           AND (tasks.kind <> 'invoke_and_wait' OR runs.seq =
                (SELECT max(seq) FROM runs WHERE parent = ?1 AND parent_task = path))
         ORDER BY runs.seq",
    )?;
    let awaited = select.query_map([run], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(awaited.collect::<Result<_, _>>()?)
}

/// Has a run that neither executes nor has ended go on with another version of its job.
fn move_on(
    sql: &Transaction<'_>,
    run: &mut Stored,
    versions: &BTreeMap<&'static str, &'static str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    if !matches!(run.state.phase, Phase::Queued | Phase::Waiting { .. }) {
        return Err(StoreError::NotNow(run.state.status()));
    }
    let Some(version) = versions.get(&*run.job) else {
        return Err(StoreError::NoJob(run.job.clone()));
    };
    sql.write(
        "UPDATE runs SET version = ?2 WHERE seq = ?1",
        params![run.seq, version],
    )?;
    if run.state.is_parked() {
        run.apply(sql, Transition::Wake, Outcome::Same, now)?;
    }
    Ok(())
}
