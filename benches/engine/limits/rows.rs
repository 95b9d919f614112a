//! The rows of a run of three tasks, as the app has written them, committed by SQLite alone into the
//! same tables with the same indexes.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::types::Value;
use rusqlite::{Connection, Transaction, TransactionBehavior, params_from_iter};

use super::durable;

const SCHEMA: &str = include_str!("../../../trigger/src/store/migrations/0001_initial.sql");

/// How long single commits are measured for.
const TIME: Duration = Duration::from_secs(3);

/// All rows of a finished run.
pub struct Sample {
    delivery: Row,
    event: Row,
    run: Row,
    tasks: Vec<Row>,
}

/// A row and the statement that inserts it.
struct Row {
    insert: String,
    columns: Vec<String>,
    values: Vec<Value>,
}

impl Sample {
    /// Takes the last run that has finished.
    pub fn take(database: &Path) -> rusqlite::Result<Self> {
        let sql = Connection::open(database)?;
        let last = "(SELECT max(seq) FROM runs WHERE job = 'three-tasks')";
        let of_run = |columns: &str| format!("(SELECT {columns} FROM runs WHERE seq = {last})");
        let event = of_run("event");
        let delivery = format!("(SELECT delivery FROM events WHERE seq = {event})");
        let one = |table: &str, row: &str| {
            let mut rows = read(&sql, table, row)?;
            rows.pop().ok_or(rusqlite::Error::QueryReturnedNoRows)
        };
        Ok(Self {
            delivery: one("deliveries", &format!("seq = {delivery}"))?,
            event: one("events", &format!("seq = {event}"))?,
            run: one("runs", &format!("seq = {last}"))?,
            tasks: read(&sql, "tasks", &format!("run = {last}"))?,
        })
    }

    /// How many runs SQLite commits in so long, all rows of a group of them at once.
    pub fn committed(
        &self,
        folder: &Path,
        group: i64,
        during: Duration,
    ) -> rusqlite::Result<usize> {
        let mut sql = open(&folder.join("groups.db"))?;
        let last = "SELECT coalesce(max(seq), 0) FROM runs";
        let last: i64 = sql.query_row(last, [], |row| row.get(0))?;
        let (mut runs, began) = (0, Instant::now());
        while began.elapsed() < during {
            let transaction = sql.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for run in last + runs + 1..=last + runs + group {
                self.begin(&transaction, run)?;
                for task in &self.tasks {
                    task.insert(&transaction, &[("run", Value::Integer(run))])?;
                }
                end(&transaction, run)?;
            }
            transaction.commit()?;
            runs += group;
        }
        Ok(usize::try_from(runs).unwrap_or_default())
    }

    /// How long the commits of one run take, one after another: what has arrived with its run, each
    /// task, and the end. Shortest first.
    pub fn one_after_another(&self, folder: &Path) -> rusqlite::Result<Vec<Duration>> {
        let mut sql = open(&folder.join("single.db"))?;
        let (mut taken, began) = (Vec::new(), Instant::now());
        while began.elapsed() < TIME {
            let run = i64::try_from(taken.len()).unwrap_or(i64::MAX) + 1;
            let began = Instant::now();
            let mut commit = |write: &dyn Fn(&Transaction<'_>) -> rusqlite::Result<()>| {
                let transaction = sql.transaction_with_behavior(TransactionBehavior::Immediate)?;
                write(&transaction)?;
                transaction.commit()
            };
            commit(&|sql| self.begin(sql, run))?;
            for task in &self.tasks {
                commit(&|sql| task.insert(sql, &[("run", Value::Integer(run))]))?;
            }
            commit(&|sql| end(sql, run))?;
            taken.push(began.elapsed());
        }
        taken.sort_unstable();
        Ok(taken)
    }

    /// Inserts what has arrived, and the run that it starts.
    fn begin(&self, sql: &Transaction<'_>, run: i64) -> rusqlite::Result<()> {
        let (seq, id) = (Value::Integer(run), format!("{run:016}"));
        let id = || Value::Blob(id.clone().into_bytes());
        self.delivery
            .insert(sql, &[("seq", seq.clone()), ("id", id())])?;
        let event_id = Value::Text(format!("evt_{run:016}"));
        let own = [
            ("seq", seq.clone()),
            ("delivery", seq.clone()),
            ("id", event_id),
        ];
        self.event.insert(sql, &own)?;
        let status = Value::Text("executing".to_owned());
        let own = [
            ("seq", seq.clone()),
            ("event", seq),
            ("id", id()),
            ("status", status),
        ];
        self.run.insert(sql, &own)
    }
}

/// Says that a run has ended.
fn end(sql: &Transaction<'_>, run: i64) -> rusqlite::Result<()> {
    sql.prepare_cached("UPDATE runs SET status = 'completed' WHERE seq = ?1")?
        .execute([run])
        .map(|_| ())
}

impl Row {
    /// Inserts the row with some values in place of its own.
    fn insert(&self, sql: &Transaction<'_>, own: &[(&str, Value)]) -> rusqlite::Result<()> {
        let values = self
            .columns
            .iter()
            .zip(&self.values)
            .map(|(column, value)| {
                let own = own.iter().find(|(name, _)| name == column);
                own.map_or(value, |(_, value)| value)
            });
        sql.prepare_cached(&self.insert)?
            .execute(params_from_iter(values))
            .map(|_| ())
    }
}

fn open(path: &Path) -> rusqlite::Result<Connection> {
    let sql = Connection::open(path)?;
    sql.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    durable(&sql)?;
    if !sql.table_exists(None, "runs")? {
        sql.execute_batch(SCHEMA)?;
    }
    Ok(sql)
}

fn read(sql: &Connection, table: &str, condition: &str) -> rusqlite::Result<Vec<Row>> {
    let mut select = sql.prepare(&format!("SELECT * FROM {table} WHERE {condition}"))?;
    let columns: Vec<String> = select.column_names().map(String::from).collect();
    let places = vec!["?"; columns.len()].join(", ");
    let insert = format!(
        "INSERT INTO {table} ({}) VALUES ({places})",
        columns.join(", ")
    );
    let rows = select.query_map([], |row| {
        let values = (0..columns.len()).map(|index| row.get(index));
        Ok(Row {
            insert: insert.clone(),
            columns: columns.clone(),
            values: values.collect::<Result<_, _>>()?,
        })
    })?;
    rows.collect()
}
