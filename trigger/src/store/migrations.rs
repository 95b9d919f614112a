//! The schema's versions: each is applied once, in order, and none is ever changed.

use rusqlite::{Connection, TransactionBehavior};

use super::StoreError;
use super::row::integer;

const MIGRATIONS: &[&str] = &[include_str!("migrations/0001_initial.sql")];

/// The newest version that this program knows.
#[allow(clippy::cast_possible_truncation)]
pub(super) const KNOWN: u32 = MIGRATIONS.len() as u32;

/// Brings a database to this version.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    apply(connection, MIGRATIONS)
}

/// The version of a database; 0 of one that is empty.
pub(super) fn version(connection: &Connection) -> Result<u32, StoreError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Applies what a database lacks of some migrations, in one commit: all of them or none.
fn apply(connection: &mut Connection, migrations: &[&str]) -> Result<(), StoreError> {
    // A database that needs nothing is opened while others write, and when it cannot be written.
    if lacking(connection, migrations)?.is_empty() {
        return Ok(());
    }
    // A table is rebuilt under the feet of those that refer to it, so that is checked in the end.
    connection.pragma_update(None, "foreign_keys", false)?;
    let applied = apply_lacking(connection, migrations);
    connection.pragma_update(None, "foreign_keys", true)?;
    applied
}

fn apply_lacking(connection: &mut Connection, migrations: &[&str]) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have been first.
    let lacking = lacking(&transaction, migrations)?;
    let known = migrations.len();
    let failed = |error| StoreError::Migration { known, error };
    for migration in lacking {
        transaction.execute_batch(migration).map_err(failed)?;
    }
    let orphans = transaction
        .prepare("PRAGMA foreign_key_check")?
        .exists([])?;
    if orphans {
        return Err(StoreError::Corrupt(
            "after its migration, rows refer to rows that are gone; the database is as it was"
                .to_owned(),
        ));
    }
    transaction.pragma_update(None, "user_version", integer(known))?;
    transaction.commit()?;
    Ok(())
}

fn lacking<'m>(
    connection: &Connection,
    migrations: &'m [&'m str],
) -> Result<&'m [&'m str], StoreError> {
    let found = version(connection)?;
    let applied = usize::try_from(found).unwrap_or(usize::MAX);
    migrations.get(applied..).ok_or(StoreError::Newer {
        found,
        known: KNOWN,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrating_twice_changes_nothing() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        migrate(&mut connection).unwrap();
        let runs: i64 = connection
            .query_row("SELECT count(*) FROM runs", [], |row| row.get(0))
            .unwrap();
        assert_eq!(runs, 0);
    }

    #[test]
    fn a_newer_database_is_refused() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        let error = migrate(&mut connection).unwrap_err().to_string();
        assert!(error.contains("newer"), "{error}");
    }

    /// A later version, as one will come: a table is rebuilt, and what is in it is kept.
    const LATER: &str = "
        CREATE TABLE rebuilt (
            seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, job TEXT NOT NULL,
            event INTEGER NOT NULL REFERENCES events (seq), attempts INTEGER NOT NULL
        ) STRICT;
        INSERT INTO rebuilt SELECT seq, id, job, event, failures + 1 FROM runs;
        DROP TABLE runs;
        ALTER TABLE rebuilt RENAME TO runs;";

    /// A database of the first version, in a file, with a run in it.
    fn with_a_run() -> (tempfile::TempDir, Connection) {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = Connection::open(folder.path().join("test.db")).unwrap();
        apply(&mut connection, &MIGRATIONS[..1]).unwrap();
        connection
            .execute_batch(
                "INSERT INTO events (source, id, name, happened_at, received_at, context, is_test)
                 VALUES ('', 'one', 'order.placed', 0, 0, 'null', 0);
                 INSERT INTO runs (id, job, version, event, status, properties, created_at)
                 VALUES (x'07', 'sells', '1', 1, 'queued', '[]', 0);
                 INSERT INTO tasks (run, path, kind, name, icon, params, properties, status,
                                    attempts, sealed, started_at, place, begun_after)
                 VALUES (1, '[]', 'task', 'charge', '', '[]', '[]', 'completed', 1, 0, 0, '', 0);",
            )
            .unwrap();
        (folder, connection)
    }

    fn all(connection: &Connection) -> Vec<(String, String)> {
        let mut select = connection
            .prepare("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
            .unwrap();
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        rows.unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn a_later_version_takes_over_what_is_there() {
        let (folder, connection) = with_a_run();
        drop(connection);
        let mut connection = Connection::open(folder.path().join("test.db")).unwrap();
        apply(&mut connection, &[MIGRATIONS[0], LATER]).unwrap();
        assert_eq!(version(&connection).unwrap(), 2);
        let run: (String, i64, String) = connection
            .query_row(
                "SELECT job, runs.attempts, name FROM runs JOIN tasks ON run = seq",
                [],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )
            .unwrap();
        assert_eq!(run, ("sells".to_owned(), 1, "charge".to_owned()));
        let enforced: bool = connection
            .pragma_query_value(None, "foreign_keys", |row| row.get(0))
            .unwrap();
        assert!(enforced, "what refers to something is checked again");
    }

    #[test]
    fn a_migration_that_fails_leaves_the_database_as_it_was() {
        let (_folder, mut connection) = with_a_run();
        let before = all(&connection);
        let broken = format!("{LATER}; INSERT INTO nowhere VALUES (1);");
        let loses = format!("{LATER}; DELETE FROM events;");
        for faulty in [broken, loses] {
            let error = apply(&mut connection, &[MIGRATIONS[0], &faulty]).unwrap_err();
            assert!(error.to_string().contains("as it was"), "{error}");
            assert_eq!(version(&connection).unwrap(), 1);
            assert_eq!(all(&connection), before);
            let job: String = connection
                .query_row("SELECT job FROM runs", [], |row| row.get(0))
                .unwrap();
            assert_eq!(job, "sells");
        }
        apply(&mut connection, &[MIGRATIONS[0], LATER]).unwrap();
    }
}
