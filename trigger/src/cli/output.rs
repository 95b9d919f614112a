//! What is printed: tables for people, one JSON document for programs.

use std::fmt::Display;
use std::io::{self, Write};
use std::time::Duration;

use comfy_table::presets::NOTHING;
use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width};
use serde::Serialize;

use super::Failure;
use crate::record::{PollRecord, SourceState, TaskStatus};
use crate::run::RunStatus;
use crate::time::{Timestamp, until};

/// How a command prints.
#[derive(Clone, Copy, Debug)]
pub(super) struct Output {
    pub(super) json: bool,
}

impl Output {
    /// Prints a value as JSON, or as `human` writes it.
    pub(super) fn print<T: Serialize + ?Sized>(
        self,
        value: &T,
        human: impl FnOnce(&T) -> String,
    ) -> Result<(), Failure> {
        let text = if self.json {
            serde_json::to_string_pretty(value)?
        } else {
            human(value)
        };
        print(&text)
    }
}

/// Prints a line. A reader that has closed its end has seen enough.
pub(super) fn print(text: impl Display) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match writeln!(stdout, "{text}").and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// How much room a column has at its right.
const GAP: u16 = 2;

/// A table that fits the terminal, or a sentence where it would be empty. Where the terminal is so
/// narrow that words would have to be broken, such as ids, each row is written as lines instead.
pub(super) fn table<const N: usize>(
    header: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
    empty: &str,
) -> String {
    let rows: Vec<_> = rows.into_iter().collect();
    if rows.is_empty() {
        return empty.to_owned();
    }
    arranged(&header.map(str::to_uppercase), &rows, Table::new())
}

/// Rows in a table, or as lines where it is too narrow for that.
fn arranged<const N: usize>(
    header: &[String; N],
    rows: &[[String; N]],
    mut table: Table,
) -> String {
    table
        .load_preset(NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(header)
        .add_rows(rows);
    let columns: Vec<_> = (0..N)
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            longest_word(cells.chain(header.get(column)))
        })
        .collect();
    let least: u16 = columns.iter().map(|word| word.saturating_add(GAP)).sum();
    if table.width().is_some_and(|width| width < least) {
        return records(header, rows);
    }
    for (column, word) in table.column_iter_mut().zip(columns) {
        column.set_padding((0, GAP));
        column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(word + GAP)));
    }
    table.trim_fmt()
}

/// How wide the longest word of some cells is.
fn longest_word<'c>(cells: impl Iterator<Item = &'c String>) -> u16 {
    let words = cells.flat_map(|cell| cell.split_whitespace());
    let longest = words.map(|word| word.chars().count()).max();
    u16::try_from(longest.unwrap_or_default()).unwrap_or(u16::MAX)
}

/// Rows as lines, each cell beside its column's name.
fn records<const N: usize>(header: &[String; N], rows: &[[String; N]]) -> String {
    let width = header.iter().map(String::len).max().unwrap_or_default();
    let record = |row: &[String; N]| {
        let cells = header.iter().zip(row).filter(|(_, cell)| !cell.is_empty());
        let lines = cells.map(|(name, cell)| {
            let indented = cell.replace('\n', &format!("\n{:width$}  ", ""));
            format!("{name:width$}  {indented}")
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    rows.iter().map(record).collect::<Vec<_>>().join("\n\n")
}

/// A time in the machine's zone, to the second.
pub(super) fn time(at: Timestamp) -> String {
    let zone = jiff::tz::TimeZone::system();
    at.to_zoned_datetime(zone)
        .strftime("%Y-%m-%d %H:%M:%S")
        .to_string()
}

/// How long something took, in the unit that suits it.
pub(super) fn took(from: Timestamp, to: Timestamp) -> String {
    let took = until(from, to);
    if took < Duration::from_secs(1) {
        format!("{} ms", took.as_millis())
    } else {
        format!("{:.1} s", took.as_secs_f64())
    }
}

/// A status always has a sign beside its word.
pub(super) fn run_sign(status: RunStatus) -> &'static str {
    match status {
        RunStatus::Queued => "◌",
        RunStatus::Executing => "◐",
        RunStatus::Waiting => "⧗",
        RunStatus::Completed => "✓",
        RunStatus::Failed => "✕",
        RunStatus::TimedOut => "⏱",
        RunStatus::Cancelled => "⊘",
        RunStatus::InvalidPayload | RunStatus::UnresolvedAuth => "⚠",
    }
}

pub(super) fn task_sign(status: TaskStatus) -> &'static str {
    match status {
        TaskStatus::Completed => "✓",
        TaskStatus::Failed => "✕",
        TaskStatus::Retrying => "↻",
        TaskStatus::Waiting => "⧗",
    }
}

/// A source's state in a word and, where there is one, the reason.
pub(super) fn source_state(state: &SourceState) -> String {
    match state {
        SourceState::Manual => "active: verified with the secret that is set".to_owned(),
        SourceState::Registered => "active: registered".to_owned(),
        SourceState::Registering => "registering".to_owned(),
        SourceState::Failed { reason } => format!("failed: {reason}"),
        SourceState::Drifted { found } => format!("drifted, is registered anew: {found}"),
        SourceState::Unwanted { error: None } => {
            "wanted by no job: `sources prune` removes it".to_owned()
        }
        SourceState::Unwanted { error: Some(error) } => format!("not removed: {error}"),
        SourceState::Inactive { hint } => format!("inactive: {hint}"),
        SourceState::Unverified => "active: takes whatever is sent to it".to_owned(),
        SourceState::Polling(poll) => polling(poll),
    }
}

/// How it stands with a source that is asked.
fn polling(poll: &PollRecord) -> String {
    let mut parts = Vec::new();
    if let Some(error) = &poll.error {
        parts.push(format!("failed {}×: {error}", poll.failures));
    }
    parts.push(match poll.answered_at {
        Some(at) => format!("answered {}", time(at)),
        None => "never answered".to_owned(),
    });
    match poll.next_at {
        _ if poll.is_asked => parts.push("asked now".to_owned()),
        Some(at) => parts.push(format!("next {}", time(at))),
        None => parts.push("asked once the app serves".to_owned()),
    }
    parts.extend(
        poll.cursor
            .as_ref()
            .map(|cursor| format!("cursor {cursor}")),
    );
    format!("polling: {}", parts.join("; "))
}

/// A number of bytes, in the unit that suits it.
pub(super) fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    let mut size = bytes as f64 / 1000.0;
    for unit in UNITS {
        if size < 1000.0 {
            return format!("{size:.1} {unit}");
        }
        size /= 1000.0;
    }
    format!("{size:.1} PB")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "run_01a2243a2e1071a58c65e6fe7c195881";

    fn wide(width: u16) -> String {
        let header = ["RUN", "JOB", "ERROR"].map(str::to_owned);
        let row = [ID, "reserve-stock", "the stock room is closed"].map(str::to_owned);
        let mut table = Table::new();
        table.set_width(width);
        arranged(&header, &[row.clone(), row], table)
    }

    #[test]
    fn a_table_fits_its_terminal_and_breaks_no_word() {
        let whole = wide(120);
        assert_eq!(whole.lines().count(), 3, "{whole}");
        let folded = wide(70);
        assert!(folded.lines().count() > 3, "{folded}");
        for text in [&whole, &folded] {
            assert!(
                text.contains(ID) && text.contains("reserve-stock"),
                "{text}"
            );
        }
        assert!(
            folded.lines().all(|line| line.chars().count() <= 70),
            "{folded}"
        );
    }

    #[test]
    fn what_does_not_fit_as_a_table_is_written_as_lines() {
        let row = format!("RUN    {ID}\nJOB    reserve-stock\nERROR  the stock room is closed");
        assert_eq!(wide(50), format!("{row}\n\n{row}"));
    }
}
