//! Reading a payload, and saying where it is wrong.

use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::pointer;

/// Why a payload is not what is wanted of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub struct PayloadError {
    /// Where, as a JSON pointer: `/recurring/interval`; empty for the whole payload.
    pub pointer: String,
    /// What is wrong there.
    pub message: String,
}

impl fmt::Display for PayloadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.pointer.is_empty() {
            write!(f, "the payload does not fit: {}", self.message)
        } else {
            write!(
                f,
                "the payload does not fit at `{}`: {}",
                self.pointer, self.message
            )
        }
    }
}

/// Reads a payload. Only one that does not fit is read a second time, to find out where.
pub(crate) fn decode<P: DeserializeOwned>(json: &str) -> Result<P, PayloadError> {
    serde_json::from_str(json).map_err(|_| explain::<P>(json))
}

fn explain<P: DeserializeOwned>(json: &str) -> PayloadError {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    match serde_path_to_error::deserialize::<_, P>(&mut deserializer) {
        Ok(_) => PayloadError {
            pointer: String::new(),
            message: "it is followed by something else".to_owned(),
        },
        Err(error) => PayloadError {
            pointer: pointer::of(error.path()),
            message: error.inner().to_string(),
        },
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn the_place_of_the_fault_is_a_json_pointer() {
        let error = decode::<BTreeMap<String, Vec<u8>>>(r#"{ "a/b": [1, "x"] }"#)
            .expect_err("a string among the numbers");
        assert_eq!(error.pointer, "/a~1b/1");
        assert!(error.message.contains("invalid type: string"), "{error}");
    }

    #[test]
    fn what_follows_the_payload_is_a_fault() {
        let error = decode::<u8>("1 2").expect_err("two values");
        assert_eq!(error.pointer, "");
    }
}
