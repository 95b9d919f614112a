//! `oneOf` and `anyOf`: one of several, told apart by a property if they are objects.

use std::collections::BTreeMap;

use serde_json::Value;

use super::keyword::{self, Schema};
use super::model::{Shape, Slot, Union, Variant};
use super::names;
use super::object::{Object, Part};
use super::pointer;
use super::schema::Reader;

/// The objects of a choice by the values of the property that tells them apart.
struct Tagged<'d> {
    tag: String,
    options: Vec<(Vec<String>, Object<'d>)>,
}

/// The type of a choice: an enum if something tells the options apart, else any JSON.
pub(super) fn read<'d>(
    reader: &mut Reader<'d>,
    schema: &'d Schema,
    options: Vec<Part<'d>>,
    part: &Part<'d>,
    name: &str,
) -> Slot {
    let all = options.len();
    let mut options: Vec<_> = options
        .into_iter()
        .filter(|option| !keyword::is_null(option.schema))
        .collect();
    let nullable = options.len() < all;
    let slot = if options.len() == 1 {
        let option = options.remove(0);
        reader.slot(&option, name)
    } else if let Some(shape) = scalar(reader, schema, &options, name) {
        shape.into()
    } else {
        match tagged(reader, schema, &options) {
            Some(tagged) => union(reader, tagged, schema, part, name),
            None => Slot::ANY,
        }
    };
    if nullable { slot.or_null() } else { slot }
}

/// The type of a choice between strings, or between numbers.
fn scalar(
    reader: &mut Reader<'_>,
    schema: &Schema,
    options: &[Part<'_>],
    name: &str,
) -> Option<Shape> {
    let mut words: Vec<String> = Vec::new();
    let mut shapes: Vec<Shape> = Vec::new();
    for option in options {
        let option = option.schema.as_object()?;
        match keyword::words(option) {
            Some(more) => {
                shapes.push(Shape::Text);
                words.extend(more);
            }
            None => shapes.push(keyword::scalar(option)?),
        }
    }
    let are = |wanted: &[Shape]| shapes.iter().all(|shape| wanted.contains(shape));
    if are(&[Shape::Text]) && !words.is_empty() {
        words.sort();
        words.dedup();
        Some(reader.builder.words(name, keyword::docs(schema), words))
    } else if shapes.windows(2).all(|pair| pair[0] == pair[1]) {
        shapes.pop()
    } else {
        are(&[Shape::Integer, Shape::Float]).then_some(Shape::Float)
    }
}

/// What tells the options apart: OpenAPI's `discriminator`, or a property that each has with other
/// values.
fn tagged<'d>(
    reader: &mut Reader<'d>,
    schema: &'d Schema,
    options: &[Part<'d>],
) -> Option<Tagged<'d>> {
    let mut objects = Vec::new();
    for option in options {
        objects.push(Object::gather(
            reader.document,
            option,
            &mut reader.problems,
        )?);
    }
    let discriminator = schema.get("discriminator");
    if let Some(tag) = discriminator.and_then(|it| it.get("propertyName")?.as_str()) {
        return Some(declared(tag, schema, options, objects));
    }
    let first = objects.first()?;
    let mut candidates: Vec<_> = first.properties.keys().copied().collect();
    candidates.sort_by_key(|tag| !first.required.contains(tag));
    let tag = candidates.into_iter().find(|tag| differs(tag, &objects))?;
    let options = objects
        .into_iter()
        .map(|object| (values(tag, &object), object));
    Some(Tagged {
        tag: tag.to_owned(),
        options: options.collect(),
    })
}

/// The options by what `discriminator` says.
fn declared<'d>(
    tag: &str,
    schema: &Schema,
    options: &[Part<'d>],
    objects: Vec<Object<'d>>,
) -> Tagged<'d> {
    let mapping = schema
        .get("discriminator")
        .and_then(|it| it.get("mapping")?.as_object());
    let named = options.iter().zip(objects).map(|(option, object)| {
        let reference = option
            .schema
            .get("$ref")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let schema_name = pointer::last(reference);
        let mapped = mapping.into_iter().flatten().filter(|(_, target)| {
            target
                .as_str()
                .is_some_and(|target| target == reference || target == schema_name)
        });
        let mut keys: Vec<_> = mapped.map(|(value, _)| value.clone()).collect();
        if keys.is_empty() {
            keys = values(tag, &object);
        }
        if keys.is_empty() {
            keys.push(schema_name);
        }
        (keys, object)
    });
    Tagged {
        tag: tag.to_owned(),
        options: named.collect(),
    }
}

/// Whether a property has values in each object that it has in no other.
fn differs(tag: &str, objects: &[Object<'_>]) -> bool {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (index, object) in objects.iter().enumerate() {
        let values = values(tag, object);
        if values.is_empty() {
            return false;
        }
        for value in values {
            if *seen.entry(value).or_insert(index) != index {
                return false;
            }
        }
    }
    true
}

/// The values that a property of an object can have.
fn values(tag: &str, object: &Object<'_>) -> Vec<String> {
    let property = object
        .properties
        .get(tag)
        .and_then(|part| part.schema.as_object());
    property.and_then(keyword::words).unwrap_or_default()
}

fn union<'d>(
    reader: &mut Reader<'d>,
    tagged: Tagged<'d>,
    schema: &Schema,
    part: &Part<'d>,
    name: &str,
) -> Slot {
    let id = reader.builder.reserve(name, keyword::docs(schema));
    reader.remember(part, id);
    let parent = reader.builder.name(id).to_owned();
    let Tagged { tag, options } = tagged;
    let values = options.iter().flat_map(|(values, _)| values);
    let (idents, fallback) = names::variants(values.map(String::as_str));
    let mut idents = idents.into_iter();
    let mut variants: Vec<Variant> = Vec::new();
    for (values, object) in options {
        let first = values.first().map_or("", String::as_str);
        let docs = object.docs.clone();
        let id = reader
            .builder
            .reserve(&names::nested(&parent, first), docs.clone());
        reader.define(id, object, Some(&tag));
        variants.extend(
            values
                .into_iter()
                .zip(&mut idents)
                .map(|(value, ident)| Variant {
                    value,
                    ident,
                    docs: docs.clone(),
                    id,
                }),
        );
    }
    reader.builder.define_union(
        id,
        Union {
            tag,
            variants,
            fallback,
        },
    );
    Shape::Named(id).into()
}
