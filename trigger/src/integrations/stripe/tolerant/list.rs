//! Lists within objects.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::null_as_default;

/// The objects of a list that is part of another object: all of them, or the first ones.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "T: Deserialize<'de>"))]
#[non_exhaustive]
pub struct List<T> {
    /// The objects that came with the list.
    #[serde(default = "Vec::new", deserialize_with = "null_as_default")]
    pub data: Vec<T>,
    /// Whether there are more, at `url`.
    #[serde(default, deserialize_with = "null_as_default")]
    pub has_more: bool,
    /// Where all of them are.
    #[serde(default, deserialize_with = "null_as_default")]
    pub url: String,
    /// What else Stripe says of the list.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}
