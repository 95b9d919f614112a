//! Numbers that are written as they are mostly read: `2`, not `2.0`.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

/// Writes the numbers in a value, the whole ones without a fraction.
///
/// # Errors
///
/// That of the serializer.
pub fn floats<T: Floats, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    value.write(serializer)
}

/// A number, or what holds some.
pub trait Floats {
    /// Writes it.
    ///
    /// # Errors
    ///
    /// That of the serializer.
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

struct Written<'v, T>(&'v T);

impl<T: Floats> Serialize for Written<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}

impl Floats for f64 {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match whole(*self) {
            Some(whole) => serializer.serialize_i64(whole),
            None => serializer.serialize_f64(*self),
        }
    }
}

/// The number as an integer, if it is one that an `f64` holds exactly.
fn whole(number: f64) -> Option<i64> {
    /// From here on an `f64` leaves integers out.
    const EXACT: f64 = 9_007_199_254_740_992.0;

    let negative_zero = number == 0.0 && number.is_sign_negative();
    let whole = number.fract() == 0.0 && number.abs() <= EXACT && !negative_zero;
    #[allow(clippy::cast_possible_truncation)]
    whole.then_some(number as i64)
}

impl<T: Floats> Floats for Option<T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(value) => serializer.serialize_some(&Written(value)),
            None => serializer.serialize_none(),
        }
    }
}

impl<T: Floats> Floats for Vec<T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Written))
    }
}

impl<T: Floats> Floats for BTreeMap<String, T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|(key, value)| (key, Written(value))))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::value;

    use super::*;

    #[test]
    fn a_number_is_written_as_it_was_read() {
        for json in [
            "2",
            "-2",
            "2.5",
            "0",
            "-0.0",
            "1e300",
            "9007199254740992",
            "0.1",
        ] {
            let number: f64 = serde_json::from_str(json).expect("a number");
            let written = floats(&number, value::Serializer).expect("JSON");
            let read: value::Value = serde_json::from_str(json).expect("JSON");
            assert_eq!(written, read, "{json}");
        }
    }

    #[test]
    fn what_holds_numbers_is_written_like_them() {
        let nested = BTreeMap::from([("a".to_owned(), vec![Some(1.0), None, Some(0.5)])]);
        let written = floats(&nested, value::Serializer).expect("JSON");
        assert_eq!(written, serde_json::json!({ "a": [1, null, 0.5] }));
    }
}
