//! One of several objects, told apart by a property.

use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::pointer;

/// A value that may be one of several objects.
#[derive(Debug)]
pub struct Tagged {
    value: Value,
    property: &'static str,
}

impl Tagged {
    /// Reads a value; `property` tells what it is.
    ///
    /// # Errors
    ///
    /// When it is not JSON.
    pub fn read<'de, D: Deserializer<'de>>(
        deserializer: D,
        property: &'static str,
    ) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Ok(Self { value, property })
    }

    /// What it is, if it says so.
    pub fn tag(&self) -> Option<&str> {
        self.value.get(self.property)?.as_str()
    }

    /// What is in it besides the tag.
    ///
    /// # Errors
    ///
    /// When it is not what the tag says; the message names the place within the object.
    pub fn content<T: DeserializeOwned, E: Error>(mut self) -> Result<T, E> {
        if let Value::Object(properties) = &mut self.value {
            properties.remove(self.property);
        }
        serde_path_to_error::deserialize(self.value).map_err(|error| {
            let pointer = pointer::of(error.path());
            E::custom(format_args!("at `{pointer}` in it: {}", error.inner()))
        })
    }

    /// All of it.
    pub fn whole(self) -> Value {
        self.value
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Error, json};

    use super::*;

    #[test]
    fn what_does_not_fit_the_tag_is_an_error_that_says_where() {
        let value = json!({ "kind": "zoom", "minutes": "x" });
        let tagged = Tagged::read(value, "kind").expect("JSON");
        assert_eq!(tagged.tag(), Some("zoom"));
        let error = tagged
            .content::<BTreeMap<String, u8>, Error>()
            .expect_err("no number");
        assert!(
            error
                .to_string()
                .starts_with("at `/minutes` in it: invalid type"),
            "{error}"
        );
    }

    #[test]
    fn without_a_tag_there_is_the_whole() {
        for value in [json!({ "kind": 1 }), json!("x"), json!(null)] {
            let tagged = Tagged::read(value.clone(), "kind").expect("JSON");
            assert_eq!((tagged.tag(), &tagged.value), (None, &value));
            assert_eq!(tagged.whole(), value);
        }
    }
}
