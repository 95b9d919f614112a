//! Schedules in words. What has no simple ones is told field by field.

use std::time::Duration;

const DAYS: [&str; 8] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

const MONTHS: [&str; 13] = [
    "",
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// An interval: `every 15 minutes`.
pub(super) fn of_interval(interval: Duration) -> String {
    let seconds = interval.as_secs();
    if interval.subsec_nanos() > 0 {
        return format!("every {interval:?}");
    }
    let units = [
        (86400, "day"),
        (3600, "hour"),
        (60, "minute"),
        (1, "second"),
    ];
    let unit = units
        .into_iter()
        .find(|(unit, _)| seconds.is_multiple_of(*unit));
    let (unit, name) = unit.unwrap_or((1, "second"));
    every(seconds / unit, name)
}

fn every(count: u64, unit: &str) -> String {
    match count {
        1 => format!("every {unit}"),
        _ => format!("every {count} {unit}s"),
    }
}

/// An expression of five fields: `at 09:00 on Monday to Friday`.
pub(super) fn of_cron(expression: &str) -> String {
    let fields: Vec<_> = expression.split_ascii_whitespace().collect();
    let Ok([minute, hour, day, month, weekday]) = <[&str; 5]>::try_from(fields) else {
        return expression.to_owned();
    };
    let mut words = of_the_clock(minute, hour);
    // Where both are given, a day that is either of them counts.
    let days = [of_days(day), of_weekdays(weekday)];
    let days: Vec<_> = days.into_iter().flatten().collect();
    if !days.is_empty() {
        words = format!("{words} on {}", days.join(" or on "));
    }
    if month != "*" {
        words = format!("{words} in {}", list(month, |month| named(month, &MONTHS)));
    }
    words
}

fn of_the_clock(minute: &str, hour: &str) -> String {
    let step = |field: &str| field.strip_prefix("*/")?.parse::<u64>().ok();
    let number = |field: &str| field.parse::<u8>().ok();
    if let ("*", "*") = (minute, hour) {
        return "every minute".to_owned();
    }
    if let (Some(step), "*") = (step(minute), hour) {
        return every(step, "minute");
    }
    if let (Some(minute), "*") = (number(minute), hour) {
        return match minute {
            0 => "every hour".to_owned(),
            _ => format!("every hour at minute {minute}"),
        };
    }
    if let (Some(0), Some(step)) = (number(minute), step(hour)) {
        return every(step, "hour");
    }
    let hours: Option<Vec<_>> = hour.split(',').map(number).collect();
    if let (Some(minute), Some(hours)) = (number(minute), hours) {
        let times = hours.iter().map(|hour| format!("{hour:02}:{minute:02}"));
        return format!("at {}", joined(&times.collect::<Vec<_>>()));
    }
    let minutes = match step(minute) {
        Some(step) => every(step, "minute"),
        None if minute == "*" => "every minute".to_owned(),
        None => format!("at minute {}", list(minute, str::to_owned)),
    };
    match hour {
        "*" => minutes,
        _ => format!("{minutes} of hour {}", list(hour, str::to_owned)),
    }
}

fn of_days(day: &str) -> Option<String> {
    match day {
        "*" => None,
        "L" => Some("the last day of the month".to_owned()),
        _ => Some(format!("day {} of the month", list(day, str::to_owned))),
    }
}

fn of_weekdays(weekday: &str) -> Option<String> {
    (weekday != "*").then(|| list(weekday, |day| named(day, &DAYS)))
}

/// A day or a month by its name, from a number, an abbreviation, or one of these and what narrows
/// it: `5#3`.
fn named(word: &str, names: &[&str]) -> String {
    if let Some((day, which)) = word.split_once('#') {
        return format!("{} number {which} of the month", named(day, names));
    }
    if let Some(day) = word.strip_suffix('L').filter(|day| !day.is_empty()) {
        return format!("the last {} of the month", named(day, names));
    }
    let by_number = word
        .parse::<usize>()
        .ok()
        .and_then(|number| names.get(number));
    let abbreviates = |name: &&&str| {
        name.get(..3)
            .is_some_and(|start| start.eq_ignore_ascii_case(word))
    };
    let name = by_number.or_else(|| names.iter().find(abbreviates));
    name.map_or_else(|| word.to_owned(), |name| (*name).to_owned())
}

/// The items of a field: `1,5-7` and `*/2`.
fn list(field: &str, name: impl Fn(&str) -> String) -> String {
    let item = |item: &str| {
        let (range, step) = match item.split_once('/') {
            Some((range, step)) => (range, Some(step)),
            None => (item, None),
        };
        let range = match range.split_once('-') {
            Some((from, to)) => format!("{} to {}", name(from), name(to)),
            None if range == "*" => "any".to_owned(),
            None => name(range),
        };
        match step {
            Some(step) => format!("{range} in steps of {step}"),
            None => range,
        }
    };
    joined(&field.split(',').map(item).collect::<Vec<_>>())
}

fn joined(items: &[String]) -> String {
    match items {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => items.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules_are_told_in_words() {
        for (expression, words) in [
            ("* * * * *", "every minute"),
            ("*/15 * * * *", "every 15 minutes"),
            ("0 * * * *", "every hour"),
            ("5 * * * *", "every hour at minute 5"),
            ("0 */6 * * *", "every 6 hours"),
            ("0 9 * * MON-FRI", "at 09:00 on Monday to Friday"),
            ("30 9,17 * * *", "at 09:30 and 17:30"),
            ("0 0 L * *", "at 00:00 on the last day of the month"),
            (
                "0 0 1,15 JAN,7 *",
                "at 00:00 on day 1 and 15 of the month in January and July",
            ),
            ("30 4 * * 5#3", "at 04:30 on Friday number 3 of the month"),
            ("0 0 1 * MON", "at 00:00 on day 1 of the month or on Monday"),
            ("*/10 9-17 * * *", "every 10 minutes of hour 9 to 17"),
        ] {
            assert_eq!(of_cron(expression), words, "{expression}");
        }
        for (seconds, words) in [
            (1, "every second"),
            (90, "every 90 seconds"),
            (900, "every 15 minutes"),
            (7200, "every 2 hours"),
            (86400, "every day"),
        ] {
            assert_eq!(of_interval(Duration::from_secs(seconds)), words);
        }
    }
}
