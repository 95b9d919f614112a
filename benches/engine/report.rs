//! What was measured, as a table for people and as JSON for programs.

use std::time::Duration;

use serde::Serialize;

use crate::load::{Answered, percentile};

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

/// Where figures of one scenario go.
pub struct Scenario<'r> {
    report: &'r mut Report,
    name: String,
    history: i64,
}

impl Report {
    pub fn scenario(&mut self, name: impl Into<String>, history: i64) -> Scenario<'_> {
        Scenario {
            report: self,
            name: name.into(),
            history,
        }
    }

    pub fn table(&self) -> String {
        let head = format!(
            "{:<36} {:>8}  {:<14} {:>11} {:<4} {:>10} {:>8} {:>9}",
            "scenario", "history", "what", "value", "unit", "limit", "of limit", "of empty"
        );
        let rows = self.figures.iter().map(|figure| self.row(figure));
        std::iter::once(head)
            .chain(rows)
            .collect::<Vec<_>>()
            .join("\n")
    }

    fn row(&self, figure: &Figure) -> String {
        let Figure {
            scenario,
            history,
            what,
            value,
            unit,
            limit,
        } = figure;
        let share = |of: Option<f64>| {
            of.map_or_else(String::new, |of| format!("{:.0} %", 100.0 * value / of))
        };
        let empty = self.figures.iter().find(|empty| {
            *history > 0 && (&empty.scenario, empty.what, empty.history) == (scenario, *what, 0)
        });
        format!(
            "{scenario:<36} {history:>8}  {what:<14} {value:>11.2} {unit:<4} {:>10} {:>8} {:>9}",
            limit.map_or_else(String::new, |limit| format!("{limit:.1}")),
            share(*limit),
            share(empty.map(|empty| match (limit, empty.limit) {
                // The machine may be faster or slower now than it was then.
                (Some(limit), Some(before)) => empty.value * limit / before,
                _ => empty.value,
            })),
        )
    }
}

impl Scenario<'_> {
    pub fn add(&mut self, what: &'static str, value: f64, unit: &'static str) {
        self.add_beside(what, value, unit, None);
    }

    /// Adds a figure beside what the machine does at the best.
    pub fn add_beside(
        &mut self,
        what: &'static str,
        value: f64,
        unit: &'static str,
        limit: Option<f64>,
    ) {
        let figure = Figure {
            scenario: self.name.clone(),
            history: self.history,
            what,
            value,
            unit,
            limit,
        };
        eprintln!("{}", self.report.row(&figure));
        self.report.figures.push(figure);
    }

    /// Adds a percentile of durations, beside that of others.
    pub fn add_percentile(
        &mut self,
        (what, share): (&'static str, f64),
        sorted: &[Duration],
        limits: Option<&[Duration]>,
    ) {
        let value = |sorted| millis(percentile(sorted, share));
        self.add_beside(what, value(sorted), "ms", limits.map(value));
    }

    /// Adds how requests were answered, beside how the machine answers them at the best.
    pub fn add_answers(&mut self, answered: &Answered, limit: &Answered) {
        let rate = Some(limit.per_second());
        self.add_beside("requests", answered.per_second(), "/s", rate);
        for percentile in [P50, P99] {
            self.add_percentile(percentile, &answered.latencies, Some(&limit.latencies));
        }
    }
}

pub const P50: (&str, f64) = ("p50", 0.50);
pub const P99: (&str, f64) = ("p99", 0.99);
pub const MAX: (&str, f64) = ("max", 1.0);

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
