//! The conditions on one value.

use std::cmp::Ordering;

use serde_json::{Number, Value};

use super::values::{self, Scalar, Values};

/// A condition on a value that may not be there.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Condition {
    StartsWith(String),
    EndsWith(String),
    IgnoreCaseEquals(String),
    Compares(Comparison, Number),
    Between(Number, Number),
    Exists(bool),
    IsNull(bool),
    AnythingBut(Excluded),
    Not(Scalar),
    Includes(Scalar),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Gt,
    Gte,
    Lt,
    Lte,
}

/// What a value must not be.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Excluded {
    One(Scalar),
    Each(Values),
}

impl Condition {
    pub(super) fn holds(&self, value: Option<&Value>) -> bool {
        match self {
            Self::StartsWith(start) => text(value).is_some_and(|text| text.starts_with(start)),
            Self::EndsWith(end) => text(value).is_some_and(|text| text.ends_with(end)),
            Self::IgnoreCaseEquals(other) => {
                text(value).is_some_and(|text| lowercase(text).eq(lowercase(other)))
            }
            Self::Compares(comparison, other) => comparison.holds(compare(value, other)),
            Self::Between(least, most) => {
                Comparison::Gte.holds(compare(value, least))
                    && Comparison::Lte.holds(compare(value, most))
            }
            Self::Exists(exists) => value.is_some() == *exists,
            Self::IsNull(is_null) => value.is_some_and(Value::is_null) == *is_null,
            Self::AnythingBut(excluded) => !value.is_some_and(|value| excluded.contains(value)),
            Self::Not(other) => match value {
                None | Some(Value::Null) => false,
                Some(Value::Array(items)) => !items.iter().any(|item| other.equals(item)),
                Some(value) => !other.equals(value),
            },
            Self::Includes(other) => {
                let items = value.and_then(Value::as_array);
                items.is_some_and(|items| items.iter().any(|item| other.equals(item)))
            }
        }
    }
}

impl Comparison {
    fn holds(self, ordering: Option<Ordering>) -> bool {
        ordering.is_some_and(|ordering| match self {
            Self::Gt => ordering.is_gt(),
            Self::Gte => ordering.is_ge(),
            Self::Lt => ordering.is_lt(),
            Self::Lte => ordering.is_le(),
        })
    }
}

impl Excluded {
    fn contains(&self, value: &Value) -> bool {
        match self {
            Self::One(one) => one.equals(value),
            Self::Each(values) => values.contains(value),
        }
    }
}

fn text(value: Option<&Value>) -> Option<&str> {
    value.and_then(Value::as_str)
}

fn lowercase(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase)
}

fn compare(value: Option<&Value>, other: &Number) -> Option<Ordering> {
    values::compare(value?.as_number()?, other)
}
