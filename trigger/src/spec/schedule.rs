//! When a schedule ticks.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::cron;
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
    /// Again after each interval, counted from the beginning of 1970 in UTC: every process ticks at
    /// the same times, and `15m` at each quarter of an hour.
    Every(Duration),
}

impl Schedule {
    /// The first tick after a time; `None` if there is none.
    pub fn next_after(&self, after: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Cron { expression, zone } => cron::next_after(expression, zone, after),
            Self::Every(interval) => {
                let interval = i128::try_from(interval.as_nanos())
                    .ok()
                    .filter(|nanos| *nanos > 0)?;
                let passed = after.as_nanosecond().div_euclid(interval);
                Timestamp::from_nanosecond((passed + 1).checked_mul(interval)?).ok()
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_ticks_at_its_multiples() {
        let quarter = Schedule::Every(Duration::from_secs(900));
        let next = |after: &str| {
            let next = quarter.next_after(after.parse().expect("a time"));
            next.expect("a tick").to_string()
        };
        assert_eq!(next("2026-05-01T09:07:12.5Z"), "2026-05-01T09:15:00Z");
        assert_eq!(next("2026-05-01T09:15:00Z"), "2026-05-01T09:30:00Z");
        assert_eq!(next("1969-12-31T23:59:59Z"), "1970-01-01T00:00:00Z");
    }

    #[test]
    fn what_ticks_never_or_too_late_to_be_a_time_has_no_next_tick() {
        for interval in [Duration::ZERO, Duration::MAX] {
            assert_eq!(
                Schedule::Every(interval).next_after(Timestamp::UNIX_EPOCH),
                None
            );
        }
    }
}
