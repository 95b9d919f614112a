//! Cron expressions: what is wrong with one, in the words of the field that is wrong.

use cronexpr::{Crontab, MakeTimestamp, parse_crontab};
use syn::LitStr;

use crate::diag::Errors;

/// A field of an expression, and the numbers that it can hold.
struct Field {
    name: &'static str,
    least: u32,
    most: u32,
    example: &'static str,
}

const FIELDS: [Field; 5] = [
    Field::new("minute", 0, 59, "`30`, `0,30` or `*/15`"),
    Field::new("hour", 0, 23, "`9`, `9-17` or `*/6`"),
    Field::new("day of the month", 1, 31, "`1`, `1,15` or `L`"),
    Field::new("month", 1, 12, "`1`, `JAN` or `JAN-JUN`"),
    Field::new("day of the week", 0, 7, "`1`, `MON` or `MON-FRI`"),
];

/// How far ahead an expression is searched for: after 28 years the calendar repeats. Each search
/// of the crate looks four years ahead.
const SEARCHES: i64 = 7;
const FOUR_YEARS: i64 = 1461 * 24 * 60 * 60;

impl Field {
    const fn new(name: &'static str, least: u32, most: u32, example: &'static str) -> Self {
        Self {
            name,
            least,
            most,
            example,
        }
    }
}

/// The expression, or `None` once its fault is reported.
pub(super) fn checked(literal: LitStr, errors: &mut Errors) -> Option<LitStr> {
    match fault(&literal.value()) {
        None => Some(literal),
        Some(fault) => {
            errors.on(literal, fault);
            None
        }
    }
}

fn fault(expression: &str) -> Option<String> {
    let written: Vec<_> = expression.split_ascii_whitespace().collect();
    let Ok(fields) = <[&str; 5]>::try_from(written.as_slice()) else {
        return Some(number_of_fields(&written));
    };
    let wrong = fields.iter().zip(&FIELDS).enumerate();
    for (index, (written, field)) in wrong {
        let mut alone = ["*"; 5];
        alone[index] = written;
        if parse(&alone.join(" ")).is_none() {
            return Some(in_field(field, written));
        }
    }
    let crontab = parse(expression)?;
    let [_, _, day, month, _] = fields;
    (!occurs(&crontab)).then(|| format!("`{day} {month}` never occurs: no month has such a day"))
}

fn parse(fields: &str) -> Option<Crontab> {
    parse_crontab(&format!("{fields} UTC")).ok()
}

fn number_of_fields(written: &[&str]) -> String {
    let fix = match written {
        [first, ..] if first.starts_with('@') => {
            let fields = match *first {
                "@yearly" | "@annually" => "0 0 1 1 *",
                "@monthly" => "0 0 1 * *",
                "@weekly" => "0 0 * * 0",
                "@hourly" => "0 * * * *",
                _ => "0 0 * * *",
            };
            format!("write `{fields}`")
        }
        [_, fields @ ..] if fields.len() == 5 => {
            format!("drop the seconds: `{}`", fields.join(" "))
        }
        _ => "minute, hour, day of the month, month, day of the week".to_owned(),
    };
    format!("cron takes 5 fields, found {}: {fix}", written.len())
}

fn in_field(field: &Field, written: &str) -> String {
    let Field {
        name,
        least,
        most,
        example,
    } = field;
    // A number after a slash is a step, and has other bounds.
    let values = written.split(',').filter_map(|item| item.split('/').next());
    let numbers = values.flat_map(|item| item.split(['-', '#']));
    let outside = |number: &&str| {
        let digits = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit());
        let inside = |number: u32| (*least..=*most).contains(&number);
        digits && !number.parse().is_ok_and(inside)
    };
    match numbers.clone().find(outside) {
        Some(number) => format!("{name} `{number}` is outside {least}-{most}"),
        None => format!("`{written}` is not a {name}: write {least}-{most}, such as {example}"),
    }
}

/// Whether there is any such time.
fn occurs(crontab: &Crontab) -> bool {
    (0..SEARCHES).any(|search| {
        MakeTimestamp::from_second(search * FOUR_YEARS)
            .is_ok_and(|start| crontab.find_next(start).is_ok())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_right_has_no_fault() {
        for expression in [
            "* * * * *",
            "0 9 * * MON-FRI",
            "*/15 0-6,20 1,15 JAN *",
            "0 0 29 2 *",
            "0 0 L * *",
            "30 4 * * 5#3",
        ] {
            assert_eq!(fault(expression), None, "{expression}");
        }
    }

    #[test]
    fn a_fault_is_told_in_the_words_of_its_field() {
        let fault = |expression| fault(expression).expect("a fault");
        assert_eq!(fault("61 * * * *"), "minute `61` is outside 0-59");
        assert_eq!(fault("0 9-24 * * *"), "hour `24` is outside 0-23");
        assert_eq!(fault("0 0 0 * *"), "day of the month `0` is outside 1-31");
        let message = fault("0 0 * * MOO");
        assert!(message.starts_with("`MOO` is not a day of the week: write 0-7"));
        let message = fault("0 0 9 * * *");
        assert_eq!(
            message,
            "cron takes 5 fields, found 6: drop the seconds: `0 9 * * *`"
        );
        assert!(fault("@daily").ends_with("write `0 0 * * *`"));
        assert!(fault("").starts_with("cron takes 5 fields, found 0"));
    }

    #[test]
    fn a_day_that_no_month_has_never_occurs() {
        for (expression, never) in [("0 0 30 2 *", "30 2"), ("0 0 31 4,6 *", "31 4,6")] {
            let message = fault(expression).expect("a fault");
            assert!(message.starts_with(&format!("`{never}` never occurs")));
        }
    }
}
