//! When a schedule ticks.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// When a job is started by the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schedule {
    /// At the times that a cron expression of five fields names, in a time zone.
    Cron {
        /// Minute, hour, day of the month, month, day of the week.
        expression: &'static str,
        /// The zone's name, such as `Europe/London`.
        zone: &'static str,
    },
    /// Again after each interval.
    Every(Duration),
}

impl Schedule {
    /// The first tick after a time.
    pub fn next_after(&self, after: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Cron { .. } => None,
            Self::Every(interval) => Some(crate::time::add(after, *interval)),
        }
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cron { expression, zone } => write!(f, "cron {expression} {zone}"),
            Self::Every(interval) => write!(f, "every {interval:?}"),
        }
    }
}

/// The payload of a job that a schedule starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tick {
    /// When it was due.
    pub ts: Timestamp,
    /// When the one before it was due.
    pub last_ts: Option<Timestamp>,
}
