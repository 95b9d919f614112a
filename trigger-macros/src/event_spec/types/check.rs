//! Whether an example is what the types say.

use serde_json::Value;

use super::model::{Kind, Shape, Slot, Struct, TypeId, Types, Union};
use super::pointer;

/// A value that is not what it should be.
#[derive(Debug, PartialEq)]
pub(super) struct Mismatch {
    pub(super) pointer: String,
    pub(super) expected: &'static str,
    pub(super) found: &'static str,
}

/// Everything in a payload that does not fit.
pub(super) fn payload(types: &Types, payload: &Value) -> Vec<Mismatch> {
    let mut check = Check {
        types,
        mismatches: Vec::new(),
    };
    check.named(TypeId(0), payload, "");
    check.mismatches
}

struct Check<'t> {
    types: &'t Types,
    mismatches: Vec<Mismatch>,
}

impl Check<'_> {
    fn slot(&mut self, slot: &Slot, value: &Value, pointer: &str) {
        if slot.nullable && value.is_null() {
            return;
        }
        let fits = match (&slot.shape, value) {
            (Shape::Any, _) => true,
            (Shape::Named(id) | Shape::Boxed(id), value) => return self.named(*id, value, pointer),
            (Shape::List(item), Value::Array(items)) => {
                for (index, value) in items.iter().enumerate() {
                    self.slot(item, value, &pointer::child(pointer, &index.to_string()));
                }
                true
            }
            (Shape::Map(slot), Value::Object(values)) => {
                for (key, value) in values {
                    self.slot(slot, value, &pointer::child(pointer, key));
                }
                true
            }
            (Shape::Bool, value) => value.is_boolean(),
            (Shape::Integer, value) => value.is_i64() || value.is_u64(),
            (Shape::Float | Shape::Decimal | Shape::Number, value) => value.is_number(),
            (Shape::Text, value) => value.is_string(),
            (Shape::List(_) | Shape::Map(_), _) => false,
        };
        if !fits {
            let expected = self.expected(&slot.shape);
            self.mismatch(pointer, expected, value);
        }
    }

    fn named(&mut self, id: TypeId, value: &Value, pointer: &str) {
        match &self.types.get(id).kind {
            Kind::Struct(object) => self.object(object, value, pointer),
            Kind::Words(_) if value.is_string() => {}
            Kind::Words(_) => self.mismatch(pointer, "string", value),
            Kind::Union(union) => self.union(union, value, pointer),
        }
    }

    fn object(&mut self, object: &Struct, value: &Value, pointer: &str) {
        let Value::Object(properties) = value else {
            return self.mismatch(pointer, "object", value);
        };
        for field in &object.fields {
            let pointer = pointer::child(pointer, &field.property);
            match properties.get(&field.property) {
                Some(Value::Null) if !field.required => {}
                Some(value) => self.slot(&field.slot, value, &pointer),
                None if field.required => {
                    let expected = self.expected(&field.slot.shape);
                    self.mismatches.push(Mismatch {
                        pointer,
                        expected,
                        found: "nothing",
                    });
                }
                None => {}
            }
        }
        let Some(rest) = &object.rest else { return };
        for (key, value) in properties {
            if !object.fields.iter().any(|field| field.property == *key) {
                self.slot(&rest.slot, value, &pointer::child(pointer, key));
            }
        }
    }

    fn union(&mut self, union: &Union, value: &Value, pointer: &str) {
        let tag = value.get(&union.tag).and_then(Value::as_str);
        let variant = union
            .variants
            .iter()
            .find(|variant| tag == Some(&variant.value));
        if let Some(variant) = variant {
            self.named(variant.id, value, pointer);
        }
    }

    fn mismatch(&mut self, pointer: &str, expected: &'static str, value: &Value) {
        self.mismatches.push(Mismatch {
            pointer: pointer.to_owned(),
            expected,
            found: found(value),
        });
    }

    fn expected(&self, shape: &Shape) -> &'static str {
        match shape {
            Shape::Bool => "boolean",
            Shape::Integer => "integer",
            Shape::Float | Shape::Decimal | Shape::Number => "number",
            Shape::Text => "string",
            Shape::Any => "a value",
            Shape::List(_) => "array",
            Shape::Map(_) => "object",
            Shape::Named(id) | Shape::Boxed(id) => match self.types.get(*id).kind {
                Kind::Words(_) => "string",
                Kind::Struct(_) | Kind::Union(_) => "object",
            },
        }
    }
}

fn found(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
