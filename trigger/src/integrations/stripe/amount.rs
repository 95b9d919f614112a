//! Amounts of money.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Neg, Sub};

use serde::{Deserialize, Serialize};

/// An amount of money in the smallest unit of its currency, which stands beside it: 2000 is 20.00
/// USD, and 2000 JPY.
///
/// It compares with whole numbers, so a filter can say `charge.amount > 10_000`.
///
/// ```
/// use trigger::integrations::stripe::Amount;
///
/// let amount = Amount(2000);
/// assert!(amount > 1500);
/// assert_eq!(amount.of("usd"), "20.00 USD");
/// assert_eq!(amount.of("jpy"), "2000 JPY");
/// ```
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Amount(pub i64);

impl Amount {
    /// The amount as a person reads it, given the three letters of its currency.
    pub fn of(self, currency: &str) -> String {
        display(&self.0.to_string(), currency)
    }
}

impl fmt::Display for Amount {
    /// The number of smallest units.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl From<i64> for Amount {
    fn from(smallest: i64) -> Self {
        Self(smallest)
    }
}

impl PartialEq<i64> for Amount {
    fn eq(&self, smallest: &i64) -> bool {
        self.0 == *smallest
    }
}

impl PartialOrd<i64> for Amount {
    fn partial_cmp(&self, smallest: &i64) -> Option<std::cmp::Ordering> {
        self.0.partial_cmp(smallest)
    }
}

/// The greatest or least amount where there is none beyond.
impl Add for Amount {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

/// The greatest or least amount where there is none beyond.
impl Sub for Amount {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Neg for Amount {
    type Output = Self;

    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self(0), Add::add)
    }
}

/// Currencies whose amounts Stripe gives in whole units. ISK and UGX have no fraction either, but
/// Stripe gives them in hundredths, as it did when they had one.
const WHOLE: [&str; 15] = [
    "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf",
    "xof", "xpf",
];

/// Currencies whose amounts Stripe gives in thousandths.
const THOUSANDTHS: [&str; 5] = ["bhd", "jod", "kwd", "omr", "tnd"];

/// An amount in a currency's smallest unit, such as `2000` or `0.5` of `usd`, as `20.00 USD` or
/// `0.005 USD`. What is no decimal number is shown as it is.
pub(super) fn display(smallest: &str, currency: &str) -> String {
    let currency = currency.to_ascii_lowercase();
    let places = match currency.as_str() {
        whole if WHOLE.contains(&whole) => 0,
        fine if THOUSANDTHS.contains(&fine) => 3,
        _ => 2,
    };
    let amount = shift(smallest, places).unwrap_or_else(|| smallest.to_owned());
    format!("{amount} {}", currency.to_ascii_uppercase())
}

/// Moves the point of a decimal number to the left. `None` when it is no decimal number.
fn shift(number: &str, places: usize) -> Option<String> {
    let (sign, digits) = match number.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", number),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(fraction) {
        return None;
    }
    let whole = format!("{whole:0>width$}", width = places + 1);
    let (units, shifted) = whole.split_at(whole.len() - places);
    let fraction = fraction.trim_end_matches('0');
    let point = if shifted.is_empty() && fraction.is_empty() {
        ""
    } else {
        "."
    };
    Some(format!("{sign}{units}{point}{shifted}{fraction}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_shown_in_the_unit_that_people_use() {
        for (smallest, currency, shown) in [
            ("2000", "usd", "20.00 USD"),
            ("2000", "USD", "20.00 USD"),
            ("5", "eur", "0.05 EUR"),
            ("0", "eur", "0.00 EUR"),
            ("-150", "eur", "-1.50 EUR"),
            ("0.5", "usd", "0.005 USD"),
            ("1250.250", "usd", "12.5025 USD"),
            ("2000", "jpy", "2000 JPY"),
            ("0.5", "jpy", "0.5 JPY"),
            ("1500", "kwd", "1.500 KWD"),
            ("500", "isk", "5.00 ISK"),
            ("500", "ugx", "5.00 UGX"),
        ] {
            assert_eq!(display(smallest, currency), shown);
        }
    }

    #[test]
    fn what_is_no_number_is_shown_as_it_is() {
        for odd in ["", "-", ".5", "1e3", "ä", "1.2.3", "+1"] {
            assert_eq!(display(odd, "usd"), format!("{odd} USD"));
        }
    }
}
