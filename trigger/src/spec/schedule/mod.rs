//! When a schedule ticks.

mod cron;
mod dynamic;
mod missed;
mod words;

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

pub use dynamic::{Due, Dynamic, DynamicSchedule};
pub(crate) use missed::CatchUp;
pub use missed::Missed;

/// The shortest interval.
const SHORTEST: Duration = Duration::from_secs(1);

/// When the clock starts a job, and what becomes of ticks that were missed.
///
/// In `#[job(trigger = cron("0 9 * * MON-FRI", tz = "Europe/London"))]` it is checked at compile
/// time. One that is made at run time is checked when it is made:
///
/// ```
/// use trigger::{Missed, Schedule};
///
/// let mornings = Schedule::cron("0 9 * * MON-FRI", "Europe/London")?.missed(Missed::Once);
/// let next = mornings.next_after("2026-05-01T12:00:00Z".parse()?);
/// assert_eq!(next, Some("2026-05-04T08:00:00Z".parse()?));
/// assert_eq!(mornings.words(), "at 09:00 on Monday to Friday");
/// assert!(Schedule::cron("0 25 * * *", "UTC").is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct Schedule {
    timing: Timing,
    missed: Missed,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Timing {
    /// At the times that a cron expression of five fields names, in a time zone.
    Cron {
        expression: Cow<'static, str>,
        zone: Cow<'static, str>,
    },
    /// Again after each interval, counted from the beginning of 1970 in UTC: every process ticks at
    /// the same times, and `15m` at each quarter of an hour.
    Every(Duration),
}

/// A schedule as it was stored.
#[derive(Deserialize)]
struct Unchecked {
    timing: Timing,
    missed: Missed,
}

/// Why something is not a schedule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSchedule {
    /// The expression cannot be read.
    #[error(
        "`{expression}` is not a cron expression: minute, hour, day of the month, month, day of \
         the week, such as `0 9 * * MON-FRI`"
    )]
    Expression {
        /// What was given.
        expression: String,
    },
    /// The expression names a day that no month has.
    #[error("`{expression}` never occurs: no month has such a day")]
    Never {
        /// What was given.
        expression: String,
    },
    /// There is no such time zone.
    #[error("`{zone}` is not a time zone: write one such as `UTC` or `Europe/London`")]
    Zone {
        /// What was given.
        zone: String,
    },
    /// The interval is too short, or too long for its next tick to be a time.
    #[error("an interval is at least one second and ends within the calendar, found {interval:?}")]
    Interval {
        /// What was given.
        interval: Duration,
    },
}

impl Schedule {
    /// Ticks at the times that an expression of five fields names (minute, hour, day of the month,
    /// month, day of the week), in a time zone such as `Europe/London`.
    ///
    /// # Errors
    ///
    /// When it is no expression, never occurs, or there is no such zone.
    pub fn cron(expression: &str, zone: &str) -> Result<Self, InvalidSchedule> {
        let expression = expression.trim().to_owned();
        if !cron::is_expression(&expression) {
            return Err(InvalidSchedule::Expression { expression });
        }
        let Some(zone) = cron::zone_name(zone) else {
            let zone = zone.to_owned();
            return Err(InvalidSchedule::Zone { zone });
        };
        let timing = Timing::Cron {
            expression: expression.clone().into(),
            zone: zone.into(),
        };
        match timing.next_after(Timestamp::UNIX_EPOCH) {
            Some(_) => Ok(Self::of(timing)),
            None => Err(InvalidSchedule::Never { expression }),
        }
    }

    /// Ticks at the multiples of an interval, counted from the beginning of 1970 in UTC.
    ///
    /// # Errors
    ///
    /// When it is shorter than a second.
    pub fn every(interval: Duration) -> Result<Self, InvalidSchedule> {
        let timing = Timing::Every(interval);
        if interval < SHORTEST || timing.next_after(Timestamp::UNIX_EPOCH).is_none() {
            return Err(InvalidSchedule::Interval { interval });
        }
        Ok(Self::of(timing))
    }

    /// What the macro has checked.
    pub(crate) const fn known_cron(expression: &'static str, zone: &'static str) -> Self {
        Self::of(Timing::Cron {
            expression: Cow::Borrowed(expression),
            zone: Cow::Borrowed(zone),
        })
    }

    /// What the macro has checked.
    pub(crate) const fn known_every(interval: Duration) -> Self {
        Self::of(Timing::Every(interval))
    }

    const fn of(timing: Timing) -> Self {
        Self {
            timing,
            missed: Missed::Skip,
        }
    }

    /// With what becomes of ticks that were missed.
    #[must_use]
    pub const fn missed(mut self, missed: Missed) -> Self {
        self.missed = missed;
        self
    }

    /// The first tick after a time; `None` if there is none.
    pub fn next_after(&self, after: Timestamp) -> Option<Timestamp> {
        self.timing.next_after(after)
    }

    /// When it ticks, in words: `at 09:00 on Monday to Friday`, `every 15 minutes`.
    pub fn words(&self) -> String {
        match &self.timing {
            Timing::Cron { expression, .. } => words::of_cron(expression),
            Timing::Every(interval) => words::of_interval(*interval),
        }
    }

    /// The name of its time zone; an interval has none.
    pub fn zone(&self) -> Option<&str> {
        match &self.timing {
            Timing::Cron { zone, .. } => Some(zone),
            Timing::Every(_) => None,
        }
    }

    /// What becomes of ticks that were missed.
    pub const fn missed_policy(&self) -> Missed {
        self.missed
    }
}

impl Timing {
    fn next_after(&self, after: Timestamp) -> Option<Timestamp> {
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

impl TryFrom<Unchecked> for Schedule {
    type Error = InvalidSchedule;

    fn try_from(stored: Unchecked) -> Result<Self, InvalidSchedule> {
        let schedule = match stored.timing {
            Timing::Cron { expression, zone } => Self::cron(&expression, &zone),
            Timing::Every(interval) => Self::every(interval),
        };
        Ok(schedule?.missed(stored.missed))
    }
}

/// When it ticks, as it is written.
impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.timing {
            Timing::Cron { expression, zone } => write!(f, "cron {expression} {zone}"),
            Timing::Every(interval) => write!(f, "every {interval:?}"),
        }
    }
}

/// The payload of a job that a schedule starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tick {
    /// When it was due.
    pub ts: Timestamp,
    /// When the one before it was due that started a run.
    pub last_ts: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_ticks_at_its_multiples_and_does_not_drift() {
        let quarter = Schedule::every(Duration::from_secs(900)).expect("a schedule");
        let next = |after: &str| {
            let next = quarter.next_after(after.parse().expect("a time"));
            next.expect("a tick").to_string()
        };
        assert_eq!(next("2026-05-01T09:07:12.5Z"), "2026-05-01T09:15:00Z");
        assert_eq!(next("2026-05-01T09:15:00Z"), "2026-05-01T09:30:00Z");
        assert_eq!(next("2026-05-01T09:15:00.000001Z"), "2026-05-01T09:30:00Z");
        assert_eq!(next("1969-12-31T23:59:59Z"), "1970-01-01T00:00:00Z");
    }

    #[test]
    fn what_is_no_schedule_is_refused_with_what_would_be_one() {
        let message = |schedule: Result<Schedule, InvalidSchedule>| {
            schedule.expect_err("no schedule").to_string()
        };
        for expression in [
            "",
            "0 9 * *",
            "0 9 * * * *",
            "0 25 * * *",
            "@daily",
            "0 9 * * MON UTC",
        ] {
            let message = message(Schedule::cron(expression, "UTC"));
            assert!(message.contains("is not a cron expression"), "{message}");
        }
        let never = message(Schedule::cron("0 0 30 2 *", "UTC"));
        assert!(never.starts_with("`0 0 30 2 *` never occurs"), "{never}");
        let zone = message(Schedule::cron("0 0 * * *", "Mars/Olympus"));
        assert!(
            zone.starts_with("`Mars/Olympus` is not a time zone"),
            "{zone}"
        );
        for interval in [Duration::ZERO, Duration::from_millis(999), Duration::MAX] {
            let interval = message(Schedule::every(interval));
            assert!(interval.starts_with("an interval is at least one second"));
        }
    }

    #[test]
    fn a_schedule_survives_being_stored_and_what_is_none_does_not_come_back() {
        let schedule = Schedule::cron("0 9 * * MON-FRI", "europe/london").expect("a schedule");
        let schedule = schedule.missed(Missed::All);
        assert_eq!(schedule.zone(), Some("Europe/London"));
        let stored = serde_json::to_string(&schedule).expect("JSON");
        assert_eq!(
            serde_json::from_str::<Schedule>(&stored).ok(),
            Some(schedule)
        );
        let broken = stored.replace("0 9", "0 99");
        assert!(serde_json::from_str::<Schedule>(&broken).is_err());
    }
}
