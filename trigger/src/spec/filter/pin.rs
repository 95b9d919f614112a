//! The value by which a filter is found, so that an event need not be compared with all of them.

use serde_json::{Number, Value};

use super::values::Values;
use super::{EventFilter, Intersection, Matcher};

impl Intersection {
    /// A field that must have one plain value, and that value: both as they are kept in an index.
    pub(crate) fn pin(&self) -> Option<(String, String)> {
        self.iter().find_map(|filter| pin(filter, &mut Vec::new()))
    }

    /// The values that a payload has in a field that [`Intersection::pin`] gave, or the one under
    /// which filters without such a field are found.
    pub(crate) fn pinned_values(field: &str, payload: &Value) -> Vec<String> {
        let Ok(keys) = serde_json::from_str::<Vec<String>>(field) else {
            return vec![String::new()];
        };
        let mut found = vec![payload];
        for key in &keys {
            // Where the payload has an array of objects, one of them must match.
            found = found
                .into_iter()
                .flat_map(|value| match value {
                    Value::Array(items) => items.iter().collect(),
                    other => vec![other],
                })
                .filter_map(|value| value.get(key))
                .collect();
        }
        let mut values: Vec<_> = found.into_iter().filter_map(text).collect();
        values.sort();
        values.dedup();
        values
    }
}

fn pin<'f>(filter: &'f EventFilter, keys: &mut Vec<&'f str>) -> Option<(String, String)> {
    for (key, matcher) in &filter.0 {
        keys.push(key);
        let found = match matcher {
            Matcher::OneOf(values) => only(values).and_then(|value| {
                let field = serde_json::to_string(keys).ok()?;
                Some((field, value))
            }),
            Matcher::Object(inner) => pin(inner, keys),
            Matcher::All(_) => None,
        };
        if found.is_some() {
            return found;
        }
        keys.pop();
    }
    None
}

/// The one text or number. Yes and no tell too little apart.
fn only(values: &Values) -> Option<String> {
    match values {
        Values::Texts(texts) => {
            let mut texts = texts.iter();
            let first = texts.next()?;
            texts.next().is_none().then(|| format!("{first:?}"))
        }
        Values::Numbers(numbers) => {
            let mut numbers = numbers.iter();
            let first = numbers.next()?;
            numbers.next().is_none().then(|| number(first))?
        }
        Values::Empty | Values::Bools(_) => None,
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(format!("{text:?}")),
        Value::Number(value) => number(value),
        _ => None,
    }
}

/// Equal numbers have one text, however they are written. Others may share it: what is found is
/// compared in full.
fn number(number: &Number) -> Option<String> {
    // Zero has two signs.
    number.as_f64().map(|number| format!("{:?}", number + 0.0))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn filter(filter: Value) -> Intersection {
        let filter = EventFilter::try_from(filter).expect("a filter");
        Intersection::from_iter([filter])
    }

    #[test]
    fn a_filter_is_found_by_each_payload_that_it_matches() {
        let cases = [
            (json!({ "id": ["a"] }), json!({ "id": "a" })),
            (json!({ "id": [1] }), json!({ "id": 1.0 })),
            (json!({ "id": [0] }), json!({ "id": -0.0 })),
            (
                json!({ "lines": { "sku": ["x"] } }),
                json!({ "lines": [{ "sku": "y" }, { "sku": "x" }] }),
            ),
            (
                json!({ "live": [true], "id": ["a", "b"] }),
                json!({ "live": true, "id": "b" }),
            ),
            (json!({ "n": [{ "$gt": 1 }] }), json!({ "n": 2 })),
            (json!({}), json!(null)),
        ];
        for (wanted, payload) in cases {
            let filter = filter(wanted);
            assert!(filter.matches(&payload), "{payload}");
            let (field, value) = filter.pin().unwrap_or_default();
            let values = Intersection::pinned_values(&field, &payload);
            assert!(values.contains(&value), "{field} {value} {values:?}");
        }
    }

    #[test]
    fn a_filter_is_not_looked_at_for_another_value() {
        let (field, value) = filter(json!({ "order": { "id": ["a"] } }))
            .pin()
            .expect("a pin");
        let values = Intersection::pinned_values(&field, &json!({ "order": { "id": "b" } }));
        assert!(!values.contains(&value));
    }
}
