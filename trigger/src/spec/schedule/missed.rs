//! What becomes of ticks that were missed.

use std::collections::VecDeque;
use std::time::Duration;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::Schedule;
use crate::time::{Timestamp, until};

/// What becomes of the ticks of a schedule that were due while nobody kept it: no process served,
/// the machine slept, or the schedule was paused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missed {
    /// They start nothing.
    #[default]
    Skip,
    /// The newest of them starts one run, in place of all.
    Once,
    /// Each of them starts a run, oldest first; at most the newest 1000.
    All,
}

impl Missed {
    /// Its name, as it is stored and written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Skip => "skip",
            Self::Once => "once",
            Self::All => "all",
        }
    }
}

/// How late a tick can be and is not missed: a restart loses none.
const LATE: Duration = Duration::from_secs(60);

/// How many missed ticks are made up for at the most.
const MOST: usize = 1000;

/// How many of them in one step, so that other schedules have their turn in between.
const MOST_AT_ONCE: usize = 64;

/// The first window of time in which the newest ticks are looked for, and its growth.
const WINDOW: SignedDuration = SignedDuration::from_secs(1);
const GROWTH: i32 = 4;

/// What to do about a schedule whose next tick is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CatchUp {
    /// The ticks that start runs now, oldest first.
    pub(crate) ticks: Vec<Timestamp>,
    /// The next tick. It may be due as well.
    pub(crate) next_at: Option<Timestamp>,
}

impl Schedule {
    /// What to do now about a schedule whose next tick was due at `due_at`.
    pub(crate) fn catch_up(&self, due_at: Timestamp, now: Timestamp) -> CatchUp {
        match self.missed {
            Missed::Skip => {
                let mut ticks = self.newest(due_at, now, 1);
                ticks.retain(|tick| until(*tick, now) <= LATE);
                CatchUp {
                    ticks,
                    next_at: self.next_after(now),
                }
            }
            Missed::Once => CatchUp {
                ticks: self.newest(due_at, now, 1),
                next_at: self.next_after(now),
            },
            Missed::All => {
                let mut ticks = self.newest(due_at, now, MOST);
                ticks.truncate(MOST_AT_ONCE);
                let last = ticks.last().copied().unwrap_or(now);
                CatchUp {
                    ticks,
                    next_at: self.next_after(last),
                }
            }
        }
    }

    /// The next tick of a schedule whose pause has ended, where `due_at` was the next one when it
    /// began. What was due in between was missed, however short ago.
    pub(crate) fn after_a_pause(&self, due_at: Timestamp, now: Timestamp) -> Option<Timestamp> {
        match self.missed {
            Missed::Skip if due_at <= now => self.next_after(now),
            Missed::Skip | Missed::Once | Missed::All => Some(due_at),
        }
    }

    /// The newest ticks from one time to another, both included, oldest first. What lies further
    /// back is not gone through, so it does not matter for how long nobody looked.
    fn newest(&self, from: Timestamp, to: Timestamp, most: usize) -> Vec<Timestamp> {
        let before = |time: Timestamp, by| time.saturating_sub(by).unwrap_or(Timestamp::MIN);
        let first = before(from, SignedDuration::from_nanos(1));
        let mut window = WINDOW;
        loop {
            let start = before(to, window).max(first);
            let mut ticks = VecDeque::new();
            let mut after = start;
            while let Some(tick) = self.next_after(after).filter(|tick| *tick <= to) {
                if ticks.len() == most {
                    ticks.pop_front();
                }
                ticks.push_back(tick);
                after = tick;
            }
            if start == first || ticks.len() == most {
                return ticks.into();
            }
            window = window.saturating_mul(GROWTH);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> Timestamp {
        time.parse().expect("a time")
    }

    fn hourly(missed: Missed) -> Schedule {
        let hour = Duration::from_secs(3600);
        Schedule::every(hour).expect("a schedule").missed(missed)
    }

    #[test]
    fn a_tick_that_is_due_fires_whatever_the_policy() {
        for missed in [Missed::Skip, Missed::Once, Missed::All] {
            for now in ["2026-01-01T09:00:00Z", "2026-01-01T09:01:00Z"] {
                let caught_up = hourly(missed).catch_up(at("2026-01-01T09:00:00Z"), at(now));
                let expected = CatchUp {
                    ticks: vec![at("2026-01-01T09:00:00Z")],
                    next_at: Some(at("2026-01-01T10:00:00Z")),
                };
                assert_eq!(caught_up, expected, "{missed:?} {now}");
            }
        }
    }

    #[test]
    fn missed_ticks_are_skipped_made_up_for_by_one_or_made_up_for_each() {
        let ticks = |missed| {
            let now = at("2026-01-01T12:30:00Z");
            hourly(missed).catch_up(at("2026-01-01T09:00:00Z"), now)
        };
        let next_at = Some(at("2026-01-01T13:00:00Z"));
        let skipped = CatchUp {
            ticks: vec![],
            next_at,
        };
        assert_eq!(ticks(Missed::Skip), skipped);
        let once = CatchUp {
            ticks: vec![at("2026-01-01T12:00:00Z")],
            next_at,
        };
        assert_eq!(ticks(Missed::Once), once);
        let all = CatchUp {
            ticks: vec![
                at("2026-01-01T09:00:00Z"),
                at("2026-01-01T10:00:00Z"),
                at("2026-01-01T11:00:00Z"),
                at("2026-01-01T12:00:00Z"),
            ],
            next_at,
        };
        assert_eq!(ticks(Missed::All), all);
    }

    #[test]
    fn of_very_many_missed_ticks_the_newest_are_made_up_for_in_steps() {
        let minutes = Schedule::cron("* * * * *", "Europe/London").expect("a schedule");
        let minutes = minutes.missed(Missed::All);
        let (mut due, now) = (at("2020-01-01T00:00:00Z"), at("2026-01-01T00:00:30Z"));
        let mut fired = Vec::new();
        while due <= now {
            let CatchUp { ticks, next_at } = minutes.catch_up(due, now);
            assert!(ticks.len() <= MOST_AT_ONCE);
            fired.extend(ticks);
            due = next_at.expect("a next tick");
        }
        assert_eq!(fired.len(), MOST);
        assert!(fired.is_sorted());
        assert_eq!(fired.last(), Some(&at("2026-01-01T00:00:00Z")));
        assert_eq!(due, at("2026-01-01T00:01:00Z"));
    }

    #[test]
    fn a_rare_tick_is_found_however_long_ago_it_was_and_none_before_the_one_that_was_due() {
        let yearly = Schedule::cron("30 6 29 2 *", "UTC").expect("a schedule");
        let yearly = yearly.missed(Missed::Once);
        let fired = |due, now| yearly.catch_up(at(due), at(now)).ticks;
        let leap_day = "2028-02-29T06:30:00Z";
        assert_eq!(fired(leap_day, "2031-12-31T00:00:00Z"), [at(leap_day)]);
        assert_eq!(fired(leap_day, leap_day), [at(leap_day)]);
    }
}
