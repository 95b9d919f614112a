//! The plain values that a payload's are compared with.

use std::cmp::Ordering;

use serde_json::{Number, Value};

/// A string, a number or a boolean.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Scalar {
    Text(String),
    Number(Number),
    Bool(bool),
}

impl Scalar {
    pub(super) fn equals(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Text(text), Value::String(value)) => text == value,
            (Self::Number(number), Value::Number(value)) => is_equal(number, value),
            (Self::Bool(bool), Value::Bool(value)) => bool == value,
            _ => false,
        }
    }
}

/// Values of one type.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Values {
    /// None, which have no type.
    Empty,
    Texts(NonEmpty<String>),
    Numbers(NonEmpty<Number>),
    Bools(NonEmpty<bool>),
}

impl Values {
    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    pub(super) fn contains(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Texts(texts), Value::String(value)) => texts.iter().any(|text| text == value),
            (Self::Numbers(numbers), Value::Number(value)) => {
                numbers.iter().any(|number| is_equal(number, value))
            }
            (Self::Bools(bools), Value::Bool(value)) => bools.iter().any(|bool| bool == value),
            _ => false,
        }
    }
}

/// At least one.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct NonEmpty<T> {
    first: T,
    rest: Vec<T>,
}

impl<T> NonEmpty<T> {
    pub(super) fn new(items: impl IntoIterator<Item = T>) -> Option<Self> {
        let mut items = items.into_iter();
        Some(Self {
            first: items.next()?,
            rest: items.collect(),
        })
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        std::iter::once(&self.first).chain(&self.rest)
    }
}

/// How two numbers compare, however they are written: `1` is `1.0`.
pub(super) fn compare(left: &Number, right: &Number) -> Option<Ordering> {
    match (left.as_i128(), right.as_i128()) {
        (Some(left), Some(right)) => Some(left.cmp(&right)),
        _ => left.as_f64()?.partial_cmp(&right.as_f64()?),
    }
}

fn is_equal(left: &Number, right: &Number) -> bool {
    compare(left, right) == Some(Ordering::Equal)
}
