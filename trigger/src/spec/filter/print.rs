//! A filter as JSON.

use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::condition::{Comparison, Condition, Excluded};
use super::values::{NonEmpty, Scalar, Values};
use super::{EventFilter, Matcher};

impl From<&EventFilter> for Value {
    fn from(filter: &EventFilter) -> Self {
        let keys = filter.0.iter();
        let keys = keys.map(|(key, matcher)| (key.clone(), matcher.into()));
        Self::Object(keys.collect::<Map<_, _>>())
    }
}

impl From<&Matcher> for Value {
    fn from(matcher: &Matcher) -> Self {
        match matcher {
            Matcher::OneOf(values) => values.into(),
            Matcher::All(conditions) => array(conditions),
            Matcher::Object(filter) => filter.into(),
        }
    }
}

impl From<&Values> for Value {
    fn from(values: &Values) -> Self {
        match values {
            Values::Empty => json!([]),
            Values::Texts(texts) => Self::Array(texts.iter().map(|text| json!(text)).collect()),
            Values::Numbers(numbers) => {
                Self::Array(numbers.iter().map(|number| json!(number)).collect())
            }
            Values::Bools(bools) => Self::Array(bools.iter().map(|bool| json!(bool)).collect()),
        }
    }
}

impl From<&Scalar> for Value {
    fn from(scalar: &Scalar) -> Self {
        match scalar {
            Scalar::Text(text) => json!(text),
            Scalar::Number(number) => json!(number),
            Scalar::Bool(bool) => json!(bool),
        }
    }
}

impl From<&Condition> for Value {
    fn from(condition: &Condition) -> Self {
        match condition {
            Condition::StartsWith(start) => json!({ "$startsWith": start }),
            Condition::EndsWith(end) => json!({ "$endsWith": end }),
            Condition::IgnoreCaseEquals(text) => json!({ "$ignoreCaseEquals": text }),
            Condition::Compares(Comparison::Gt, number) => json!({ "$gt": number }),
            Condition::Compares(Comparison::Gte, number) => json!({ "$gte": number }),
            Condition::Compares(Comparison::Lt, number) => json!({ "$lt": number }),
            Condition::Compares(Comparison::Lte, number) => json!({ "$lte": number }),
            Condition::Between(least, most) => json!({ "$between": [least, most] }),
            Condition::Exists(exists) => json!({ "$exists": exists }),
            Condition::IsNull(is_null) => json!({ "$isNull": is_null }),
            Condition::AnythingBut(Excluded::One(one)) => {
                json!({ "$anythingBut": Self::from(one) })
            }
            Condition::AnythingBut(Excluded::Each(each)) => {
                json!({ "$anythingBut": Self::from(each) })
            }
            Condition::Not(other) => json!({ "$not": Self::from(other) }),
            Condition::Includes(item) => json!({ "$includes": Self::from(item) }),
        }
    }
}

fn array<'i, T>(items: &'i NonEmpty<T>) -> Value
where
    Value: From<&'i T>,
{
    Value::Array(items.iter().map(Value::from).collect())
}

impl fmt::Display for EventFilter {
    /// The filter as JSON.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Value::from(self).fmt(f)
    }
}

impl Serialize for EventFilter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Value::from(self).serialize(serializer)
    }
}
