//! Reading the types of a payload from a JSON Schema.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;
use syn::LitStr;

use super::builder::{Builder, Unknown};
use super::keyword::{self, Schema};
use super::model::{Properties, Property, Shape, Slot, TypeId, Types};
use super::object::{Object, Part};
use super::problem::{self, Problem};
use super::{choice, names, pointer};

/// A schema being read.
pub(super) struct Reader<'d> {
    pub(super) document: &'d Value,
    pub(super) builder: Builder,
    pub(super) problems: Vec<Problem>,
    /// The types of the schemas that were met, by where these are.
    known: HashMap<String, Slot>,
    /// The references that are being followed.
    following: Vec<String>,
    /// The payload's name.
    root: String,
}

/// Reads the types of a payload of the given name. Where something has no Rust type, the result has
/// any JSON.
pub(super) fn read(
    document: &Value,
    pointer: &str,
    name: &str,
    unknown: Unknown,
    file: LitStr,
) -> (Types, Vec<Problem>) {
    let mut reader = Reader {
        document,
        builder: Builder::new(unknown),
        problems: Vec::new(),
        known: HashMap::new(),
        following: Vec::new(),
        root: name.to_owned(),
    };
    reader.payload(pointer);
    (
        reader.builder.finish(Some(file)),
        problem::once(reader.problems),
    )
}

impl<'d> Reader<'d> {
    fn payload(&mut self, pointer: &str) {
        let name = self.root.clone();
        let id = self.builder.reserve(&name, String::new());
        let Some(mut root) = Part::find(self.document, &format!("#{pointer}")) else {
            return self.problem(
                pointer,
                "there is nothing: write where the payload's schema is",
            );
        };
        // Generators like to put even the root among the definitions.
        while let Some(target) = self.sole_reference(&root)
            && !self.following.contains(&root.pointer)
        {
            self.following.push(root.pointer);
            root = target;
        }
        self.following.clear();
        self.known
            .insert(root.pointer.clone(), Shape::Named(id).into());
        match Object::gather(self.document, &root, &mut self.problems) {
            Some(object) => self.define(id, object, None),
            None => self.problem(
                &root.pointer,
                "the payload is an object: write `\"type\": \"object\"`",
            ),
        }
    }

    /// What a schema refers to if it does nothing else.
    fn sole_reference(&self, part: &Part<'d>) -> Option<Part<'d>> {
        let schema = part.schema.as_object()?;
        let reference = schema.get("$ref")?.as_str()?;
        keyword::only(schema, "$ref").then(|| Part::find(self.document, reference))?
    }

    /// The type of a value; `name` is what its own type is called if it needs one.
    pub(super) fn slot(&mut self, part: &Part<'d>, name: &str) -> Slot {
        let schema = match part.schema {
            Value::Object(schema) => schema,
            Value::Bool(_) => return Slot::ANY,
            _ => {
                self.problem(&part.pointer, "a schema is an object: write `{…}`");
                return Slot::ANY;
            }
        };
        // A part of an object that is merged into several is met several times.
        let known = self.known.get(&part.pointer).cloned();
        let slot = known.unwrap_or_else(|| self.structure(schema, part, name));
        or_null_like(schema, slot)
    }

    fn structure(&mut self, schema: &'d Schema, part: &Part<'d>, name: &str) -> Slot {
        if let Some(reference) = schema.get("$ref").filter(|_| keyword::only(schema, "$ref")) {
            self.refuse_unsupported(schema, part);
            return self.reference(reference, part);
        }
        if let Some(element) = sole_element(schema, &part.pointer) {
            self.refuse_unsupported(schema, part);
            return self.slot(&element, name);
        }
        if let Some(object) = Object::gather(self.document, part, &mut self.problems) {
            return self.object(object, part, name);
        }
        self.refuse_unsupported(schema, part);
        for keyword in ["oneOf", "anyOf"] {
            if let Some(Value::Array(options)) = schema.get(keyword) {
                return self.choice(schema, keyword, options, part, name);
            }
        }
        if schema.contains_key("allOf") || schema.contains_key("$ref") {
            let keyword = if schema.contains_key("allOf") {
                "allOf"
            } else {
                "$ref"
            };
            let message = format!(
                "`{keyword}` is merged only where every part is an object: write the type out"
            );
            self.problem(&part.pointer, message);
            return Slot::ANY;
        }
        if let Some(words) = keyword::words(schema).filter(|_| !schema.contains_key("const")) {
            return self
                .builder
                .words(name, keyword::docs(schema), words)
                .into();
        }
        if let Some(values) = keyword::values(schema) {
            return keyword::common(&values).into();
        }
        if keyword::types(schema) == ["array"] || schema.contains_key("items") {
            return self.list(schema, part, name);
        }
        keyword::scalar(schema).unwrap_or(Shape::Any).into()
    }

    fn reference(&mut self, reference: &Value, part: &Part<'d>) -> Slot {
        let target = reference.as_str();
        let Some(target) = target.and_then(|target| Part::find(self.document, target)) else {
            let message = format!(
                "`$ref` finds nothing at {reference}: write a place in this file, such as `#/$defs/…`"
            );
            self.problem(&part.pointer, message);
            return Slot::ANY;
        };
        if let (Some(known), Value::Object(schema)) =
            (self.known.get(&target.pointer), target.schema)
        {
            return or_null_like(schema, known.clone());
        }
        // What contains itself without a type of its own, such as a list of itself, has no end.
        if self.following.contains(&target.pointer) {
            return Slot::ANY;
        }
        self.following.push(target.pointer.clone());
        let name = names::nested(&self.root, &pointer::last(&target.pointer));
        let slot = self.slot(&target, &name);
        self.following.pop();
        self.known.insert(target.pointer, slot.clone());
        slot
    }

    fn object(&mut self, object: Object<'d>, part: &Part<'d>, name: &str) -> Slot {
        if object.properties.is_empty() {
            let value = object.additional.as_ref();
            let value = value.map_or(Slot::ANY, |value| self.slot(value, &format!("{name}Value")));
            return Shape::Map(Box::new(value)).into();
        }
        let id = self.builder.reserve(name, object.docs.clone());
        let slot = Slot::from(Shape::Named(id));
        self.known.insert(part.pointer.clone(), slot.clone());
        self.define(id, object, None);
        slot
    }

    /// Makes a type this object, without the property that tells it apart from others.
    pub(super) fn define(&mut self, id: TypeId, object: Object<'d>, tag: Option<&str>) {
        let parent = self.builder.name(id).to_owned();
        let Object {
            properties,
            required,
            additional,
            docs: _,
        } = object;
        let mut typed: Properties = BTreeMap::new();
        for (name, part) in properties {
            if Some(name) == tag {
                continue;
            }
            let property = Property {
                docs: part
                    .schema
                    .as_object()
                    .map(keyword::docs)
                    .unwrap_or_default(),
                required: required.contains(name),
                slot: self.slot(&part, &names::nested(&parent, name)),
            };
            typed.insert(name.to_owned(), property);
        }
        let additional = additional.map(|part| self.slot(&part, &names::nested(&parent, "value")));
        self.builder.define_struct(id, typed, additional);
    }

    fn list(&mut self, schema: &'d Schema, part: &Part<'d>, name: &str) -> Slot {
        let item = match schema.get("items") {
            None => Slot::ANY,
            Some(Value::Array(_)) => {
                let message = "`items` is one schema: write `{…}` in place of `[…]`";
                self.problem(&part.pointer, message);
                Slot::ANY
            }
            Some(items) => {
                let items = Part::child(items, &part.pointer, "items");
                self.slot(&items, &names::item(name))
            }
        };
        Shape::List(Box::new(item)).into()
    }

    fn choice(
        &mut self,
        schema: &'d Schema,
        keyword: &str,
        options: &'d [Value],
        part: &Part<'d>,
        name: &str,
    ) -> Slot {
        if ["properties", "allOf", "$ref"]
            .iter()
            .any(|beside| schema.contains_key(*beside))
        {
            let message = format!(
                "`{keyword}` stands alone: write what is beside it into each of its elements"
            );
            self.problem(&part.pointer, message);
            return Slot::ANY;
        }
        let parent = pointer::child(&part.pointer, keyword);
        let options: Vec<_> = options
            .iter()
            .enumerate()
            .map(|(index, schema)| Part::child(schema, &parent, &index.to_string()))
            .collect();
        choice::read(self, schema, options, part, name)
    }

    /// Remembers the type of a schema before it is known what is in it.
    pub(super) fn remember(&mut self, part: &Part<'d>, id: TypeId) {
        self.known
            .insert(part.pointer.clone(), Shape::Named(id).into());
    }

    fn refuse_unsupported(&mut self, schema: &Schema, part: &Part<'d>) {
        self.problems
            .extend(keyword::unsupported(schema, &part.pointer));
    }

    fn problem(&mut self, pointer: &str, message: impl Into<String>) {
        self.problems.push(Problem {
            pointer: pointer.to_owned(),
            message: message.into(),
        });
    }
}

fn or_null_like(schema: &Schema, slot: Slot) -> Slot {
    if keyword::is_nullable(schema) {
        slot.or_null()
    } else {
        slot
    }
}

/// The one element of an `allOf` that says all there is to say.
fn sole_element<'d>(schema: &'d Schema, pointer: &str) -> Option<Part<'d>> {
    if !keyword::only(schema, "allOf") {
        return None;
    }
    let [element] = &schema.get("allOf")?.as_array()?[..] else {
        return None;
    };
    Some(Part::child(element, &pointer::child(pointer, "allOf"), "0"))
}

#[cfg(test)]
mod tests {
    use proc_macro2::Span;
    use serde_json::json;

    use super::*;
    use crate::event_spec::types::model::{Kind, Struct};

    fn types(schema: &Value) -> (Types, Vec<Problem>) {
        let file = LitStr::new("schema.json", Span::call_site());
        read(schema, "", "Event", Unknown::Ignore, file)
    }

    fn payload(types: &Types) -> &Struct {
        match &types.named[0].kind {
            Kind::Struct(payload) => payload,
            _ => panic!("a payload is a struct"),
        }
    }

    /// The type of the payload's property `x`.
    fn x(schema: &Value) -> Slot {
        let (types, problems) = types(schema);
        assert!(problems.is_empty(), "{}", problems[0].message);
        payload(&types).fields[0].slot.clone()
    }

    #[test]
    fn what_contains_itself_has_an_end() {
        let node =
            json!({ "type": ["object", "null"], "properties": { "x": { "$ref": "#/$defs/A" } } });
        let list = json!({ "type": "array", "items": { "$ref": "#/$defs/A" } });
        let alias = json!({ "$ref": "#/$defs/A" });
        let all = json!({ "allOf": [{ "$ref": "#/$defs/A" }, { "properties": { "y": {} } }] });
        let choice = json!({ "oneOf": [
            { "properties": { "kind": { "const": "a" }, "x": { "$ref": "#/$defs/A" } } },
            { "properties": { "kind": { "const": "b" } } },
        ] });
        let inner = json!({ "properties": {
            "kind": { "const": "a" },
            "child": { "oneOf": [{ "$ref": "#/$defs/A" }, { "properties": { "kind": { "const": "b" } } }] },
        } });
        for recursive in [node, list, alias, all, choice, inner] {
            let schema = json!({ "properties": { "x": { "$ref": "#/$defs/A" } }, "$defs": { "A": recursive } });
            let (types, _) = types(&schema);
            assert!(types.named.len() < 8, "{recursive}");
        }
    }

    #[test]
    fn a_node_that_can_be_null_can_be_null_within_itself() {
        let schema = json!({
            "properties": { "x": { "$ref": "#/$defs/A" } },
            "$defs": { "A": { "type": ["object", "null"], "properties": { "next": { "$ref": "#/$defs/A" } } } },
        });
        let (types, _) = types(&schema);
        let Kind::Struct(node) = &types.named[1].kind else {
            panic!("a node is a struct");
        };
        assert!(payload(&types).fields[0].slot.nullable && node.fields[0].slot.nullable);
        assert!(matches!(node.fields[0].slot.shape, Shape::Boxed(_)));
    }

    #[test]
    fn a_schema_that_makes_no_sense_is_no_disaster() {
        for odd in [
            json!(5),
            json!({}),
            json!({ "$ref": "#" }),
            json!({ "$ref": 5 }),
            json!({ "properties": [] }),
            json!({ "properties": { "x": 5 }, "required": 5 }),
            json!({ "properties": { "x": { "type": 5, "items": 5, "enum": {}, "oneOf": {} } } }),
            json!({ "properties": { "x": { "oneOf": [] } } }),
            json!({ "properties": { "x": { "oneOf": [true, false, 5] } } }),
            json!({ "properties": { "x": { "allOf": [] }, "": { "const": "" } } }),
            json!({ "properties": { "x": { "discriminator": 5, "oneOf": [{ "properties": {} }, { "properties": {} }] } } }),
        ] {
            let (types, _) = types(&odd);
            assert_eq!(types.named[0].name, "Event", "{odd}");
        }
    }

    #[test]
    fn a_choice_is_as_typed_as_its_options_allow() {
        let of = |options: Value| x(&json!({ "properties": { "x": { "anyOf": options } } }));
        assert_eq!(
            of(json!([{ "type": "integer" }, { "type": "number" }])),
            Shape::Float.into()
        );
        let (text, nothing) = (json!({ "type": "string" }), json!({ "type": "null" }));
        assert_eq!(
            of(json!([text, nothing])),
            Slot::from(Shape::Text).or_null()
        );
        assert_eq!(of(json!([text, { "type": "integer" }])), Slot::ANY);
        assert_eq!(of(json!([text, { "properties": { "id": {} } }])), Slot::ANY);
        assert!(matches!(
            of(json!([text, { "enum": ["a", "b"] }])).shape,
            Shape::Named(_)
        ));
        let without_tag = json!([{ "properties": { "a": {} } }, { "properties": { "b": {} } }]);
        assert_eq!(of(without_tag), Slot::ANY);
    }
}
