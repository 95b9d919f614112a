//! Which runs match a query.
//!
//! Rows are numbered as they come, so each index of runs ends with the number, and the runs of a
//! status and a job are read from it newest first. A time is turned into numbers by the spans that
//! the database keeps: only runs that may be of that time are looked at, whatever else is asked.

use std::ops::Range;

use rusqlite::{Connection, OptionalExtension as _, Rows, ToSql, named_params, params};

use super::StoreError;
use super::row::{Columns, integer, micros};
use crate::id::RunId;
use crate::record::{RunQuery, SEARCHED};
use crate::run::RunStatus;

/// How many of them are searched before it is seen whether enough have been found.
const SEARCHED_AT_ONCE: usize = 250;

/// The part of a payload that is searched, in bytes.
const SEARCHED_PAYLOAD: i64 = 64 * 1024;

/// How many runs a span counts, as a power of two; the schema's trigger says so too.
const SPAN: i64 = 10;

/// A run's number and its id.
pub(super) type Found = (i64, RunId);

/// The runs that a query finds, newest first, from a place on.
pub(super) fn matching(
    sql: &Connection,
    query: &RunQuery,
    from: Option<i64>,
    limit: usize,
) -> Result<Vec<Found>, StoreError> {
    let Some(text) = &query.text else {
        return candidates(sql, query, from, limit);
    };
    let mut found = Vec::new();
    let candidates = candidates(sql, query, from, SEARCHED.into())?;
    for some in candidates.chunks(SEARCHED_AT_ONCE) {
        found.extend(search(sql, some, text)?);
        if found.len() >= limit {
            found.truncate(limit);
            break;
        }
    }
    Ok(found)
}

/// The runs that match but for the text.
fn candidates(
    sql: &Connection,
    query: &RunQuery,
    from: Option<i64>,
    limit: usize,
) -> Result<Vec<Found>, StoreError> {
    let before = from.unwrap_or(i64::MAX);
    let mut found = Vec::new();
    for numbers in spans(sql, query, before)? {
        found.extend(within(sql, query, &numbers, limit - found.len())?);
        if found.len() == limit {
            break;
        }
    }
    Ok(found)
}

/// The numbers, before one, that the runs of the time in question may have, newest first.
fn spans(sql: &Connection, query: &RunQuery, before: i64) -> Result<Vec<Range<i64>>, StoreError> {
    let mut spans: Vec<Range<i64>> = Vec::new();
    if query.from.is_none() && query.until.is_none() {
        spans.push(i64::MIN..before);
        return Ok(spans);
    }
    let mut select = sql.prepare_cached(
        "SELECT span FROM run_spans
         WHERE span <= :last AND last_at >= :since AND first_at < :until ORDER BY span DESC",
    )?;
    let mut rows = select.query(named_params! {
        ":last": before >> SPAN,
        ":since": query.from.map_or(i64::MIN, micros),
        ":until": query.until.map_or(i64::MAX, micros),
    })?;
    while let Some(row) = rows.next()? {
        let span: i64 = row.column("span")?;
        let start = span << SPAN;
        let end = before.min(start.saturating_add(1 << SPAN));
        match spans.last_mut() {
            Some(newer) if newer.start == end => newer.start = start,
            _ => spans.push(start..end),
        }
    }
    Ok(spans)
}

/// The runs within some numbers that match but for the text.
fn within(
    sql: &Connection,
    query: &RunQuery,
    numbers: &Range<i64>,
    limit: usize,
) -> Result<Vec<Found>, StoreError> {
    let piles = piles(sql, query)?;
    let statement = statement(query);
    let mut statements = piles
        .iter()
        .map(|_| sql.prepare_cached(&statement))
        .collect::<Result<Vec<_>, _>>()?;
    let status = query.status.map(RunStatus::as_str);
    let (since, until) = (query.from.map(micros), query.until.map(micros));
    let limited = integer(limit);
    let mut strands = Vec::new();
    for (statement, (held, job)) in statements.iter_mut().zip(&piles) {
        let all: [(&str, &dyn ToSql); 8] = [
            (":job", job),
            (":held", held),
            (":status", &status),
            (":since", &since),
            (":until", &until),
            (":first", &numbers.start),
            (":before", &numbers.end),
            (":limit", &limited),
        ];
        for (name, value) in all {
            // What a statement does not ask for is not bound.
            if let Some(index) = statement.parameter_index(name)? {
                statement.raw_bind_parameter(index, value)?;
            }
        }
        strands.extend(Strand::of(statement.raw_query())?);
    }
    let mut found = Vec::new();
    while found.len() < limit {
        let newest = strands.iter_mut().max_by_key(|strand| strand.next.0);
        let Some(newest) = newest else { break };
        found.push(newest.next);
        if !newest.step()? {
            let over = newest.next;
            strands.retain(|strand| strand.next != over);
        }
    }
    Ok(found)
}

/// Each of the conditions that narrow it makes a statement of its own, so that SQLite walks the
/// index of the one that is given and not the history.
fn statement(query: &RunQuery) -> String {
    let (index, conditions) = match (query.status, &query.job) {
        (Some(_), _) => (
            "INDEXED BY runs_of_status",
            "AND status = :status AND held = :held AND job = :job",
        ),
        (None, Some(_)) => ("INDEXED BY runs_of_job", "AND job = :job"),
        (None, None) => ("", ""),
    };
    let since = query.from.map_or("", |_| "AND created_at >= :since");
    let until = query.until.map_or("", |_| "AND created_at < :until");
    format!(
        "SELECT seq, id FROM runs {index}
         WHERE seq >= :first AND seq < :before {conditions} {since} {until}
         ORDER BY seq DESC LIMIT :limit"
    )
}

/// Where the runs in question lie in their index, each newest first: by whether they are held back,
/// and by their jobs.
fn piles(sql: &Connection, query: &RunQuery) -> Result<Vec<(bool, Option<String>)>, StoreError> {
    let Some(status) = query.status else {
        return Ok(vec![(false, query.job.clone())]);
    };
    let held: &[bool] = match status {
        RunStatus::Queued => &[false, true],
        _ => &[false],
    };
    let mut piles = Vec::new();
    for &held in held {
        let jobs = match &query.job {
            Some(job) => vec![job.clone()],
            None => jobs_of(sql, status, held)?,
        };
        piles.extend(jobs.into_iter().map(|job| (held, Some(job))));
    }
    Ok(piles)
}

/// The jobs that have a run of a status, found by stepping over the index.
fn jobs_of(sql: &Connection, status: RunStatus, held: bool) -> Result<Vec<String>, StoreError> {
    let mut jobs: Vec<String> = Vec::new();
    let mut select = sql.prepare_cached(
        "SELECT job FROM runs INDEXED BY runs_of_status
         WHERE status = ?1 AND held = ?2 AND job > ?3 ORDER BY job LIMIT 1",
    )?;
    loop {
        // No job's id is empty.
        let last = jobs.last().map_or("", String::as_str);
        let next = select.query_row(params![status.as_str(), held, last], |row| row.get(0));
        match next.optional()? {
            Some(next) => jobs.push(next),
            None => return Ok(jobs),
        }
    }
}

/// Runs of one kind, newest first, and the next one of them.
struct Strand<'s> {
    rows: Rows<'s>,
    next: Found,
}

impl<'s> Strand<'s> {
    /// `None` if there is none.
    fn of(rows: Rows<'s>) -> Result<Option<Self>, StoreError> {
        let next = (i64::MIN, RunId::from_bytes([0; 16]));
        let mut strand = Self { rows, next };
        Ok(strand.step()?.then_some(strand))
    }

    /// Goes on to the next one, if there is one more.
    fn step(&mut self) -> Result<bool, StoreError> {
        let Some(row) = self.rows.next()? else {
            return Ok(false);
        };
        self.next = (row.column("seq")?, row.column("id")?);
        Ok(true)
    }
}

/// Those of some runs in whose event, properties or payload a text stands.
fn search(sql: &Connection, runs: &[Found], text: &str) -> Result<Vec<Found>, StoreError> {
    let numbers: Vec<String> = runs.iter().map(|(seq, _)| seq.to_string()).collect();
    let mut select = sql.prepare_cached(
        "SELECT runs.seq, runs.id
         FROM json_each(:numbers) AS number
              CROSS JOIN runs ON runs.seq = number.value
              JOIN events ON events.seq = runs.event
              LEFT JOIN deliveries ON deliveries.seq = events.delivery
         WHERE instr(events.id, :text) OR instr(events.name, :text)
            OR instr(properties, :text)
            OR instr(substr(coalesce(payload, substr(body, payload_at + 1, payload_len)),
                            1, :searched_payload), cast(:text AS BLOB))
         ORDER BY runs.seq DESC",
    )?;
    let mut rows = select.query(named_params! {
        ":numbers": format!("[{}]", numbers.join(",")),
        ":text": text,
        ":searched_payload": SEARCHED_PAYLOAD,
    })?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push((row.column("seq")?, row.column("id")?));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;
    use crate::store::migrations::migrate;
    use crate::time::Timestamp;

    const JOBS: [&str; 3] = ["charge", "mail", "report"];

    /// A run as the test knows it.
    struct Known {
        seq: i64,
        job: &'static str,
        status: RunStatus,
        at: i64,
        text: String,
    }

    impl Known {
        fn matches(&self, query: &RunQuery) -> bool {
            query.status.is_none_or(|status| self.status == status)
                && query.job.as_ref().is_none_or(|job| self.job == job)
                && query.from.is_none_or(|from| self.at >= micros(from))
                && query.until.is_none_or(|until| self.at < micros(until))
                && query
                    .text
                    .as_ref()
                    .is_none_or(|text| self.text.contains(text))
        }
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    /// A database with such runs.
    fn with(runs: &[Known]) -> Connection {
        let mut sql = Connection::open_in_memory().unwrap();
        migrate(&mut sql).unwrap();
        let transaction = sql.transaction().unwrap();
        for run in runs {
            let event =
                "INSERT INTO events (seq, source, id, name, happened_at, received_at, context,
                                             is_test, payload)
                         VALUES (?1, '', 'e' || ?1, 'n', ?2, ?2, 'null', 0, cast(?3 AS BLOB))";
            let mut event = transaction.prepare_cached(event).unwrap();
            event.execute((run.seq, run.at, &run.text)).unwrap();
            let insert = "INSERT INTO runs (seq, id, job, version, event, status, held, properties,
                                    created_at)
                          VALUES (?1, ?2, ?3, '1.0.0', ?1, ?4, ?4 = 'queued' AND ?1 % 2, '[]',
                                  ?5)";
            let mut insert = transaction.prepare_cached(insert).unwrap();
            let id = RunId::new();
            let status = run.status.as_str();
            insert
                .execute((run.seq, id, run.job, status, run.at))
                .unwrap();
        }
        transaction.commit().unwrap();
        sql
    }

    #[test]
    fn what_is_found_is_what_matches_newest_first_though_the_clock_was_set_back() {
        // Ten a second, and twice the clock is set: an hour on, and back again.
        let runs: Vec<_> = (1..=3_000)
            .map(|seq| Known {
                seq,
                job: JOBS[usize::try_from(seq % 7 % 3).unwrap()],
                status: match seq % 11 {
                    0 | 4 | 5 => RunStatus::Queued,
                    1 => RunStatus::Failed,
                    _ => RunStatus::Completed,
                },
                at: seq * 100_000
                    + if (1_000..1_800).contains(&seq) {
                        3_600_000_000
                    } else {
                        0
                    },
                text: format!(r#"{{ "order": "{}" }}"#, seq % 50),
            })
            .collect();
        let sql = with(&runs);
        let times = [
            None,
            Some(at(0)),
            Some(at(100)),
            Some(at(105)),
            Some(at(280)),
            Some(at(3_750)),
            Some(at(9_000)),
        ];
        let mut asked = 0;
        for from in times {
            for until in times {
                for status in [
                    None,
                    Some(RunStatus::Completed),
                    Some(RunStatus::Failed),
                    Some(RunStatus::Queued),
                ] {
                    for job in [None, Some("charge"), Some("report"), Some("none")] {
                        for text in [None, Some("\"17\"")] {
                            for before in [None, Some(1_024), Some(1_500)] {
                                let query = RunQuery {
                                    status,
                                    job: job.map(str::to_owned),
                                    from,
                                    until,
                                    text: text.map(str::to_owned),
                                    ..RunQuery::default()
                                };
                                let older =
                                    |run: &&Known| before.is_none_or(|before| run.seq < before);
                                // A text is looked for in the newest of the others.
                                let others = RunQuery {
                                    text: None,
                                    ..query.clone()
                                };
                                let expected = runs.iter().rev().filter(older);
                                let expected = expected
                                    .filter(|run| run.matches(&others))
                                    .take(SEARCHED.into());
                                let expected = expected.filter(|run| run.matches(&query)).take(50);
                                let found = matching(&sql, &query, before, 50).unwrap();
                                assert!(
                                    found
                                        .iter()
                                        .map(|(seq, _)| *seq)
                                        .eq(expected.map(|run| run.seq)),
                                    "{query:?} before {before:?}: {found:?}"
                                );
                                asked += 1;
                            }
                        }
                    }
                }
            }
        }
        assert_eq!(asked, 7 * 7 * 4 * 4 * 2 * 3);
    }

    #[test]
    fn nothing_that_is_asked_walks_over_the_history() {
        // The newest runs of one job completed, those of another one failed before.
        let runs: Vec<_> = (1..=60_000)
            .map(|seq| Known {
                seq,
                job: JOBS[usize::from(seq > 30_000)],
                status: [RunStatus::Failed, RunStatus::Completed][usize::from(seq > 30_000)],
                at: seq * 100_000,
                text: "{}".to_owned(),
            })
            .collect();
        let mut sql = with(&runs);
        let steps = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&steps);
        let count = move || {
            counted.fetch_add(100, Ordering::Relaxed);
            false
        };
        sql.progress_handler(100, Some(count)).unwrap();
        let (failed, completed) = (Some(RunStatus::Failed), Some(RunStatus::Completed));
        let cases = [
            (None, None, Some(9_000), None),
            (None, None, None, Some(0)),
            (failed, None, Some(3_200), None),
            (completed, None, None, Some(2_900)),
            (failed, Some(JOBS[1]), None, None),
            (completed, Some(JOBS[0]), None, None),
            (None, Some(JOBS[0]), Some(3_200), None),
            (None, Some(JOBS[1]), None, Some(2_900)),
            (failed, Some(JOBS[0]), Some(3_200), Some(5_000)),
            (None, Some("none"), None, None),
        ];
        for (status, job, from, until) in cases {
            let query = RunQuery {
                status,
                job: job.map(str::to_owned),
                from: from.map(at),
                until: until.map(at),
                ..RunQuery::default()
            };
            steps.store(0, Ordering::Relaxed);
            assert_eq!(matching(&sql, &query, None, 50).unwrap(), [], "{query:?}");
            // A span or two, not thousands of runs.
            let steps = steps.load(Ordering::Relaxed);
            assert!(steps < 25_000, "{query:?} takes {steps} steps");
        }
    }
}
