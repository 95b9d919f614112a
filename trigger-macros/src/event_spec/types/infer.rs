//! Reading the types of a payload from examples of it.

use std::collections::BTreeMap;

use serde_json::{Map, Number, Value};

use super::builder::{Builder, Unknown};
use super::model::{Properties, Property, Shape, Slot, TypeId, Types};
use super::names;

/// What the examples show of one value.
#[derive(Default)]
struct Seen {
    /// Whether it was `null`.
    null: bool,
    kind: Kind,
}

/// What a value was whenever it was not `null`.
#[derive(Default)]
enum Kind {
    /// It always was.
    #[default]
    Nothing,
    Bool,
    Number(Numbers),
    Text,
    List(Box<Seen>),
    Object(Object),
    /// Now this, now that.
    Mixed,
}

/// How the numbers of one value were written.
#[derive(Clone, Copy, Default)]
struct Numbers {
    /// `2`
    integer: bool,
    /// `2`, of more digits than an `f64` has.
    exact: bool,
    /// `2`, of more digits than an `i64` has.
    large: bool,
    /// `2.5`
    fraction: bool,
    /// `2.0`
    decimal: bool,
}

/// What the examples show of an object.
#[derive(Default)]
struct Object {
    times: usize,
    properties: BTreeMap<String, (usize, Seen)>,
}

/// Reads the types of a payload of the given name.
pub(super) fn infer<'e>(
    examples: impl Iterator<Item = &'e Map<String, Value>>,
    name: &str,
    unknown: Unknown,
) -> Types {
    let mut payload = Object::default();
    for example in examples {
        payload.add(example);
    }
    let mut builder = Builder::new(unknown);
    let id = builder.reserve(name, String::new());
    payload.define(id, &mut builder);
    builder.finish(None)
}

impl Seen {
    fn add(&mut self, value: &Value) {
        if value.is_null() {
            self.null = true;
            return;
        }
        if let Kind::Nothing = self.kind {
            self.kind = Kind::like(value);
        }
        match (&mut self.kind, value) {
            (Kind::Bool, Value::Bool(_)) | (Kind::Text, Value::String(_)) => {}
            (Kind::Number(numbers), Value::Number(number)) => numbers.add(number),
            (Kind::List(seen), Value::Array(items)) => items.iter().for_each(|item| seen.add(item)),
            (Kind::Object(object), Value::Object(properties)) => object.add(properties),
            (kind, _) => *kind = Kind::Mixed,
        }
    }

    fn slot(self, name: &str, builder: &mut Builder) -> Slot {
        let slot = Slot::from(self.kind.shape(name, builder));
        if self.null { slot.or_null() } else { slot }
    }
}

impl Kind {
    fn like(value: &Value) -> Self {
        match value {
            Value::Null => Self::Nothing,
            Value::Bool(_) => Self::Bool,
            Value::Number(_) => Self::Number(Numbers::default()),
            Value::String(_) => Self::Text,
            Value::Array(_) => Self::List(Box::default()),
            Value::Object(_) => Self::Object(Object::default()),
        }
    }

    fn shape(self, name: &str, builder: &mut Builder) -> Shape {
        match self {
            Self::Nothing | Self::Mixed => Shape::Any,
            Self::Bool => Shape::Bool,
            Self::Number(numbers) => numbers.shape(),
            Self::Text => Shape::Text,
            Self::List(seen) => Shape::List(Box::new(seen.slot(&names::item(name), builder))),
            Self::Object(object) if object.properties.is_empty() => Shape::Map(Box::new(Slot::ANY)),
            Self::Object(object) => {
                let id = builder.reserve(name, String::new());
                object.define(id, builder);
                Shape::Named(id)
            }
        }
    }
}

impl Numbers {
    fn add(&mut self, number: &Number) {
        /// From here on an `f64` leaves integers out.
        const EXACT: u64 = 1 << f64::MANTISSA_DIGITS;

        if number.is_f64() {
            let whole = number.as_f64().is_some_and(|number| number.fract() == 0.0);
            self.decimal |= whole;
            self.fraction |= !whole;
        } else {
            self.integer = true;
            self.large |= !number.is_i64();
            self.exact |= number
                .as_i64()
                .is_none_or(|number| number.unsigned_abs() > EXACT);
        }
    }

    /// The plainest type that writes each number as it was.
    fn shape(self) -> Shape {
        let floating = self.fraction || self.decimal;
        match self {
            Self { large: false, .. } if !floating => Shape::Integer,
            Self {
                integer: false,
                decimal: true,
                ..
            } => Shape::Decimal,
            Self {
                exact: false,
                decimal: false,
                ..
            } => Shape::Float,
            _ => Shape::Number,
        }
    }
}

impl Object {
    fn add(&mut self, properties: &Map<String, Value>) {
        self.times += 1;
        for (name, value) in properties {
            let (times, seen) = self.properties.entry(name.clone()).or_default();
            *times += 1;
            seen.add(value);
        }
    }

    fn define(self, id: TypeId, builder: &mut Builder) {
        let parent = builder.name(id).to_owned();
        let mut properties: Properties = BTreeMap::new();
        for (name, (times, seen)) in self.properties {
            let property = Property {
                docs: String::new(),
                required: times == self.times,
                slot: seen.slot(&names::nested(&parent, &name), builder),
            };
            properties.insert(name, property);
        }
        builder.define_struct(id, properties, None);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::event_spec::types::model::{self, Kind as TypeKind};

    fn inferred(examples: &[Value]) -> Types {
        let examples = examples.iter().filter_map(Value::as_object);
        infer(examples, "Event", Unknown::Ignore)
    }

    fn payload(types: &Types) -> &model::Struct {
        match &types.named[0].kind {
            TypeKind::Struct(payload) => payload,
            _ => panic!("a payload is a struct"),
        }
    }

    /// Whether the property `x` of the payload is required, and what it is.
    fn x(examples: &[Value]) -> (bool, Slot) {
        let types = inferred(examples);
        let field = &payload(&types).fields[0];
        assert_eq!(field.property, "x");
        (field.required, field.slot.clone())
    }

    #[test]
    fn numbers_get_the_plainest_type_that_writes_them_as_they_were() {
        for (numbers, shape) in [
            (vec![json!(1), json!(-2)], Shape::Integer),
            (vec![json!(1), json!(2.5)], Shape::Float),
            (vec![json!(2.5)], Shape::Float),
            (vec![json!(2.5), json!(2.0)], Shape::Decimal),
            (vec![json!(1), json!(2.0)], Shape::Number),
            (vec![json!(u64::MAX)], Shape::Number),
            (vec![json!(i64::MAX), json!(0.5)], Shape::Number),
            (vec![json!(i64::MAX)], Shape::Integer),
        ] {
            let examples: Vec<_> = numbers
                .iter()
                .map(|number| json!({ "x": number }))
                .collect();
            assert_eq!(x(&examples), (true, shape.into()), "{numbers:?}");
        }
    }

    #[test]
    fn absent_and_null_are_told_apart() {
        let text = Slot::from(Shape::Text);
        let (some, null, none) = (json!({ "x": "a" }), json!({ "x": null }), json!({}));
        assert_eq!(x(std::slice::from_ref(&some)), (true, text.clone()));
        assert_eq!(
            x(&[some.clone(), null.clone()]),
            (true, text.clone().or_null())
        );
        assert_eq!(x(&[some.clone(), none.clone()]), (false, text.clone()));
        assert_eq!(x(&[null.clone(), none, some]), (false, text.or_null()));
        assert_eq!(x(&[null]), (true, Slot::ANY));
    }

    #[test]
    fn what_conflicts_is_any_json_and_so_is_what_was_never_shown() {
        assert_eq!(
            x(&[json!({ "x": 1 }), json!({ "x": "1" })]),
            (true, Slot::ANY)
        );
        let list = |item: Slot| Slot::from(Shape::List(Box::new(item)));
        assert_eq!(x(&[json!({ "x": [] })]), (true, list(Slot::ANY)));
        let items = json!({ "x": [1, null] });
        assert_eq!(
            x(&[items]),
            (true, list(Slot::from(Shape::Integer).or_null()))
        );
        let map = Slot::from(Shape::Map(Box::new(Slot::ANY)));
        assert_eq!(x(&[json!({ "x": {} })]), (true, map));
    }

    #[test]
    fn the_objects_of_a_list_are_one_type() {
        let types = inferred(&[json!({ "items": [{ "a": 1 }, { "a": 2, "b": true }] })]);
        assert_eq!(types.named[1].name, "EventItem");
        let TypeKind::Struct(item) = &types.named[1].kind else {
            panic!("an item is a struct");
        };
        let required: Vec<_> = item.fields.iter().map(|field| field.required).collect();
        assert_eq!(required, [true, false]);
    }
}
