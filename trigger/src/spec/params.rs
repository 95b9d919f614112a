//! The arguments of a call, as a person sees them.

use std::fmt;
use std::io;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::redaction::SECRET;

/// The arguments of a task's call, in order: those that can be written as JSON, without secrets.
/// As JSON they are an object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params(Vec<(String, Value)>);

impl Params {
    /// No arguments.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// With one more, unless it cannot be shown.
    #[must_use]
    pub fn with(mut self, name: &str, value: Option<Value>) -> Self {
        self.0.extend(value.map(|value| (name.to_owned(), value)));
        self
    }

    /// With one more, whose value is a secret.
    #[must_use]
    pub fn secret(self, name: &str) -> Self {
        self.with(name, Some(Value::from(SECRET)))
    }

    /// The names and the values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// The value of one.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.iter()
            .find_map(|(known, value)| (known == name).then_some(value))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Params {
    /// As they would be written in a call: `id: 7, customer: "ada"`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (name, value)) in self.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{name}: {value}")?;
        }
        Ok(())
    }
}

impl Serialize for Params {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Params {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Params;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Params, A::Error> {
                let mut params = Vec::new();
                while let Some(param) = map.next_entry()? {
                    params.push(param);
                }
                Ok(Params(params))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

/// Longer values are cut: they are for a person to look at.
const LONGEST: usize = 4096;

/// An argument that is shown if it is [`Serialize`]: then `json` is the function below, otherwise
/// that of [`NotRecorded`].
pub struct Param<'v, T>(pub &'v T);

impl<T: Serialize> Param<'_, T> {
    /// The value as JSON, or the beginning of it as text.
    pub fn json(&self) -> Option<Value> {
        let mut written = Limited(Vec::new());
        match serde_json::to_writer(&mut written, self.0) {
            Ok(()) => serde_json::from_slice(&written.0).ok(),
            Err(error) if error.is_io() => {
                let text = String::from_utf8_lossy(&written.0);
                Some(Value::from(format!(
                    "{}…",
                    text.trim_end_matches('\u{fffd}')
                )))
            }
            Err(_) => None,
        }
    }
}

/// An argument of which nothing can be shown; see [`Param`].
pub trait NotRecorded {
    /// Nothing.
    fn json(&self) -> Option<Value> {
        None
    }
}

impl<T> NotRecorded for Param<'_, T> {}

/// Takes so much and no more, so that a large argument costs no more than it shows.
struct Limited(Vec<u8>);

impl io::Write for Limited {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = LONGEST - self.0.len();
        if room == 0 && !bytes.is_empty() {
            return Err(io::ErrorKind::WriteZero.into());
        }
        let taken = &bytes[..bytes.len().min(room)];
        self.0.extend_from_slice(taken);
        Ok(taken.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn arguments_come_back_from_the_store_in_their_order() {
        let params = Params::new()
            .with("order", Some(json!(7)))
            .secret("token")
            .with("client", None)
            .with("customer", Some(json!("ada")));
        let json = serde_json::to_string(&params).expect("JSON");
        assert_eq!(json, r#"{"order":7,"token":"(secret)","customer":"ada"}"#);
        assert_eq!(serde_json::from_str::<Params>(&json).expect("back"), params);
        assert_eq!(
            params.to_string(),
            r#"order: 7, token: "(secret)", customer: "ada""#
        );
    }

    #[test]
    fn what_can_be_written_is_recorded_and_the_rest_is_left_out() {
        struct Client;

        assert_eq!(Param(&"usd").json(), Some(json!("usd")));
        assert_eq!(Param(&Client).json(), None);
    }

    #[test]
    fn a_large_argument_is_cut_between_characters() {
        let shown = Param(&"ä".repeat(LONGEST)).json().expect("a part");
        let shown = shown.as_str().expect("text");
        assert!(shown.len() < LONGEST + '…'.len_utf8() && shown.ends_with("ä…"));
    }
}
