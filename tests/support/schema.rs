//! Whether a JSON value is what a schema of an OpenAPI document says: the part of JSON Schema that
//! such documents use.

use serde_json::Value;

/// What is wrong with a value, each with its place; nothing if it fits.
pub fn faults(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    check(document, schema, value, "", &mut faults);
    faults
}

fn check(document: &Value, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
    if let Some(reference) = schema["$ref"].as_str() {
        let pointer = reference.strip_prefix('#').expect("a local reference");
        let target = document.pointer(pointer);
        let target = target.unwrap_or_else(|| panic!("{reference} is nowhere"));
        return check(document, target, value, at, faults);
    }
    for part in list(&schema["allOf"]) {
        check(document, part, value, at, faults);
    }
    for choice in ["oneOf", "anyOf"] {
        let options = list(&schema[choice]);
        let fits = |option: &Value| {
            let mut own = Vec::new();
            check(document, option, value, at, &mut own);
            own.is_empty()
        };
        if !options.is_empty() && !options.iter().any(fits) {
            faults.push(format!("{at}: {value} is none of {choice}"));
        }
    }
    let types: Vec<_> = match &schema["type"] {
        Value::String(one) => vec![one.as_str()],
        many => list(many).iter().filter_map(Value::as_str).collect(),
    };
    if !types.is_empty() && !types.iter().any(|kind| is(kind, value)) {
        faults.push(format!("{at}: {value} is not {types:?}"));
    }
    let allowed = list(&schema["enum"]);
    if !allowed.is_empty() && !allowed.contains(value) {
        faults.push(format!("{at}: {value} is not one of {allowed:?}"));
    }
    for name in list(&schema["required"]).iter().filter_map(Value::as_str) {
        if value.is_object() && value.get(name).is_none() {
            faults.push(format!("{at}: `{name}` is missing"));
        }
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        if let Some(value) = value.get(name) {
            check(document, property, value, &format!("{at}/{name}"), faults);
        }
    }
    if !schema["items"].is_null() {
        for (index, item) in list(value).iter().enumerate() {
            check(
                document,
                &schema["items"],
                item,
                &format!("{at}/{index}"),
                faults,
            );
        }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn is(kind: &str, value: &Value) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("no such type: {other}"),
    }
}
