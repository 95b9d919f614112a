//! When schedules tick next: those of jobs, and those that were registered while the app ran.

use rusqlite::{OptionalExtension, Row, params};
use serde_json::value::RawValue;

use super::deliveries::{NewEvent, Recorded, insert_event};
use super::row::{Columns, integer, json, micros};
use super::runs::{Fence, check_fence};
use super::transaction::Transaction;
use super::{Store, StoreError};
use crate::spec::Schedule;
use crate::time::Timestamp;

/// A schedule as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct StoredSchedule {
    /// What names it.
    pub(crate) key: String,
    pub(crate) origin: ScheduleOrigin,
    pub(crate) schedule: Schedule,
    /// What was registered with it.
    pub(crate) params: Option<Box<RawValue>>,
    /// `None` when it ticks no more.
    pub(crate) next_at: Option<Timestamp>,
    /// When the tick was due that started the newest run.
    pub(crate) last_at: Option<Timestamp>,
    pub(crate) paused_at: Option<Timestamp>,
}

/// What a schedule belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ScheduleOrigin {
    /// A job whose trigger it is.
    Job(String),
    /// A dynamic schedule, for which it was registered.
    Dynamic(String),
}

impl ScheduleOrigin {
    /// The job's id, or the kind of the dynamic schedule.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Job(name) | Self::Dynamic(name) => name,
        }
    }
}

/// A schedule that is to be kept from now on.
#[derive(Clone, Debug)]
pub(crate) struct NewSchedule {
    pub(crate) key: String,
    pub(crate) origin: ScheduleOrigin,
    pub(crate) schedule: Schedule,
    pub(crate) params: Option<Box<RawValue>>,
}

/// A schedule's way from one due tick to the next one.
#[derive(Clone, Debug)]
pub(crate) struct Ticked {
    pub(crate) key: String,
    /// The tick that was due.
    pub(crate) due_at: Timestamp,
    /// The newest tick that starts a run, if one does.
    pub(crate) last_at: Option<Timestamp>,
    pub(crate) next_at: Option<Timestamp>,
}

const COLUMNS: &str = "key, kind, declared, schedule, params, next_at, last_at, paused_at";

impl Store {
    /// Keeps schedules. One that is kept already goes on, unless it ticks at other times now: then
    /// it begins anew.
    pub(crate) async fn keep_schedules(
        &self,
        schedules: Vec<NewSchedule>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let keep = move |sql: &Transaction<'_>| {
            schedules
                .iter()
                .try_for_each(|schedule| keep_schedule(sql, schedule, now))
        };
        self.writer.run(keep, |_| ()).await
    }

    /// Keeps one schedule; for a run, as long as its worker owns it.
    pub(crate) async fn register_schedule(
        &self,
        fence: Option<Fence>,
        schedule: NewSchedule,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let register = move |sql: &Transaction<'_>| {
            fence.map_or(Ok(()), |fence| check_fence(sql, fence))?;
            keep_schedule(sql, &schedule, now)
        };
        self.writer.run(register, |_| ()).await
    }

    /// Forgets a schedule; for a run, as long as its worker owns it. Says whether there was one.
    pub(crate) async fn forget_schedule(
        &self,
        fence: Option<Fence>,
        key: String,
    ) -> Result<bool, StoreError> {
        let forget = move |sql: &Transaction<'_>| {
            fence.map_or(Ok(()), |fence| check_fence(sql, fence))?;
            let forgotten = sql.execute("DELETE FROM schedules WHERE key = ?1", [&key])?;
            Ok(forgotten == 1)
        };
        self.writer.run(forget, |_| ()).await
    }

    /// The schedules of these origins that are due, and when the next one is.
    pub(crate) async fn due_schedules(
        &self,
        origins: Vec<ScheduleOrigin>,
        now: Timestamp,
        limit: usize,
    ) -> Result<(Vec<StoredSchedule>, Option<Timestamp>), StoreError> {
        self.read(move |sql| {
            let origins: Vec<_> = origins.iter().map(ScheduleOrigin::columns).collect();
            let origins = json(&origins)?;
            let of_origins = "(kind, declared) IN
                 (SELECT value ->> 0, value ->> 1 FROM json_each(?1)) AND paused_at IS NULL";
            let mut select = sql.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM schedules WHERE {of_origins} AND next_at <= ?2
                 ORDER BY next_at LIMIT ?3"
            ))?;
            let mut rows = select.query(params![origins, micros(now), integer(limit)])?;
            let mut due = Vec::new();
            while let Some(row) = rows.next()? {
                due.push(schedule(row)?);
            }
            let next = sql
                .prepare_cached(&format!(
                    "SELECT next_at FROM schedules WHERE {of_origins} AND next_at > ?2
                     ORDER BY next_at LIMIT 1"
                ))?
                .query_row(params![origins, micros(now)], |row| Ok(row.time("next_at")))
                .optional()?
                .transpose()?;
            Ok((due, next))
        })
        .await
    }

    /// Fires ticks: moves the schedule on and records the ticks' events with their runs, unless
    /// another process has done that already or the schedule was changed in the meantime.
    pub(crate) async fn tick(
        &self,
        ticked: Ticked,
        events: Vec<NewEvent>,
        committed: impl FnOnce(&mut Vec<Recorded>) + Send + 'static,
    ) -> Result<Vec<Recorded>, StoreError> {
        let tick = move |sql: &Transaction<'_>| {
            let moved = sql.write(
                "UPDATE schedules SET last_at = coalesce(?3, last_at), next_at = ?4
                 WHERE key = ?1 AND next_at = ?2 AND paused_at IS NULL",
                params![
                    ticked.key,
                    micros(ticked.due_at),
                    ticked.last_at.map(micros),
                    ticked.next_at.map(micros),
                ],
            )?;
            if moved == 0 {
                return Ok(Vec::new());
            }
            events
                .iter()
                .map(|event| insert_event(sql, event, None))
                .collect()
        };
        self.writer.run(tick, committed).await
    }

    /// All schedules, in order of their keys.
    pub(crate) async fn schedules(&self) -> Result<Vec<StoredSchedule>, StoreError> {
        self.read(|sql| {
            let mut select =
                sql.prepare_cached(&format!("SELECT {COLUMNS} FROM schedules ORDER BY key"))?;
            let mut rows = select.query([])?;
            let mut schedules = Vec::new();
            while let Some(row) = rows.next()? {
                schedules.push(schedule(row)?);
            }
            Ok(schedules)
        })
        .await
    }

    /// Pauses a schedule. Says whether there is one.
    pub(crate) async fn pause_schedule(
        &self,
        key: String,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let pause = move |sql: &Transaction<'_>| {
            let paused = sql.execute(
                "UPDATE schedules SET paused_at = coalesce(paused_at, ?2) WHERE key = ?1",
                params![key, micros(now)],
            )?;
            Ok(paused == 1)
        };
        self.writer.run(pause, |_| ()).await
    }

    /// Lets a paused schedule go on: what was due in the meantime was missed. Says whether there
    /// is one.
    pub(crate) async fn resume_schedule(
        &self,
        key: String,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let resume = move |sql: &Transaction<'_>| {
            let Some(paused) = find(sql, &key)? else {
                return Ok(false);
            };
            let next_at = match (paused.paused_at, paused.next_at) {
                (Some(_), Some(next_at)) => paused.schedule.after_a_pause(next_at, now),
                (_, next_at) => next_at,
            };
            sql.execute(
                "UPDATE schedules SET paused_at = NULL, next_at = ?2 WHERE key = ?1",
                params![key, next_at.map(micros)],
            )?;
            Ok(true)
        };
        self.writer.run(resume, |_| ()).await
    }
}

/// Keeps a schedule; see [`Store::keep_schedules`].
fn keep_schedule(
    sql: &Transaction<'_>,
    new: &NewSchedule,
    now: Timestamp,
) -> Result<(), StoreError> {
    let [kind, declared] = new.origin.columns();
    sql.write(
        "INSERT INTO schedules (key, kind, declared, schedule, timing, params, next_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (key) DO UPDATE SET
             schedule = ?4, timing = ?5, params = ?6,
             next_at = CASE WHEN timing = ?5 THEN next_at ELSE ?7 END",
        params![
            new.key,
            kind,
            declared,
            json(&new.schedule)?,
            new.schedule.to_string(),
            new.params.as_ref().map(|params| params.get()),
            new.schedule.next_after(now).map(micros),
        ],
    )?;
    Ok(())
}

fn find(sql: &Transaction<'_>, key: &str) -> Result<Option<StoredSchedule>, StoreError> {
    let mut select =
        sql.prepare_cached(&format!("SELECT {COLUMNS} FROM schedules WHERE key = ?1"))?;
    let mut rows = select.query([key])?;
    rows.next()?.map(schedule).transpose()
}

fn schedule(row: &Row<'_>) -> Result<StoredSchedule, StoreError> {
    let (kind, declared): (String, String) = (row.column("kind")?, row.column("declared")?);
    Ok(StoredSchedule {
        key: row.column("key")?,
        origin: match kind.as_str() {
            "job" => ScheduleOrigin::Job(declared),
            "dynamic" => ScheduleOrigin::Dynamic(declared),
            _ => return Err(StoreError::Corrupt(format!("a schedule of a `{kind}`"))),
        },
        schedule: row.json("schedule")?,
        params: row.maybe_json("params")?,
        next_at: row.maybe_time("next_at")?,
        last_at: row.maybe_time("last_at")?,
        paused_at: row.maybe_time("paused_at")?,
    })
}

impl ScheduleOrigin {
    /// The columns `kind` and `declared`.
    fn columns(&self) -> [&str; 2] {
        match self {
            Self::Job(job) => ["job", job],
            Self::Dynamic(id) => ["dynamic", id],
        }
    }
}
