//! A long past for a database: copies of what the app itself wrote. Of the older half of the runs
//! every other one failed, of a job that is no more: no status, job and time of the others is
//! found by walking over either alone.

use std::fs::File;
use std::path::Path;

use rusqlite::{Connection, params};

/// Adds copies of a finished run with its delivery, event and tasks. The app must not be running.
pub fn add(database: &Path, runs: i64) -> rusqlite::Result<()> {
    let sql = Connection::open(database)?;
    // Nobody else looks on, and what is cut off is thrown away: there is nothing to undo.
    sql.pragma_update(None, "journal_mode", "OFF")?;
    sql.pragma_update(None, "synchronous", "OFF")?;
    sql.pragma_update(None, "cache_size", -262_144)?;
    let (run, event, delivery): (i64, i64, i64) = sql.query_row(
        "SELECT runs.seq, event, delivery FROM runs JOIN events ON events.seq = runs.event
         WHERE status = 'completed' AND delivery IS NOT NULL ORDER BY runs.seq DESC LIMIT 1",
        [],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    let last = |table: &str| -> rusqlite::Result<i64> {
        sql.query_row(&format!("SELECT max(seq) FROM {table}"), [], |row| {
            row.get(0)
        })
    };
    let shift = last("runs")?.max(last("events")?).max(last("deliveries")?);
    // Ids of 16 bytes that grow and end with their row's number, as real ones do.
    let id = format!("unhex(printf('%020d%012x', {shift} + n, {shift} + n))");
    let seq = format!("{shift} + n");
    let event_id = format!("printf('evt_past%016d', {shift} + n)");
    let copy = |table: &str, key: &str, row: i64, changed: &[(&str, &str)]| {
        let (columns, values) = copied(&sql, table, changed)?;
        sql.execute(
            &format!(
                "WITH RECURSIVE counted (n) AS (
                     SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < ?1
                 )
                 INSERT INTO {table} ({columns})
                 SELECT {values} FROM counted CROSS JOIN {table} AS sample WHERE sample.{key} = ?2"
            ),
            params![runs, row],
        )
    };
    sql.execute_batch("BEGIN")?;
    let changed = [("seq", &*seq), ("id", &id), ("first_event", &seq)];
    copy("deliveries", "seq", delivery, &changed)?;
    let changed = [("seq", &*seq), ("id", &event_id), ("delivery", &seq)];
    copy("events", "seq", event, &changed)?;
    // A run every 100 ms, the newest of them an hour ago.
    let created_at = format!("sample.created_at - 3600000000 - ({runs} - n) * 100000");
    let failed = format!("n < {runs} / 2 AND n % 2 = 0");
    let job = format!("iif({failed}, 'no-more', sample.job)");
    let status = format!("iif({failed}, 'failed', sample.status)");
    let changed = [
        ("seq", &*seq),
        ("id", &id),
        ("event", &seq),
        ("created_at", &created_at),
        ("job", &job),
        ("status", &status),
    ];
    copy("runs", "seq", run, &changed)?;
    copy("tasks", "run", run, &[("run", &seq)])?;
    // Counted as they would have been when they came.
    sql.execute_batch(
        "DELETE FROM ended_runs;
         INSERT INTO ended_runs
             SELECT finished_at - finished_at % 3600000000, job, status, 1, count(*)
             FROM runs WHERE finished_at IS NOT NULL GROUP BY 1, 2, 3;
         DELETE FROM arrived_deliveries;
         INSERT INTO arrived_deliveries
             SELECT received_at - received_at % 3600000000, source, verdict, count(*)
             FROM deliveries GROUP BY 1, 2, 3;",
    )?;
    sql.execute_batch("COMMIT")?;
    // What was written without waiting for the disk is there before anything is measured.
    File::open(database)
        .and_then(|file| file.sync_all())
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}

/// The columns of a table, and what stands in each of a copy.
fn copied(
    sql: &Connection,
    table: &str,
    changed: &[(&str, &str)],
) -> rusqlite::Result<(String, String)> {
    let mut select = sql.prepare(&format!("SELECT name FROM pragma_table_info('{table}')"))?;
    let names: Vec<String> = select
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let value = |name: &String| {
        let change = changed.iter().find(|(column, _)| column == name);
        change.map_or_else(
            || format!("sample.{name}"),
            |(_, value)| (*value).to_owned(),
        )
    };
    let values: Vec<String> = names.iter().map(value).collect();
    Ok((names.join(", "), values.join(", ")))
}
