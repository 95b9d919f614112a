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
        let slot = self.structure(schema, part, name);
        if keyword::is_nullable(schema) {
            slot.or_null()
        } else {
            slot
        }
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
        if let Some(known) = self.known.get(&target.pointer) {
            return known.clone();
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
