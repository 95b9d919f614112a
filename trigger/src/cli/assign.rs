//! `--set a.b=c`: changes one value of a payload.

use std::str::FromStr;

use serde_json::{Map, Value};
use thiserror::Error;

/// A value, and where in a payload it goes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Assignment {
    /// The keys from the payload down to the value; of an array, indexes.
    path: Vec<String>,
    value: Value,
}

/// Why a value cannot be set.
#[derive(Debug, Error, PartialEq, Eq)]
pub(super) enum AssignError {
    #[error("write it as path=value, such as data.amount=500")]
    Syntax,
    #[error("a part of the path is empty: write it as a.b=value, such as data.amount=500")]
    EmptyPart,
    #[error("{at} is {found}, which has no `{key}`")]
    NoSuchPlace {
        at: String,
        found: &'static str,
        key: String,
    },
    #[error("{at} has no element {index}: the next one would be {len}")]
    BeyondEnd {
        at: String,
        index: usize,
        len: usize,
    },
}

impl FromStr for Assignment {
    type Err = AssignError;

    /// A value that is JSON is taken as it is, anything else as a string.
    fn from_str(text: &str) -> Result<Self, AssignError> {
        let (path, value) = text.split_once('=').ok_or(AssignError::Syntax)?;
        let path: Vec<_> = path.split('.').map(str::to_owned).collect();
        if path.iter().any(String::is_empty) {
            return Err(AssignError::EmptyPart);
        }
        let value = serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned()));
        Ok(Self { path, value })
    }
}

impl Assignment {
    /// Sets the value. Objects that are missing on the way to it are made.
    pub(super) fn apply(&self, payload: &mut Value) -> Result<(), AssignError> {
        let mut place = payload;
        for (depth, key) in self.path.iter().enumerate() {
            place = self.child(place, depth, key)?;
        }
        place.clone_from(&self.value);
        Ok(())
    }

    /// Whether a payload has no value there yet, which may be meant or a slip.
    pub(super) fn is_new(&self, payload: &Value) -> bool {
        let place = self
            .path
            .iter()
            .try_fold(payload, |place, key| match place {
                Value::Array(elements) => elements.get(key.parse::<usize>().ok()?),
                place => place.get(key),
            });
        place.is_none()
    }

    /// The path as it was written.
    pub(super) fn path(&self) -> String {
        self.path.join(".")
    }

    fn child<'a>(
        &self,
        place: &'a mut Value,
        depth: usize,
        key: &str,
    ) -> Result<&'a mut Value, AssignError> {
        let at = || match depth {
            0 => "the payload".to_owned(),
            _ => format!("`{}`", self.path[..depth].join(".")),
        };
        if place.is_null() {
            *place = Value::Object(Map::new());
        }
        let found = match place {
            Value::Object(members) => {
                return Ok(members.entry(key.to_owned()).or_insert(Value::Null));
            }
            Value::Array(elements) => match key.parse::<usize>() {
                Ok(index) if index == elements.len() => {
                    elements.push(Value::Null);
                    return Ok(&mut elements[index]);
                }
                Ok(index) => {
                    let len = elements.len();
                    return elements
                        .get_mut(index)
                        .ok_or_else(|| AssignError::BeyondEnd {
                            at: at(),
                            index,
                            len,
                        });
                }
                Err(_) => "an array",
            },
            Value::String(_) => "a string",
            Value::Number(_) => "a number",
            Value::Bool(_) => "a boolean",
            Value::Null => "null",
        };
        Err(AssignError::NoSuchPlace {
            at: at(),
            found,
            key: key.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn set(mut payload: Value, assignment: &str) -> Result<Value, AssignError> {
        assignment.parse::<Assignment>()?.apply(&mut payload)?;
        Ok(payload)
    }

    #[test]
    fn a_value_that_is_json_is_taken_as_it_is_and_anything_else_is_a_string() {
        assert_eq!(set(json!({}), "a=1"), Ok(json!({ "a": 1 })));
        assert_eq!(set(json!({}), "a=null"), Ok(json!({ "a": null })));
        assert_eq!(set(json!({}), "a=[1, 2]"), Ok(json!({ "a": [1, 2] })));
        assert_eq!(set(json!({}), "a=usd"), Ok(json!({ "a": "usd" })));
        assert_eq!(set(json!({}), "a=\"1\""), Ok(json!({ "a": "1" })));
        assert_eq!(set(json!({}), "a=b=c"), Ok(json!({ "a": "b=c" })));
        assert_eq!(set(json!({}), "a="), Ok(json!({ "a": "" })));
    }

    #[test]
    fn only_the_named_value_changes() {
        let payload = json!({ "price": { "amount": 5, "currency": "usd" }, "tags": ["a", "b"] });
        let changed = json!({ "price": { "amount": 7, "currency": "usd" }, "tags": ["a", "b"] });
        assert_eq!(set(payload.clone(), "price.amount=7"), Ok(changed));
        let changed = json!({ "price": { "amount": 5, "currency": "usd" }, "tags": ["a", "c"] });
        assert_eq!(set(payload, "tags.1=c"), Ok(changed));
    }

    #[test]
    fn what_is_missing_on_the_way_is_made() {
        assert_eq!(
            set(json!({ "a": null }), "a.b.c=1"),
            Ok(json!({ "a": { "b": { "c": 1 } } }))
        );
        assert_eq!(
            set(json!({ "a": [1] }), "a.1=2"),
            Ok(json!({ "a": [1, 2] }))
        );
    }

    #[test]
    fn a_path_that_leads_nowhere_says_where_it_ends() {
        let refused = |payload, text| set(payload, text).unwrap_err().to_string();
        assert_eq!(
            refused(json!({ "a": 1 }), "a.b=2"),
            "`a` is a number, which has no `b`"
        );
        assert_eq!(
            refused(json!("text"), "a=2"),
            "the payload is a string, which has no `a`"
        );
        assert_eq!(
            refused(json!({ "a": [1] }), "a.5=2"),
            "`a` has no element 5: the next one would be 1"
        );
        assert_eq!(refused(json!({}), "a"), AssignError::Syntax.to_string());
        assert_eq!(
            refused(json!({}), "a..b=1"),
            AssignError::EmptyPart.to_string()
        );
    }
}
