//! The order of a run's results.
//!
//! Results are given to a run's code in the order in which they were committed, on the first
//! execution and on every other, so each has a number. Most are those of plain tasks, which one
//! worker keeps one after another: it numbers them itself, and the commit that keeps one does not
//! write the run's row. All others, such as an event or the end of an invoked run, are counted in
//! that row, whoever brings them.

use rusqlite::types::{FromSql, FromSqlResult, ToSqlOutput, ValueRef};
use rusqlite::{OptionalExtension, ToSql, params};

use super::StoreError;
use super::runs::Fence;
use super::transaction::Transaction;

/// Which of its run's results one is. A later commit has a higher number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ResultNumber {
    /// How many results were brought until then, this one with them.
    pub(crate) brought: u32,
    /// Which one it is of those that the run's workers have numbered; 0 for one that was brought.
    pub(crate) own: u32,
}

impl ResultNumber {
    fn stored(self) -> i64 {
        i64::from(self.brought) << 32 | i64::from(self.own)
    }
}

impl ToSql for ResultNumber {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.stored().into())
    }
}

impl FromSql for ResultNumber {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let stored = u64::try_from(value.as_i64()?).unwrap_or_default();
        let part = |bits: u64| u32::try_from(bits & u64::from(u32::MAX)).unwrap_or_default();
        Ok(Self {
            brought: part(stored >> 32),
            own: part(stored),
        })
    }
}

/// The number of a result that the run's worker has given one of its own.
pub(super) fn own(
    sql: &Transaction<'_>,
    fence: Fence,
    own: u32,
) -> Result<ResultNumber, StoreError> {
    let brought: Option<u32> = sql
        .row(
            "SELECT brought FROM runs WHERE seq = ?1 AND owner = ?2 AND epoch = ?3",
            params![fence.run, fence.owner, fence.epoch],
            |row| row.get(0),
        )
        .optional()?;
    let brought = brought.ok_or(StoreError::Fenced)?;
    Ok(ResultNumber { brought, own })
}

/// The number of a result that is brought to a run.
pub(super) fn brought(sql: &Transaction<'_>, run: i64) -> Result<ResultNumber, StoreError> {
    sql.write(
        "UPDATE runs SET brought = brought + 1 WHERE seq = ?1",
        [run],
    )?;
    let brought = sql.row("SELECT brought FROM runs WHERE seq = ?1", [run], |row| {
        row.get(0)
    })?;
    Ok(ResultNumber { brought, own: 0 })
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    #[test]
    fn results_are_stored_in_their_order() {
        let results = [
            (0, 0),
            (0, 1),
            (0, u32::MAX),
            (1, 0),
            (1, 7),
            (i32::MAX.unsigned_abs(), 7),
        ];
        let results = results.map(|(brought, own)| ResultNumber { brought, own });
        assert!(results.is_sorted());
        let sql = Connection::open_in_memory().unwrap();
        sql.execute("CREATE TABLE results (result INTEGER)", [])
            .unwrap();
        for result in results.iter().rev() {
            sql.execute("INSERT INTO results VALUES (?1)", [result])
                .unwrap();
        }
        let mut select = sql
            .prepare("SELECT result FROM results ORDER BY result")
            .unwrap();
        let stored = select.query_map([], |row| row.get(0)).unwrap();
        let stored: Vec<ResultNumber> = stored.map(Result::unwrap).collect();
        assert_eq!(stored, results);
    }
}
