//! The properties of an object, gathered from its schema and from those that it refers to.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::keyword::{self, Schema};
use super::pointer;
use super::problem::Problem;

/// An object's properties, wherever they are described.
#[derive(Default)]
pub(super) struct Object<'d> {
    pub(super) properties: BTreeMap<&'d str, Part<'d>>,
    pub(super) required: BTreeSet<&'d str>,
    /// What the properties without a description are, if that is known.
    pub(super) additional: Option<Part<'d>>,
    pub(super) docs: String,
}

/// A schema and where it is.
#[derive(Clone)]
pub(super) struct Part<'d> {
    pub(super) schema: &'d Value,
    pub(super) pointer: String,
}

impl<'d> Part<'d> {
    pub(super) fn child(schema: &'d Value, parent: &str, segment: &str) -> Self {
        Self {
            schema,
            pointer: pointer::child(parent, segment),
        }
    }

    /// The schema that a `$ref` refers to.
    pub(super) fn find(document: &'d Value, reference: &str) -> Option<Self> {
        let pointer = reference.strip_prefix('#')?;
        Some(Self {
            schema: document.pointer(pointer)?,
            pointer: pointer.to_owned(),
        })
    }
}

impl<'d> Object<'d> {
    /// The object that a schema describes, or `None` if it describes something else.
    pub(super) fn gather(
        document: &'d Value,
        part: &Part<'d>,
        problems: &mut Vec<Problem>,
    ) -> Option<Self> {
        let mut gathering = Gathering {
            document,
            object: Self::default(),
            is_object: false,
            seen: Vec::new(),
            problems: Vec::new(),
        };
        let fits = gathering.add(part);
        let Gathering {
            object,
            is_object,
            problems: found,
            ..
        } = gathering;
        if !fits || !is_object {
            return None;
        }
        problems.extend(found);
        Some(object)
    }
}

struct Gathering<'d> {
    document: &'d Value,
    object: Object<'d>,
    is_object: bool,
    seen: Vec<String>,
    problems: Vec<Problem>,
}

impl<'d> Gathering<'d> {
    /// Adds what a schema says. Returns whether it can be an object's.
    fn add(&mut self, part: &Part<'d>) -> bool {
        let Value::Object(schema) = part.schema else {
            return part.schema == &Value::Bool(true);
        };
        if self.seen.contains(&part.pointer) {
            return true;
        }
        self.seen.push(part.pointer.clone());
        if self.object.docs.is_empty() {
            self.object.docs = keyword::docs(schema);
        }
        if !is_compatible(schema) {
            return false;
        }
        self.problems
            .extend(keyword::unsupported(schema, &part.pointer));
        self.is_object |= keyword::types(schema) == ["object"] || schema.contains_key("properties");
        self.add_own(schema, &part.pointer);
        self.parts(schema, &part.pointer)
            .iter()
            .all(|part| self.add(part))
    }

    /// The schemas that a schema includes.
    fn parts(&self, schema: &'d Schema, pointer: &str) -> Vec<Part<'d>> {
        let referred = schema.get("$ref").and_then(Value::as_str);
        let referred = referred.and_then(|reference| Part::find(self.document, reference));
        let all = pointer::child(pointer, "allOf");
        let included = schema
            .get("allOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        let included = included
            .enumerate()
            .map(|(index, schema)| Part::child(schema, &all, &index.to_string()));
        referred.into_iter().chain(included).collect()
    }

    fn add_own(&mut self, schema: &'d Schema, pointer: &str) {
        if let Some(Value::Object(properties)) = schema.get("properties") {
            let pointer = pointer::child(pointer, "properties");
            for (name, schema) in properties {
                self.add_property(name, Part::child(schema, &pointer, name));
            }
        }
        let required = schema.get("required").and_then(Value::as_array);
        let required = required.into_iter().flatten().filter_map(Value::as_str);
        self.object.required.extend(required);
        if let Some(additional) = schema.get("additionalProperties").filter(|a| a.is_object()) {
            let part = Part::child(additional, pointer, "additionalProperties");
            self.object.additional.get_or_insert(part);
        }
    }

    /// Adds a property. Of two descriptions, the one that names its values wins.
    fn add_property(&mut self, name: &'d str, part: Part<'d>) {
        let Some(earlier) = self.object.properties.get(name) else {
            self.object.properties.insert(name, part);
            return;
        };
        let names_values = |part: &Part<'d>| {
            let schema = part.schema.as_object();
            schema.is_some_and(|schema| keyword::values(schema).is_some())
        };
        if names_values(&part) {
            self.object.properties.insert(name, part);
        } else if earlier.schema != part.schema && !names_values(earlier) {
            self.problems.push(Problem {
                message: format!(
                    "`allOf` describes the property `{name}` twice: keep one of the descriptions; the other is at `{}`",
                    earlier.pointer
                ),
                pointer: part.pointer,
            });
        }
    }
}

/// Whether nothing in a schema says that it is not an object's.
fn is_compatible(schema: &Schema) -> bool {
    let typed = keyword::types(schema);
    let excluded = ["items", "enum", "const"]
        .iter()
        .any(|keyword| schema.contains_key(*keyword));
    let alternatives = ["oneOf", "anyOf"]
        .iter()
        .filter_map(|keyword| schema.get(*keyword)?.as_array())
        .flatten();
    (typed.is_empty() && !keyword::is_null(&Value::Object(schema.clone())) || typed == ["object"])
        && !excluded
        && alternatives.into_iter().all(is_constraint)
}

/// Whether an alternative of a `oneOf` or an `anyOf` only narrows the object that it is part of.
fn is_constraint(alternative: &Value) -> bool {
    alternative.as_object().is_some_and(keyword::is_neutral)
}
