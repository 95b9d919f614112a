//! What is measured, and how much of it.

use std::time::Duration;

use crate::{CONNECTIONS, Result};

/// What the command line asks for.
pub struct Options {
    pub size: Size,
    /// The scenarios that are measured; all if there is none.
    only: Vec<String>,
    /// Where the figures are written for programs.
    pub json: Option<String>,
}

/// How much is measured.
#[derive(Clone, Copy)]
pub struct Size {
    /// Over each number of connections: one that is answered at once takes long for each.
    pub ingested: [usize; CONNECTIONS.len()],
    pub runs: usize,
    pub single: usize,
    pub waiting: usize,
    pub probes: usize,
    pub flood: usize,
    pub idle: Duration,
    pub history: i64,
    /// How often each page is asked for.
    pub pages: usize,
    /// For how long somebody looks on.
    pub watched: Duration,
}

const WHOLE: Size = Size {
    ingested: [20_000, 100_000, 100_000],
    runs: 40_000,
    single: 500,
    waiting: 100_000,
    probes: 500,
    flood: 10_000,
    idle: Duration::from_secs(20),
    history: 1_000_000,
    pages: 50,
    watched: Duration::from_secs(10),
};

const QUICK: Size = Size {
    ingested: [5_000, 10_000, 10_000],
    runs: 5_000,
    single: 200,
    waiting: 10_000,
    probes: 100,
    flood: 5_000,
    idle: Duration::from_secs(5),
    history: 100_000,
    pages: 20,
    watched: Duration::from_secs(5),
};

/// The names that `--only` takes.
pub const SCENARIOS: [&str; 8] = [
    "start",
    "idle",
    "ingest",
    "latency",
    "throughput",
    "waiting",
    "flood",
    "pages",
];

impl Options {
    /// Reads the arguments.
    pub fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self> {
        let (mut size, mut history, mut only, mut json) = (WHOLE, None, Vec::new(), None);
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("{argument} takes a value"));
            match argument.as_str() {
                // Cargo says this to every bench.
                "--bench" => {}
                "--quick" => size = QUICK,
                "--history" => history = Some(value()?.parse()?),
                "--only" => only.extend(value()?.split(',').map(str::to_owned)),
                "--json" => json = Some(value()?),
                other => return Err(format!("unknown option {other}: see the file's head").into()),
            }
        }
        if let Some(unknown) = only.iter().find(|name| !SCENARIOS.contains(&name.as_str())) {
            let known = SCENARIOS.join(", ");
            return Err(format!("there is no scenario {unknown}: there are {known}").into());
        }
        size.history = history.unwrap_or(size.history);
        Ok(Self { size, only, json })
    }

    /// Whether a scenario is measured.
    pub fn wants(&self, scenario: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|name| name == scenario)
    }
}
