//! The times that a cron expression names in a time zone, also on the days when its clocks are
//! changed.
//!
//! An expression that asks for every hour or every minute, with a `*` in one of these fields, means
//! time as it passes: in the hour that comes twice it ticks twice. Any other names times of day,
//! and each comes once: one that the clocks skip is due when they have jumped, and one that comes
//! twice is due the first time.

use cronexpr::{Crontab, MakeTimestamp, parse_crontab};
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

/// How far ahead a tick is searched for: after 28 years the calendar repeats. Each search of the
/// crate looks four years ahead.
const SEARCHES: i64 = 7;
const FOUR_YEARS: i64 = 1461 * 24 * 60 * 60;

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// Clocks are not put forward by more than a day.
const LARGEST_GAP: SignedDuration = SignedDuration::from_hours(25);

/// Whether it is an expression of five fields.
pub(super) fn is_expression(expression: &str) -> bool {
    expression.split_ascii_whitespace().count() == 5
        && parse_crontab(&format!("{expression} UTC")).is_ok()
}

/// A zone's name in its own spelling; `None` if there is no such zone.
pub(super) fn zone_name(zone: &str) -> Option<String> {
    let zone = TimeZone::get(zone).ok()?;
    zone.iana_name().map(str::to_owned)
}

/// The first time after `after` that an expression names in a zone; `None` if there is none, or if
/// the expression or the zone is not one.
pub(super) fn next_after(expression: &str, zone: &str, after: Timestamp) -> Option<Timestamp> {
    let zone = TimeZone::get(zone).ok()?;
    // Zones are left to one crate: the other one reads what a clock on the wall shows.
    let crontab = parse_crontab(&format!("{expression} UTC")).ok()?;
    let mut clock = expression.split_ascii_whitespace().take(2);
    if clock.any(|field| field.starts_with('*')) {
        as_time_passes(&crontab, &zone, after)
    } else {
        by_times_of_day(&crontab, &zone, after)
    }
}

/// From one change of the clocks to the next, the zone is at one offset from UTC.
fn as_time_passes(crontab: &Crontab, zone: &TimeZone, after: Timestamp) -> Option<Timestamp> {
    let (mut offset, mut start, mut known) = (zone.to_offset(after), after, after);
    loop {
        let next = next_on_the_wall(crontab, offset.to_datetime(start))?;
        let next = offset.to_timestamp(next).ok()?;
        match zone.following(known).next() {
            Some(change) if change.timestamp() <= next => {
                (offset, known) = (change.offset(), change.timestamp());
                // What is due at the change itself is due.
                start = known - MINUTE;
            }
            _ => return Some(next),
        }
    }
}

fn by_times_of_day(crontab: &Crontab, zone: &TimeZone, after: Timestamp) -> Option<Timestamp> {
    // What the clocks have skipped is found from before they did.
    let mut wall = zone.to_datetime(after.saturating_sub(LARGEST_GAP).ok()?);
    loop {
        wall = next_on_the_wall(crontab, wall)?;
        let due = when(zone, wall)?;
        if due > after {
            return Some(due);
        }
    }
}

/// The next minute after `wall` that an expression names.
fn next_on_the_wall(crontab: &Crontab, wall: DateTime) -> Option<DateTime> {
    let from = Offset::UTC.to_timestamp(wall).ok()?.as_second();
    let next = (0..SEARCHES).find_map(|search| {
        let from = MakeTimestamp::from_second(from + search * FOUR_YEARS).ok()?;
        crontab.find_next(from).ok()
    })?;
    let next = Timestamp::from_second(next.timestamp().as_second()).ok()?;
    Some(Offset::UTC.to_datetime(next))
}

/// When a clock on the wall first shows a time, or has jumped over it.
fn when(zone: &TimeZone, wall: DateTime) -> Option<Timestamp> {
    match zone.to_ambiguous_timestamp(wall).offset() {
        AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(wall).ok(),
        AmbiguousOffset::Fold { before, .. } => before.to_timestamp(wall).ok(),
        AmbiguousOffset::Gap { before, .. } => {
            let later = before.to_timestamp(wall).ok()?;
            let change = zone
                .preceding(later + SignedDuration::from_nanos(1))
                .next()?;
            Some(change.timestamp())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first ticks in London after a time.
    fn london<const N: usize>(expression: &str, after: &str) -> [String; N] {
        let mut at: Timestamp = after.parse().expect("a time");
        [(); N].map(|()| {
            at = next_after(expression, "Europe/London", at).expect("a tick");
            at.to_string()
        })
    }

    #[test]
    fn a_time_of_day_is_that_of_the_zone_in_winter_and_in_summer() {
        assert_eq!(
            london("0 9 * * MON-FRI", "2026-03-27T12:00:00Z"),
            ["2026-03-30T08:00:00Z", "2026-03-31T08:00:00Z"]
        );
        assert_eq!(
            london("0 9 * * MON-FRI", "2026-10-23T12:00:00Z"),
            ["2026-10-26T09:00:00Z", "2026-10-27T09:00:00Z"]
        );
    }

    #[test]
    fn a_time_that_the_clocks_skip_is_due_when_they_have_jumped() {
        // At 01:00 it is 02:00.
        let times = ["2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"];
        assert_eq!(london("30 1 * * *", "2026-03-28T02:00:00Z"), times);
        assert_eq!(london("30 1 * * *", "2026-03-29T00:59:59Z"), times);
        assert_eq!(
            london("0,30 1,2 * * *", "2026-03-29T00:30:00Z"),
            ["2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z"]
        );
    }

    #[test]
    fn a_time_that_comes_twice_is_due_the_first_time() {
        // At 02:00 it is 01:00.
        assert_eq!(
            london("30 1 * * *", "2026-10-24T12:00:00Z"),
            ["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]
        );
        assert_eq!(
            london("30 1 * * *", "2026-10-25T01:10:00Z"),
            ["2026-10-26T01:30:00Z"]
        );
    }

    #[test]
    fn months_end_on_their_own_days_and_a_day_that_a_month_lacks_is_not_moved() {
        assert_eq!(
            london("0 12 L * *", "2028-01-31T12:00:00Z"),
            [
                "2028-02-29T12:00:00Z",
                "2028-03-31T11:00:00Z",
                "2028-04-30T11:00:00Z"
            ]
        );
        assert_eq!(
            london("0 12 31 * *", "2026-01-31T12:00:00Z"),
            ["2026-03-31T11:00:00Z", "2026-05-31T11:00:00Z"]
        );
        assert_eq!(
            london("0 12 29 2 *", "2026-01-01T00:00:00Z"),
            ["2028-02-29T12:00:00Z", "2032-02-29T12:00:00Z"]
        );
    }

    #[test]
    fn the_hours_around_a_change_of_the_clocks_tick_once_each() {
        let santiago = |expression, after: &str| {
            let after = after.parse().expect("a time");
            next_after(expression, "America/Santiago", after).map(|at| at.to_string())
        };
        // The clocks are put forward at midnight, which does not come on that day.
        let midnight = |after| santiago("0 0 * * *", after);
        let forward = "2026-09-06T04:00:00Z";
        assert_eq!(midnight("2026-09-05T12:00:00Z").as_deref(), Some(forward));
        assert_eq!(midnight(forward).as_deref(), Some("2026-09-07T03:00:00Z"));
        // They are put back at midnight, so that the hour before it comes twice.
        let late = |after| santiago("30 23 * * *", after);
        let first = "2026-04-05T02:30:00Z";
        assert_eq!(late("2026-04-04T12:00:00Z").as_deref(), Some(first));
        assert_eq!(late(first).as_deref(), Some("2026-04-06T03:30:00Z"));
    }

    #[test]
    fn every_hour_is_every_hour_that_passes() {
        let in_spring = [
            "2026-03-29T00:00:00Z",
            "2026-03-29T01:00:00Z",
            "2026-03-29T02:00:00Z",
        ];
        assert_eq!(london("0 * * * *", "2026-03-28T23:30:00Z"), in_spring);
        let in_autumn = [
            "2026-10-25T00:00:00Z",
            "2026-10-25T01:00:00Z",
            "2026-10-25T02:00:00Z",
        ];
        assert_eq!(london("0 * * * *", "2026-10-24T23:30:00Z"), in_autumn);
        assert_eq!(
            london("*/30 1 * * *", "2026-10-25T00:10:00Z"),
            [
                "2026-10-25T00:30:00Z",
                "2026-10-25T01:00:00Z",
                "2026-10-25T01:30:00Z"
            ]
        );
    }

    #[test]
    fn a_day_that_comes_after_eight_years_is_found_and_one_that_never_comes_is_not() {
        // The year 2100 is no leap year.
        let after = "2096-03-01T00:00:00Z".parse().expect("a time");
        let next = |expression| next_after(expression, "UTC", after).map(|at| at.to_string());
        assert_eq!(next("0 0 29 2 *").as_deref(), Some("2104-02-29T00:00:00Z"));
        assert_eq!(next("0 0 30 2 *"), None);
        assert_eq!(next_after("* * * * *", "Mars/Olympus", after), None);
    }
}
