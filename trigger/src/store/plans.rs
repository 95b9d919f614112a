//! What an event, a request and the end of a run cost does not grow with the number of waiting
//! runs: every statement on their way finds its rows by an index.

use rusqlite::Connection;

/// How SQLite executes a statement.
fn plan(statement: &str) -> String {
    let connection = Connection::open_in_memory().unwrap();
    let schema = include_str!("migrations/0001_initial.sql");
    connection.execute_batch(schema).unwrap();
    let explain = format!("EXPLAIN QUERY PLAN {statement}");
    let mut explain = connection.prepare(&explain).unwrap();
    let count = explain.parameter_count();
    let nothing = vec![rusqlite::types::Null; count];
    let steps = explain
        .query_map(rusqlite::params_from_iter(nothing), |row| {
            row.get::<_, String>("detail")
        })
        .unwrap();
    steps.map(Result::unwrap).collect::<Vec<_>>().join("; ")
}

#[test]
fn what_waiting_runs_are_found_by_is_an_index() {
    let statements = [
        super::arrivals::FIRST_FIELD,
        super::arrivals::NEXT_FIELD,
        super::arrivals::WAITING,
        super::arrivals::EARLIER,
        super::children::UNENDED,
        super::replays::REPLAYS,
        super::children::NEWEST,
        super::runs::WAKE,
        super::runs::NEXT_WAKE,
        super::claim::SUSPECT,
        super::claim::PARKED,
        super::unconnected::UNCONNECTED,
        super::workers::EXECUTED_BY,
        "DELETE FROM awaited_events WHERE run = ?1",
        "DELETE FROM requests WHERE run = ?1",
        "SELECT id FROM delayed_events WHERE due_at <= ?1 ORDER BY due_at LIMIT ?2",
    ];
    for statement in statements {
        let plan = plan(statement);
        assert!(
            plan.contains("SEARCH") || plan.contains("USING COVERING INDEX runs_waiting"),
            "{statement}: {plan}"
        );
        assert!(!plan.contains("TEMP B-TREE"), "{statement}: {plan}");
        let scans = plan.split("; ").filter(|step| step.starts_with("SCAN"));
        let scans: Vec<_> = scans
            .filter(|step| !step.contains("USING") && !step.contains("VIRTUAL TABLE"))
            .collect();
        assert!(scans.is_empty(), "{statement}: {plan}");
    }
}

#[test]
fn the_events_of_a_delivery_are_found_by_their_numbers() {
    let plan = plan(super::replays::EVENTS);
    let by_number = "SEARCH events USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)";
    assert!(plan.contains(by_number), "{plan}");
}
