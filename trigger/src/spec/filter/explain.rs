//! Why a payload does not match.

use std::fmt;

use serde_json::Value;

use super::EventFilter;
use super::condition::Condition;
use super::values::Values;
use crate::pointer;

/// Why a payload does not match a filter.
#[derive(Clone, Debug, PartialEq)]
pub struct Mismatch {
    /// Where in the payload, as a JSON pointer; empty for the whole payload.
    pub pointer: String,
    /// The part of the filter that does not hold.
    pub condition: Value,
    /// The value that it does not hold for, if there is one.
    pub found: Option<Value>,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.pointer[..] {
            "" => f.write_str("the payload")?,
            pointer => write!(f, "`{pointer}`")?,
        }
        match &self.found {
            Some(found) => write!(f, " is `{}`", Short(found))?,
            None => f.write_str(" is missing")?,
        }
        let negation = if self.condition.is_array() {
            "not one of"
        } else {
            "not"
        };
        write!(f, ", and {negation} `{}`", self.condition)
    }
}

/// The beginning of a value.
struct Short<'v>(&'v Value);

impl fmt::Display for Short<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const ENOUGH: usize = 80;

        let text = self.0.to_string();
        match text.char_indices().nth(ENOUGH) {
            Some((end, _)) => write!(f, "{}…", &text[..end]),
            None => f.write_str(&text),
        }
    }
}

/// A mismatch that nobody has asked about yet.
pub(super) struct Fault<'f> {
    /// From the value outwards.
    path: Vec<&'f str>,
    part: Part<'f>,
    found: Option<&'f Value>,
}

enum Part<'f> {
    Values(&'f Values),
    Condition(&'f Condition),
    Filter(&'f EventFilter),
}

impl<'f> Fault<'f> {
    pub(super) fn of_values(values: &'f Values, found: Option<&'f Value>) -> Self {
        Self::new(Part::Values(values), found)
    }

    pub(super) fn of_condition(condition: &'f Condition, found: Option<&'f Value>) -> Self {
        Self::new(Part::Condition(condition), found)
    }

    pub(super) fn of_filter(filter: &'f EventFilter, found: Option<&'f Value>) -> Self {
        Self::new(Part::Filter(filter), found)
    }

    fn new(part: Part<'f>, found: Option<&'f Value>) -> Self {
        Self {
            path: Vec::new(),
            part,
            found,
        }
    }

    /// The fault as seen from around the value.
    pub(super) fn within(mut self, key: &'f str) -> Self {
        self.path.push(key);
        self
    }
}

impl From<Fault<'_>> for Mismatch {
    fn from(fault: Fault<'_>) -> Self {
        let path = fault.path.iter().rev();
        Self {
            pointer: path.fold(String::new(), |pointer, key| pointer::child(&pointer, key)),
            condition: match fault.part {
                Part::Values(values) => values.into(),
                Part::Condition(condition) => condition.into(),
                Part::Filter(filter) => filter.into(),
            },
            found: fault.found.cloned(),
        }
    }
}
