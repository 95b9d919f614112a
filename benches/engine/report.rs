//! What was measured, as a table for people and as JSON for programs.

use std::time::Duration;

use serde::Serialize;

/// One figure.
#[derive(Serialize)]
pub struct Figure {
    pub scenario: String,
    /// How many finished runs the database held before.
    pub history: i64,
    pub what: &'static str,
    pub value: f64,
    pub unit: &'static str,
    /// What the machine does at the best, measured in the same run.
    pub limit: Option<f64>,
}

#[derive(Default, Serialize)]
pub struct Report {
    pub figures: Vec<Figure>,
}

impl Report {
    pub fn add(
        &mut self,
        scenario: impl Into<String>,
        history: i64,
        what: &'static str,
        value: f64,
        unit: &'static str,
        limit: Option<f64>,
    ) {
        let figure = Figure {
            scenario: scenario.into(),
            history,
            what,
            value,
            unit,
            limit,
        };
        eprintln!("{}", row(&figure));
        self.figures.push(figure);
    }

    pub fn table(&self) -> String {
        let head = format!(
            "{:<34} {:>9}  {:<16} {:>11} {:<6} {:>11} {:>7}",
            "scenario", "history", "what", "value", "unit", "limit", "share"
        );
        let rows = self.figures.iter().map(row);
        std::iter::once(head)
            .chain(rows)
            .collect::<Vec<_>>()
            .join("\n")
    }
}

fn row(figure: &Figure) -> String {
    let Figure {
        scenario,
        history,
        what,
        value,
        unit,
        limit,
    } = figure;
    let share = limit.map(|limit| format!("{:.0} %", 100.0 * value / limit));
    let limit = limit.map(|limit| format!("{limit:.1}"));
    format!(
        "{scenario:<34} {history:>9}  {what:<16} {value:>11.2} {unit:<6} {:>11} {:>7}",
        limit.unwrap_or_default(),
        share.unwrap_or_default()
    )
}

pub fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
