//! Timestamps beside signatures, which keep what was sent once from being sent again later.

use std::time::Duration;

use crate::source::{Rejected, Request};
use crate::time::Timestamp;

/// How far a timestamp may be from the arrival, either way, if the scheme does not say.
const TOLERANCE: Duration = Duration::from_secs(300);

/// A timestamp: where it stands, how it is written, and how far it may be from the arrival of the
/// request, before and after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    place: Place,
    unit: Unit,
    tolerance: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// A header of its own.
    Header(&'static str),
    /// The entry of the signature's header that begins so.
    Entry(&'static str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Seconds,
    Milliseconds,
}

impl Stamp {
    /// Seconds since 1970 in a header of their own, at most 5 minutes from the arrival.
    pub const fn header(name: &'static str) -> Self {
        Self::new(Place::Header(name))
    }

    /// Seconds since 1970 in the signature's header, in the entry that begins with a prefix, such as
    /// `t=`; at most 5 minutes from the arrival.
    pub const fn entry(prefix: &'static str) -> Self {
        Self::new(Place::Entry(prefix))
    }

    const fn new(place: Place) -> Self {
        Self {
            place,
            unit: Unit::Seconds,
            tolerance: TOLERANCE,
        }
    }

    /// Written in milliseconds since 1970.
    #[must_use]
    pub const fn milliseconds(mut self) -> Self {
        self.unit = Unit::Milliseconds;
        self
    }

    /// With another distance from the arrival that is accepted, before and after it.
    #[must_use]
    pub const fn tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// The header of its own that it stands in.
    pub(super) const fn header_name(&self) -> Option<&'static str> {
        match self.place {
            Place::Header(name) => Some(name),
            Place::Entry(_) => None,
        }
    }

    /// What the entry of the signature's header begins with that it stands in.
    pub(super) const fn entry_prefix(&self) -> Option<&'static str> {
        match self.place {
            Place::Header(_) => None,
            Place::Entry(prefix) => Some(prefix),
        }
    }

    /// The timestamp as it is written, because that is what is signed. It is checked to be one that
    /// is accepted.
    pub(super) fn read<'r>(
        &self,
        request: &'r Request,
        signature: (&str, &'r str, Option<char>),
    ) -> Result<&'r str, Rejected> {
        let (written, name) = match self.place {
            Place::Header(name) => (request.header(name)?, name),
            Place::Entry(prefix) => {
                let (name, header, separator) = signature;
                (only_entry(name, header, separator, prefix)?, name)
            }
        };
        let Some(sent) = number(written) else {
            let unit = self.unit.name();
            return Err(Rejected::bad_request(format!(
                "the header `{name}` has a timestamp that is not a number of {unit}"
            )));
        };
        check_age(sent, self.unit, request.received_at, self.tolerance)?;
        Ok(written)
    }

    /// The timestamp as a sender writes it, and the header or the entry that it is written to.
    pub(super) fn write(&self, time: Timestamp) -> (String, Written) {
        let text = self.unit.of(time).to_string();
        match self.place {
            Place::Header(name) => (text, Written::Header(name)),
            Place::Entry(prefix) => (text, Written::Entry(prefix)),
        }
    }
}

/// Where a sender writes a timestamp.
pub(super) enum Written {
    Header(&'static str),
    Entry(&'static str),
}

/// The parts of a header's value; all of it without a separator.
pub(super) struct Entries<'h> {
    rest: Option<&'h str>,
    separator: Option<char>,
}

impl<'h> Entries<'h> {
    pub(super) fn of(header: &'h str, separator: Option<char>) -> Self {
        let rest = Some(header);
        Self { rest, separator }
    }
}

impl<'h> Iterator for Entries<'h> {
    type Item = &'h str;

    fn next(&mut self) -> Option<&'h str> {
        let rest = self.rest.take()?;
        let split = self.separator.and_then(|by| rest.split_once(by));
        let (entry, after) = split.map_or((rest, None), |(entry, after)| (entry, Some(after)));
        self.rest = after;
        Some(entry)
    }
}

fn only_entry<'h>(
    name: &str,
    header: &'h str,
    separator: Option<char>,
    prefix: &str,
) -> Result<&'h str, Rejected> {
    let malformed = |what| Rejected::bad_request(format!("the header `{name}` {what}"));
    let entries = Entries::of(header, separator);
    let mut stamps = entries.filter_map(|entry| entry.strip_prefix(prefix));
    let stamp = stamps.next().ok_or_else(|| malformed("has no timestamp"))?;
    if stamps.next().is_some() {
        return Err(malformed("has more than one timestamp"));
    }
    Ok(stamp)
}

/// Reads digits only: no sign, no space, no fraction.
fn number(written: &str) -> Option<i64> {
    let digits = written.bytes().all(|byte| byte.is_ascii_digit());
    written.parse().ok().filter(|_| digits)
}

impl Unit {
    fn of(self, time: Timestamp) -> i64 {
        match self {
            Self::Seconds => time.as_second(),
            Self::Milliseconds => time.as_millisecond(),
        }
    }

    fn count(self, duration: Duration) -> u128 {
        match self {
            Self::Seconds => u128::from(duration.as_secs()),
            Self::Milliseconds => duration.as_millis(),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Seconds => "seconds",
            Self::Milliseconds => "milliseconds",
        }
    }

    fn symbol(self) -> &'static str {
        match self {
            Self::Seconds => "s",
            Self::Milliseconds => "ms",
        }
    }
}

/// Checks that a timestamp is within `tolerance` of the request's arrival.
pub(super) fn check_age(
    sent: i64,
    unit: Unit,
    received_at: Timestamp,
    tolerance: Duration,
) -> Result<(), Rejected> {
    let age = i128::from(unit.of(received_at)) - i128::from(sent);
    let tolerance = unit.count(tolerance);
    if age.unsigned_abs() <= tolerance {
        return Ok(());
    }
    let direction = if age > 0 {
        "old"
    } else {
        "ahead of this machine's clock"
    };
    let (distance, symbol) = (age.unsigned_abs(), unit.symbol());
    Err(Rejected::bad_request(format!(
        "the timestamp is {distance} {symbol} {direction}; at most {tolerance} {symbol} is accepted"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tolerance_is_inclusive_and_holds_both_ways() {
        let now = Timestamp::from_second(1_000_000).expect("a time");
        let check = |sent| check_age(sent, Unit::Seconds, now, Duration::from_secs(300));
        assert!(check(999_700).is_ok());
        assert!(check(1_000_300).is_ok());
        assert!(check(999_699).is_err());
        assert!(check(1_000_301).is_err());
        assert!(check(i64::MIN).is_err());
        assert!(check(i64::MAX).is_err());
    }

    #[test]
    fn milliseconds_are_compared_as_such() {
        let now = Timestamp::from_millisecond(1_000_000_500).expect("a time");
        let check = |sent| check_age(sent, Unit::Milliseconds, now, Duration::from_secs(60));
        assert!(check(1_000_060_500).is_ok());
        assert!(check(1_000_060_501).is_err());
        assert!(check(999_940_500).is_ok());
        assert!(check(999_940_499).is_err());
        assert!(check(1_000_000).is_err());
    }

    #[test]
    fn a_number_is_digits_only() {
        assert_eq!(number("0123"), Some(123));
        for written in [
            "",
            "+1",
            "-1",
            " 1",
            "1 ",
            "1.0",
            "1e3",
            "99999999999999999999",
            "١",
        ] {
            assert_eq!(number(written), None, "{written}");
        }
    }
}
