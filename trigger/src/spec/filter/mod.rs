//! Which events are wanted, as data: what sources, dynamic triggers and `wait_for_event` take.

mod condition;
mod explain;
mod intersection;
mod parse;
mod pin;
mod print;
mod values;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde_json::Value;

use self::condition::Condition;
use self::explain::Fault;
use self::values::{NonEmpty, Values};

pub use explain::Mismatch;
pub use intersection::Intersection;
pub use parse::{FilterProblem, InvalidFilter};

/// Which events are wanted, by their payload.
///
/// A filter has the shape of the payload. All of its keys must hold; where the payload has an array
/// of objects, one of them must. At a key there is either
///
/// - an array of strings, of numbers or of booleans: the value is one of them (`[]`: any value);
/// - an array of conditions, all of which hold;
/// - an object: a filter of what is in the value.
///
/// ```
/// use serde_json::json;
/// use trigger::EventFilter;
///
/// let filter = EventFilter::try_from(json!({
///     "currency": ["usd", "eur"],
///     "amount": [{ "$gte": 100 }, { "$lt": 10_000 }],
///     "recurring": { "interval": ["month"] },
/// }))?;
/// let mut price = json!({ "currency": "usd", "amount": 500, "recurring": { "interval": "month" } });
/// assert!(filter.matches(&price));
///
/// price["amount"] = json!(50);
/// let mismatch = filter.explain(&price).unwrap_err();
/// assert_eq!(mismatch.pointer, "/amount");
/// assert_eq!(mismatch.to_string(), r#"`/amount` is `50`, and not `{"$gte":100}`"#);
/// # Ok::<(), trigger::InvalidFilter>(())
/// ```
///
/// | condition | holds for |
/// |---|---|
/// | `{"$startsWith": "a"}`, `{"$endsWith": "a"}` | a string that starts or ends so |
/// | `{"$ignoreCaseEquals": "a"}` | a string that differs in upper and lower case at the most |
/// | `{"$gt": 1}`, `$gte`, `$lt`, `$lte` | a number above, at or above, below, at or below |
/// | `{"$between": [1, 5]}` | a number from the first to the second, both included |
/// | `{"$exists": true}`, `false` | a value that is there, be it `null`; none |
/// | `{"$isNull": true}`, `false` | `null`; anything else, even nothing |
/// | `{"$anythingBut": "a"}`, `["a", "b"]` | anything else, even nothing |
/// | `{"$not": "a"}` | anything else but `null` and nothing; an array without it |
/// | `{"$includes": "a"}` | an array with it |
///
/// Values are equal if their types are, too: `"1"` is not `1`; but `1` is `1.0`. An array in the
/// payload never equals anything. Where an object is expected, `null` and nothing match only the
/// filter without keys.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventFilter(BTreeMap<String, Matcher>);

/// What is wanted of one value.
#[derive(Clone, Debug, PartialEq)]
enum Matcher {
    /// One of some values; of none, it is not asked for any.
    OneOf(Values),
    /// All of some conditions.
    All(NonEmpty<Condition>),
    /// An object, or one of those in an array.
    Object(EventFilter),
}

impl EventFilter {
    /// Whether every payload matches.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a payload matches.
    pub fn matches(&self, payload: &Value) -> bool {
        self.check(Some(payload)).is_ok()
    }

    /// Whether a payload matches, and if not, why.
    ///
    /// # Errors
    ///
    /// The first condition that does not hold, and the value that it does not hold for.
    pub fn explain(&self, payload: &Value) -> Result<(), Mismatch> {
        self.check(Some(payload)).map_err(Mismatch::from)
    }

    /// The filter that matches what this one and the other match.
    #[must_use]
    pub fn and(self, other: Self) -> Intersection {
        Intersection::from_iter([self, other])
    }

    fn check<'f>(&'f self, value: Option<&'f Value>) -> Result<(), Fault<'f>> {
        if self.is_empty() {
            return Ok(());
        }
        if value.is_none_or(Value::is_null) {
            return Err(Fault::of_filter(self, value));
        }
        let object = value.and_then(Value::as_object);
        for (key, matcher) in &self.0 {
            let value = object.and_then(|object| object.get(key));
            matcher.check(value).map_err(|fault| fault.within(key))?;
        }
        Ok(())
    }
}

impl Matcher {
    fn check<'f>(&'f self, value: Option<&'f Value>) -> Result<(), Fault<'f>> {
        match (self, value) {
            (Self::OneOf(values), _) => {
                let holds = values.is_empty() || value.is_some_and(|value| values.contains(value));
                if holds {
                    Ok(())
                } else {
                    Err(Fault::of_values(values, value))
                }
            }
            (Self::All(conditions), _) => {
                let failing = conditions.iter().find(|condition| !condition.holds(value));
                failing.map_or(Ok(()), |condition| {
                    Err(Fault::of_condition(condition, value))
                })
            }
            (Self::Object(filter), Some(Value::Array(items))) => {
                let found = items.iter().any(|item| filter.matches(item));
                if found {
                    Ok(())
                } else {
                    Err(Fault::of_filter(filter, value))
                }
            }
            (Self::Object(filter), _) => filter.check(value),
        }
    }
}
