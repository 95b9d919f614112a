//! `null`, told apart from nothing.

use serde::{Deserialize, Deserializer};

/// Reads a value that is there, even if it is `null`; nothing is what `#[serde(default)]` gives.
///
/// # Errors
///
/// That of the value.
pub fn present<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    T::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    #[derive(Serialize, Deserialize)]
    struct Booking {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[serde(deserialize_with = "super::present")]
        note: Option<Option<String>>,
    }

    #[test]
    fn null_and_nothing_stay_what_they_are() {
        for json in [r#"{"note":"x"}"#, r#"{"note":null}"#, "{}"] {
            let booking: Booking = serde_json::from_str(json).expect("a booking");
            assert_eq!(serde_json::to_string(&booking).expect("JSON"), json);
        }
    }
}
