//! Reading a filter from JSON.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Number, Value};

use super::condition::{Comparison, Condition, Excluded};
use super::values::{NonEmpty, Scalar, Values};
use super::{EventFilter, Matcher};
use crate::pointer;

/// Why some JSON is no filter: everything that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidFilter(Vec<FilterProblem>);

/// Something in a filter that makes no sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterProblem {
    /// Where it is, as a JSON pointer; empty for the whole filter.
    pub pointer: String,
    /// What to write instead.
    pub message: String,
}

impl InvalidFilter {
    /// What is wrong, in the filter's order.
    pub fn problems(&self) -> &[FilterProblem] {
        &self.0
    }
}

impl std::error::Error for InvalidFilter {}

impl fmt::Display for InvalidFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{problem}")?;
        }
        Ok(())
    }
}

impl fmt::Display for FilterProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.pointer.is_empty() {
            f.write_str(&self.message)
        } else {
            write!(f, "`{}`: {}", self.pointer, self.message)
        }
    }
}

impl TryFrom<&Value> for EventFilter {
    type Error = InvalidFilter;

    fn try_from(json: &Value) -> Result<Self, InvalidFilter> {
        let mut parser = Parser::default();
        match (parser.filter(json, ""), parser.problems) {
            (Some(filter), problems) if problems.is_empty() => Ok(filter),
            (_, problems) => Err(InvalidFilter(problems)),
        }
    }
}

impl TryFrom<Value> for EventFilter {
    type Error = InvalidFilter;

    fn try_from(json: Value) -> Result<Self, InvalidFilter> {
        Self::try_from(&json)
    }
}

impl FromStr for EventFilter {
    type Err = InvalidFilter;

    fn from_str(json: &str) -> Result<Self, InvalidFilter> {
        let json: Value = serde_json::from_str(json).map_err(|error| {
            InvalidFilter(vec![FilterProblem {
                pointer: String::new(),
                message: format!("a filter is JSON: {error}"),
            }])
        })?;
        Self::try_from(&json)
    }
}

impl<'de> Deserialize<'de> for EventFilter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Value::deserialize(deserializer)?;
        Self::try_from(&json).map_err(D::Error::custom)
    }
}

/// The problems found so far. What could not be read is `None`.
#[derive(Default)]
struct Parser {
    problems: Vec<FilterProblem>,
}

impl Parser {
    fn filter(&mut self, json: &Value, at: &str) -> Option<EventFilter> {
        let Value::Object(keys) = json else {
            return self.problem(at, "a filter is an object: `{ \"currency\": [\"usd\"] }`");
        };
        let keys = keys.iter().filter_map(|(key, json)| {
            let matcher = self.matcher(key, json, &pointer::child(at, key))?;
            Some((key.clone(), matcher))
        });
        Some(EventFilter(keys.collect()))
    }

    fn matcher(&mut self, key: &str, json: &Value, at: &str) -> Option<Matcher> {
        match json {
            Value::Object(_) => self.filter(json, at).map(Matcher::Object),
            Value::Array(items) if items.iter().any(Value::is_object) => {
                self.conditions(items, at).map(Matcher::All)
            }
            Value::Array(items) => self.values(items, at).map(Matcher::OneOf),
            plain if OPERATORS.contains(&key) => {
                let message =
                    format!("a condition goes into an array: write `[{{ \"{key}\": {plain} }}]`");
                self.problem(at, message)
            }
            plain => self.problem(at, format!("values go into an array: write `[{plain}]`")),
        }
    }

    fn values(&mut self, items: &[Value], at: &str) -> Option<Values> {
        let Some(first) = items.first() else {
            return Some(Values::Empty);
        };
        match first {
            Value::String(_) => {
                let texts = self.alike(items, at, |item| item.as_str().map(str::to_owned))?;
                Some(Values::Texts(texts))
            }
            Value::Number(_) => {
                let numbers = self.alike(items, at, |item| item.as_number().cloned())?;
                Some(Values::Numbers(numbers))
            }
            Value::Bool(_) => Some(Values::Bools(self.alike(items, at, Value::as_bool)?)),
            other => self.not_a_scalar(other, &pointer::child(at, "0")),
        }
    }

    /// Items that are all of the type of the first.
    fn alike<T>(
        &mut self,
        items: &[Value],
        at: &str,
        read: impl Fn(&Value) -> Option<T>,
    ) -> Option<NonEmpty<T>> {
        let mut alike = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let at = pointer::child(at, &index.to_string());
            match read(item) {
                Some(item) => alike.push(item),
                None if is_scalar(item) => {
                    self.problem::<()>(&at, "the values of one array have one type: all strings, all numbers or all booleans");
                }
                None => {
                    self.not_a_scalar::<()>(item, &at);
                }
            }
        }
        (alike.len() == items.len()).then(|| NonEmpty::new(alike))?
    }

    fn conditions(&mut self, items: &[Value], at: &str) -> Option<NonEmpty<Condition>> {
        let mut conditions = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let at = pointer::child(at, &index.to_string());
            match item {
                Value::Object(operators) => conditions.extend(self.condition(operators, &at)),
                _ => {
                    self.problem::<()>(&at, "an array has values or conditions, not both");
                }
            }
        }
        NonEmpty::new(conditions)
    }

    fn condition(&mut self, operators: &Map<String, Value>, at: &str) -> Option<Condition> {
        let mut operators = operators.iter();
        let (Some((operator, operand)), None) = (operators.next(), operators.next()) else {
            let message = "a condition has one operator: write `[{ \"$gt\": 1 }, { \"$lt\": 5 }]`";
            return self.problem(at, message);
        };
        let at = &pointer::child(at, operator);
        Some(match operator.as_str() {
            "$startsWith" => Condition::StartsWith(self.text(operand, at)?),
            "$endsWith" => Condition::EndsWith(self.text(operand, at)?),
            "$ignoreCaseEquals" => Condition::IgnoreCaseEquals(self.text(operand, at)?),
            "$gt" => Condition::Compares(Comparison::Gt, self.number(operand, at)?),
            "$gte" => Condition::Compares(Comparison::Gte, self.number(operand, at)?),
            "$lt" => Condition::Compares(Comparison::Lt, self.number(operand, at)?),
            "$lte" => Condition::Compares(Comparison::Lte, self.number(operand, at)?),
            "$between" => self.between(operand, at)?,
            "$exists" => Condition::Exists(self.bool(operand, at)?),
            "$isNull" => Condition::IsNull(self.bool(operand, at)?),
            "$anythingBut" => Condition::AnythingBut(match operand {
                Value::Array(items) => Excluded::Each(self.values(items, at)?),
                one => Excluded::One(self.scalar(one, at)?),
            }),
            "$not" => Condition::Not(self.scalar(operand, at)?),
            "$includes" => Condition::Includes(self.scalar(operand, at)?),
            _ => return self.unknown(operator, at),
        })
    }

    fn between(&mut self, operand: &Value, at: &str) -> Option<Condition> {
        if let Value::Array(bounds) = operand
            && let [Value::Number(least), Value::Number(most)] = &bounds[..]
        {
            return Some(Condition::Between(least.clone(), most.clone()));
        }
        self.problem(at, "`$between` takes two numbers: write `[1, 5]`")
    }

    fn text(&mut self, operand: &Value, at: &str) -> Option<String> {
        match operand {
            Value::String(text) => Some(text.clone()),
            _ => self.problem(at, "this takes a string"),
        }
    }

    fn number(&mut self, operand: &Value, at: &str) -> Option<Number> {
        match operand {
            Value::Number(number) => Some(number.clone()),
            _ => self.problem(at, "this takes a number"),
        }
    }

    fn bool(&mut self, operand: &Value, at: &str) -> Option<bool> {
        match operand {
            Value::Bool(bool) => Some(*bool),
            _ => self.problem(at, "this takes `true` or `false`"),
        }
    }

    fn scalar(&mut self, operand: &Value, at: &str) -> Option<Scalar> {
        match operand {
            Value::String(text) => Some(Scalar::Text(text.clone())),
            Value::Number(number) => Some(Scalar::Number(number.clone())),
            Value::Bool(bool) => Some(Scalar::Bool(*bool)),
            other => self.not_a_scalar(other, at),
        }
    }

    fn not_a_scalar<T>(&mut self, found: &Value, at: &str) -> Option<T> {
        let message = match found {
            Value::Null => "`null` is asked for by a condition: write `[{ \"$isNull\": true }]`",
            _ => "values are strings, numbers or booleans",
        };
        self.problem(at, message)
    }

    fn unknown<T>(&mut self, operator: &str, at: &str) -> Option<T> {
        let all: Vec<_> = OPERATORS.iter().map(|name| format!("`{name}`")).collect();
        let message = format!("`{operator}` is no operator: there are {}", all.join(", "));
        self.problem(at, message)
    }

    fn problem<T>(&mut self, at: &str, message: impl Into<String>) -> Option<T> {
        self.problems.push(FilterProblem {
            pointer: at.to_owned(),
            message: message.into(),
        });
        None
    }
}

/// The names of the conditions.
const OPERATORS: [&str; 13] = [
    "$startsWith",
    "$endsWith",
    "$ignoreCaseEquals",
    "$gt",
    "$gte",
    "$lt",
    "$lte",
    "$between",
    "$exists",
    "$isNull",
    "$anythingBut",
    "$not",
    "$includes",
];

fn is_scalar(value: &Value) -> bool {
    matches!(value, Value::String(_) | Value::Number(_) | Value::Bool(_))
}
