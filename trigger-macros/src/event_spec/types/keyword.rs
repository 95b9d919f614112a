//! What a JSON Schema says about one value.

use serde_json::{Map, Value};

use super::model::Shape;
use super::problem::Problem;

/// A schema that is not just `true` or `false`.
pub(super) type Schema = Map<String, Value>;

/// The keywords that change what a value is in a way that the types here cannot follow, and what to
/// do about each. Keywords that only narrow values, such as `minLength`, are ignored.
const UNSUPPORTED: &[(&str, &str)] = &[
    ("$dynamicRef", "write a `$ref`"),
    ("$recursiveRef", "write a `$ref`"),
    ("dependencies", "write the alternatives as a `oneOf`"),
    ("dependentSchemas", "write the alternatives as a `oneOf`"),
    ("if", "write the alternatives as a `oneOf`"),
    ("not", "remove it, or say what the value is"),
    ("patternProperties", "write `additionalProperties`"),
    (
        "prefixItems",
        "write `items`, or `true` in place of the schema",
    ),
    ("unevaluatedItems", "write `items`"),
    ("unevaluatedProperties", "write `additionalProperties`"),
];

/// The keywords that say what a value is, rather than what it is for.
const STRUCTURAL: &[&str] = &[
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "enum",
    "items",
    "oneOf",
    "properties",
    "type",
];

/// The keywords in a schema that are not supported. `true` and `false` in place of a schema narrow
/// values and nothing more.
pub(super) fn unsupported(schema: &Schema, pointer: &str) -> impl Iterator<Item = Problem> {
    let found = UNSUPPORTED.iter().filter(|(keyword, _)| {
        let value = schema.get(*keyword);
        value.is_some_and(|value| !value.is_boolean())
    });
    found.map(|(keyword, instead)| Problem {
        pointer: pointer.to_owned(),
        message: format!("`{keyword}` is not supported: {instead}"),
    })
}

/// Whether a schema says what a value is by this keyword alone.
pub(super) fn only(schema: &Schema, keyword: &str) -> bool {
    let others = STRUCTURAL.iter().filter(|other| **other != keyword);
    schema.contains_key(keyword) && !others.into_iter().any(|other| schema.contains_key(*other))
}

/// Whether a schema says nothing of what a value is.
pub(super) fn is_neutral(schema: &Schema) -> bool {
    !STRUCTURAL
        .iter()
        .any(|keyword| schema.contains_key(*keyword))
}

/// The names in `type`, without `null`.
pub(super) fn types(schema: &Schema) -> Vec<&str> {
    let types = match schema.get("type") {
        Some(Value::String(one)) => vec![one.as_str()],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    types.into_iter().filter(|name| *name != "null").collect()
}

/// Whether the value can be `null`.
pub(super) fn is_nullable(schema: &Schema) -> bool {
    let listed = |keyword: &str, null: &Value| match schema.get(keyword) {
        Some(Value::Array(values)) => values.contains(null),
        Some(value) => value == null,
        None => false,
    };
    schema.get("nullable") == Some(&Value::Bool(true))
        || listed("type", &Value::from("null"))
        || listed("enum", &Value::Null)
        || schema.get("const") == Some(&Value::Null)
}

/// Whether the value is `null` and nothing else.
pub(super) fn is_null(schema: &Value) -> bool {
    let Some(schema) = schema.as_object() else {
        return false;
    };
    let values = values(schema).is_some_and(|values| values.is_empty());
    is_nullable(schema) && (values || only(schema, "type") && types(schema).is_empty())
}

/// The values in `enum` or `const`, without `null`.
pub(super) fn values(schema: &Schema) -> Option<Vec<&Value>> {
    let values: Vec<_> = match (schema.get("const"), schema.get("enum")) {
        (Some(one), _) => vec![one],
        (None, Some(Value::Array(several))) => several.iter().collect(),
        (None, _) => return None,
    };
    Some(
        values
            .into_iter()
            .filter(|value| !value.is_null())
            .collect(),
    )
}

/// The words that a string can be, if it is one of some.
pub(super) fn words(schema: &Schema) -> Option<Vec<String>> {
    let values = values(schema)?;
    let mut words: Vec<String> = Vec::new();
    for value in values {
        let word = value.as_str()?;
        if !words.iter().any(|earlier| earlier == word) {
            words.push(word.to_owned());
        }
    }
    (!words.is_empty()).then_some(words)
}

/// The type of a schema without any structure.
pub(super) fn scalar(schema: &Schema) -> Option<Shape> {
    match &types(schema)[..] {
        ["string"] => Some(Shape::Text),
        ["boolean"] => Some(Shape::Bool),
        ["integer"] => Some(Shape::Integer),
        ["number"] | ["integer", "number"] | ["number", "integer"] => Some(Shape::Float),
        _ => None,
    }
}

/// The type that some values have in common, if it is not that of words.
pub(super) fn common(values: &[&Value]) -> Shape {
    let all = |is: fn(&Value) -> bool| !values.is_empty() && values.iter().all(|value| is(value));
    if all(Value::is_string) {
        Shape::Text
    } else if all(Value::is_boolean) {
        Shape::Bool
    } else if all(Value::is_i64) {
        Shape::Integer
    } else if all(Value::is_number) {
        Shape::Float
    } else {
        Shape::Any
    }
}

/// What a schema says that the value is for.
pub(super) fn docs(schema: &Schema) -> String {
    let texts = ["title", "description"].map(|keyword| schema.get(keyword).and_then(Value::as_str));
    let format = match schema.get("format").and_then(Value::as_str) {
        Some("date-time") => Some("A date and a time, as RFC 3339 writes them."),
        Some("date") => Some("A date, as RFC 3339 writes it."),
        Some("uri" | "url") => Some("A URI."),
        _ => None,
    };
    let constant = schema
        .get("const")
        .map(|value| format!("Always `{value}`."));
    let mut paragraphs: Vec<&str> = Vec::new();
    for text in texts
        .into_iter()
        .flatten()
        .chain(format)
        .chain(constant.as_deref())
    {
        let text = text.trim();
        if !text.is_empty() && !paragraphs.contains(&text) {
            paragraphs.push(text);
        }
    }
    paragraphs.join("\n\n")
}
