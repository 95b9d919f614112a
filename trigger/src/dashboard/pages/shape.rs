//! The shape of a payload, as its examples show it.

use std::collections::BTreeMap;

use maud::{Markup, html};
use serde_json::Value;

use crate::record::ExampleRecord;

/// What values have been seen in one place.
#[derive(Clone, Debug, Default, PartialEq)]
struct Shape {
    types: Vec<&'static str>,
    /// How many objects there were.
    objects: usize,
    /// The fields of those, and in how many of them each was.
    fields: BTreeMap<String, (usize, Shape)>,
    element: Option<Box<Shape>>,
}

impl Shape {
    fn see(&mut self, value: &Value) {
        let name = match value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(number) if number.is_f64() => "number",
            Value::Number(_) => "integer",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        };
        if !self.types.contains(&name) {
            self.types.push(name);
        }
        match value {
            Value::Array(elements) => {
                let shape = self.element.get_or_insert_default();
                elements.iter().for_each(|element| shape.see(element));
            }
            Value::Object(fields) => {
                self.objects += 1;
                for (name, value) in fields {
                    let (seen, shape) = self.fields.entry(name.clone()).or_default();
                    *seen += 1;
                    shape.see(value);
                }
            }
            _ => {}
        }
    }

    fn name(&self) -> String {
        match (&self.element, self.types.join(" or ")) {
            (_, name) if name.is_empty() => "anything".to_owned(),
            (Some(element), name) if !element.types.is_empty() => {
                name.replace("array", &format!("array of {}", element.types.join(" or ")))
            }
            (_, name) => name,
        }
    }

    /// Whether a field of it is not in all of the examples.
    fn has_optional(&self) -> bool {
        let inner = self.inner();
        let mut fields = inner.fields.values();
        fields.any(|(seen, shape)| *seen < inner.objects || shape.has_optional())
    }

    fn inner(&self) -> &Self {
        match &self.element {
            Some(element) if self.fields.is_empty() => element.inner(),
            _ => self,
        }
    }

    fn markup(&self) -> Markup {
        let inner = self.inner();
        html! {
            @if !inner.fields.is_empty() {
                ul {
                    @for (name, (seen, shape)) in &inner.fields {
                        li {
                            span class=[(*seen < inner.objects).then_some("optional")] { (name) }
                            " " span.type { (shape.name()) }
                            (shape.markup())
                        }
                    }
                }
            }
        }
    }
}

/// What the examples have in common, and in what they differ.
pub(super) fn of_examples(examples: &[ExampleRecord]) -> Markup {
    let mut shape = Shape::default();
    for example in examples {
        if let Ok(value) = serde_json::from_str(&example.payload) {
            shape.see(&value);
        }
    }
    html! {
        div.schema tabindex="0" aria-label="Shape of the payload" {
            span.type { (shape.name()) }
            (shape.markup())
        }
        p.muted { "As the examples show it" @if shape.has_optional() { "; " span.schema { span.optional {} } " is not in all of them" } "." }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_one_example_lacks_is_optional_and_types_add_up() {
        let example = |payload: &str| ExampleRecord {
            id: String::new(),
            name: String::new(),
            payload: payload.to_owned(),
        };
        let shown = of_examples(&[
            example(r#"{ "a": 1, "b": "x" }"#),
            example(r#"{ "a": null, "c": [{ "d": true }] }"#),
        ]);
        let shown = shown.into_string();
        assert!(
            shown.contains(r#"<span>a</span> <span class="type">integer or null"#),
            "{shown}"
        );
        assert!(
            shown.contains(r#"<span class="optional">b</span>"#),
            "{shown}"
        );
        assert!(
            shown.contains("array of object") && shown.contains("d</span>"),
            "{shown}"
        );
        assert!(shown.contains("is not in all of them"), "{shown}");
        let alike = of_examples(&[example(r#"{ "a": [{ "b": 1 }] }"#)]).into_string();
        assert!(!alike.contains("is not in all of them"), "{alike}");
    }
}
