//! How many runs end and how many deliveries arrive in an hour. What the commands of a group count
//! is written once for all of them, in their commit.

use rusqlite::{Connection, params};

use super::row::micros;
use crate::record::DeliveryVerdict;
use crate::run::RunStatus;
use crate::time::Timestamp;

/// The spans of time that runs are counted by: how many milliseconds each of them took less than.
const SPANS: [i64; 21] = [
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000,
    900_000, 3_600_000, 21_600_000, 86_400_000, LONGEST,
];

/// A week: all that took longer is counted with it.
const LONGEST: i64 = 604_800_000;

/// What a group's commands have counted.
#[derive(Debug, Default)]
pub(super) struct Counts {
    ended: Vec<Ended>,
    arrived: Vec<Arrived>,
}

#[derive(Debug)]
struct Ended {
    hour: i64,
    job: String,
    status: RunStatus,
    /// 0: it never executed.
    under_ms: i64,
    runs: i64,
}

#[derive(Debug)]
struct Arrived {
    hour: i64,
    source: String,
    verdict: DeliveryVerdict,
    deliveries: i64,
}

impl Counts {
    /// Counts a run that has ended. One that ended as it was created has never started.
    pub(super) fn ended(
        &mut self,
        job: &str,
        status: RunStatus,
        started_at: Option<Timestamp>,
        finished_at: Timestamp,
    ) {
        let (hour, under_ms) = (hour(finished_at), under_ms(started_at, finished_at));
        let known = self.ended.iter_mut().find(|ended| {
            (ended.hour, ended.status, ended.under_ms) == (hour, status, under_ms)
                && ended.job == job
        });
        match known {
            Some(ended) => ended.runs += 1,
            None => self.ended.push(Ended {
                hour,
                job: job.to_owned(),
                status,
                under_ms,
                runs: 1,
            }),
        }
    }

    /// Counts a delivery that has arrived.
    pub(super) fn arrived(&mut self, source: &str, verdict: DeliveryVerdict, at: Timestamp) {
        let hour = hour(at);
        let known = self.arrived.iter_mut().find(|arrived| {
            (arrived.hour, arrived.verdict) == (hour, verdict) && arrived.source == source
        });
        match known {
            Some(arrived) => arrived.deliveries += 1,
            None => self.arrived.push(Arrived {
                hour,
                source: source.to_owned(),
                verdict,
                deliveries: 1,
            }),
        }
    }

    /// Adds what was counted to what is stored.
    pub(super) fn write(&self, sql: &Connection) -> rusqlite::Result<()> {
        for ended in &self.ended {
            sql.prepare_cached(
                "INSERT INTO ended_runs (hour, job, status, under_ms, runs)
                 VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT DO UPDATE SET runs = runs + excluded.runs",
            )?
            .execute(params![
                ended.hour,
                ended.job,
                ended.status.as_str(),
                ended.under_ms,
                ended.runs,
            ])?;
        }
        for arrived in &self.arrived {
            sql.prepare_cached(
                "INSERT INTO arrived_deliveries (hour, source, verdict, deliveries)
                 VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT DO UPDATE SET deliveries = deliveries + excluded.deliveries",
            )?
            .execute(params![
                arrived.hour,
                arrived.source,
                arrived.verdict.as_str(),
                arrived.deliveries,
            ])?;
        }
        Ok(())
    }
}

/// The beginning of the hour that a time is in.
fn hour(at: Timestamp) -> i64 {
    const HOUR: i64 = 3_600_000_000;
    let at = micros(at);
    at - at % HOUR
}

/// The first span that a run took less than.
fn under_ms(started_at: Option<Timestamp>, finished_at: Timestamp) -> i64 {
    let Some(started_at) = started_at else {
        return 0;
    };
    let took = micros(finished_at).saturating_sub(micros(started_at));
    let under = SPANS.into_iter().find(|span| took < span * 1_000);
    under.unwrap_or(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(micros: i64) -> Timestamp {
        Timestamp::from_microsecond(micros).unwrap()
    }

    #[test]
    fn a_run_is_counted_under_the_first_span_that_is_longer_than_it_took() {
        let under = |took| under_ms(Some(at(7)), at(7 + took));
        assert_eq!(under(0), 1);
        assert_eq!(under(999), 1);
        assert_eq!(under(1_000), 2);
        assert_eq!(under(59_999_999), 60_000);
        assert_eq!(under(86_400_000_000), LONGEST);
        assert_eq!(under(i64::from(u32::MAX) * 1_000), LONGEST);
        assert_eq!(under_ms(None, at(7)), 0);
        assert!(SPANS.is_sorted());
    }

    #[test]
    fn what_is_of_one_kind_is_counted_together_and_added_to_what_is_stored() {
        let (early, late) = (at(3_599_999_999), at(3_600_000_000));
        let mut counts = Counts::default();
        for (job, finished_at) in [("a", early), ("b", early), ("a", late), ("a", early)] {
            counts.ended(job, RunStatus::Completed, Some(early), finished_at);
        }
        for verdict in [DeliveryVerdict::Accepted, DeliveryVerdict::Duplicate] {
            counts.arrived("s", verdict, late);
            counts.arrived("s", verdict, late);
        }
        let sql = Connection::open_in_memory().unwrap();
        sql.execute_batch(include_str!("migrations/0001_initial.sql"))
            .unwrap();
        counts.write(&sql).unwrap();
        counts.write(&sql).unwrap();
        let rows = |select: &str| {
            let mut select = sql.prepare(select).unwrap();
            let rows = select.query_map([], |row| row.get(0)).unwrap();
            rows.map(Result::unwrap).collect::<Vec<String>>()
        };
        assert_eq!(
            rows("SELECT concat_ws(' ', hour, job, status, under_ms, runs) FROM ended_runs"),
            [
                "0 a completed 1 4",
                "0 b completed 1 2",
                "3600000000 a completed 1 2",
            ]
        );
        assert_eq!(
            rows(
                "SELECT concat_ws(' ', hour, source, verdict, deliveries) FROM arrived_deliveries"
            ),
            ["3600000000 s accepted 4", "3600000000 s duplicate 4"]
        );
    }
}
