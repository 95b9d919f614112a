//! Stripe's request encoding: a form whose keys spell nested values with brackets.
//!
//! `{ enabled_events: ["price.created"], metadata: { team: "sales" } }` is written
//! `enabled_events[0]=price.created&metadata[team]=sales`. What is `None` or `null` is left out, so
//! it keeps its value at Stripe; an empty string clears it.

use serde::Serialize;
use serde::ser::Error as _;
use serde_json::Value;

use crate::integrations::requests::percent;

/// Writes parameters, a struct or a map, as a form.
///
/// # Errors
///
/// When they cannot be written as a JSON object.
pub(super) fn encode<P: Serialize + ?Sized>(parameters: &P) -> serde_json::Result<String> {
    let mut form = String::new();
    match serde_json::to_value(parameters)? {
        Value::Null => {}
        Value::Object(fields) => {
            for (name, value) in fields {
                append(&mut form, &percent(&name), &value);
            }
        }
        _ => return Err(serde_json::Error::custom("not a struct or a map")),
    }
    Ok(form)
}

/// Appends the pairs of the value that `key`, already encoded, names.
fn append(form: &mut String, key: &str, value: &Value) {
    match value {
        Value::Null => {}
        Value::Bool(value) => pair(form, key, if *value { "true" } else { "false" }),
        Value::Number(value) => pair(form, key, &value.to_string()),
        Value::String(value) => pair(form, key, &percent(value)),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                append(form, &format!("{key}[{index}]"), item);
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                append(form, &format!("{key}[{}]", percent(name)), value);
            }
        }
    }
}

fn pair(form: &mut String, key: &str, value: &str) {
    if !form.is_empty() {
        form.push('&');
    }
    form.push_str(key);
    form.push('=');
    form.push_str(value);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;

    #[track_caller]
    fn writes(parameters: &Value, form: &str) {
        assert_eq!(encode(parameters).expect("a form"), form);
    }

    #[test]
    fn scalars_are_written_as_they_are() {
        writes(
            &json!({ "a": true, "b": -7, "c": "x", "d": 0.5 }),
            "a=true&b=-7&c=x&d=0.5",
        );
    }

    #[test]
    fn nested_values_are_written_with_brackets() {
        writes(
            &json!({ "enabled_events": ["price.created", "price.updated"] }),
            "enabled_events[0]=price.created&enabled_events[1]=price.updated",
        );
        writes(
            &json!({ "metadata": { "team": "sales" } }),
            "metadata[team]=sales",
        );
        writes(
            &json!({ "items": [{ "price": "p", "tax": { "ids": [1, 2] } }] }),
            "items[0][price]=p&items[0][tax][ids][0]=1&items[0][tax][ids][1]=2",
        );
    }

    #[test]
    fn what_is_null_is_left_out_and_what_is_empty_is_not() {
        writes(&json!({ "a": null, "b": "", "c": [null], "d": {} }), "b=");
        writes(&Value::Null, "");
        assert_eq!(encode(&()).expect("no parameters"), "");
    }

    #[test]
    fn no_character_of_a_key_or_a_value_can_start_another_pair() {
        writes(
            &json!({ "metadata": { "a[b]=c&d": "1&2=3 +%\r\nä" } }),
            "metadata[a%5Bb%5D%3Dc%26d]=1%262%3D3%20%2B%25%0D%0A%C3%A4",
        );
    }

    #[test]
    fn structs_and_maps_are_parameters_and_a_bare_value_is_not() {
        assert_eq!(encode(&BTreeMap::from([("a", 1)])).expect("a form"), "a=1");
        assert!(encode("a").is_err());
        assert!(encode(&[1]).is_err());
    }
}
