//! The types of a payload, whatever they were read from.

use std::collections::BTreeMap;

use proc_macro2::Ident;
use syn::LitStr;

/// The types of one payload.
pub(crate) struct Types {
    /// The payload itself first, then what is in it.
    pub(crate) named: Vec<Named>,
    /// The file that they were read from, if it is not an example.
    pub(crate) file: Option<LitStr>,
}

impl Types {
    pub(super) fn get(&self, id: TypeId) -> &Named {
        &self.named[id.0]
    }
}

/// Which of the named types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TypeId(pub(super) usize);

/// A type that has a name of its own.
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) docs: String,
    pub(crate) kind: Kind,
}

pub(crate) enum Kind {
    Struct(Struct),
    Words(Words),
    Union(Union),
}

/// An object.
#[derive(Default)]
pub(crate) struct Struct {
    pub(crate) fields: Vec<Field>,
    pub(crate) rest: Option<Rest>,
}

/// A property of an object.
pub(crate) struct Field {
    /// As the payload calls it.
    pub(crate) property: String,
    pub(crate) ident: Ident,
    pub(crate) docs: String,
    pub(crate) required: bool,
    pub(crate) slot: Slot,
}

/// Where an object keeps the properties that have no field.
pub(crate) struct Rest {
    pub(crate) ident: Ident,
    pub(crate) slot: Slot,
}

/// A string that is one of some words.
pub(crate) struct Words {
    pub(crate) words: Vec<Word>,
    /// The variant of any other string.
    pub(crate) fallback: Ident,
}

pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) ident: Ident,
}

/// One of several objects, told apart by a property.
pub(crate) struct Union {
    pub(crate) tag: String,
    pub(crate) variants: Vec<Variant>,
    /// The variant of anything else.
    pub(crate) fallback: Ident,
}

/// One of the objects; its type is without the property that tells it apart.
pub(crate) struct Variant {
    pub(crate) value: String,
    pub(crate) ident: Ident,
    pub(crate) docs: String,
    pub(crate) id: TypeId,
}

/// The type of a value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Slot {
    pub(crate) nullable: bool,
    pub(crate) shape: Shape,
}

impl Slot {
    pub(super) const ANY: Self = Self {
        nullable: false,
        shape: Shape::Any,
    };

    /// With `null`, where that is not any value anyway.
    pub(super) fn or_null(mut self) -> Self {
        self.nullable = self.shape != Shape::Any;
        self
    }

    /// Whether there is a number in it that is written as [`Shape::Float`] is.
    pub(super) fn has_floats(&self) -> bool {
        match &self.shape {
            Shape::Float => true,
            Shape::List(inner) | Shape::Map(inner) => inner.has_floats(),
            _ => false,
        }
    }
}

impl From<Shape> for Slot {
    fn from(shape: Shape) -> Self {
        Self {
            nullable: false,
            shape,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    Bool,
    /// An `i64`.
    Integer,
    /// An `f64`; a whole number is written as `2`.
    Float,
    /// An `f64`; a whole number is written as `2.0`.
    Decimal,
    /// A number that is written as it was read.
    Number,
    Text,
    /// Any JSON.
    Any,
    List(Box<Slot>),
    Map(Box<Slot>),
    Named(TypeId),
    /// A named type that contains itself.
    Boxed(TypeId),
}

/// Properties in the order of their names.
pub(super) type Properties = BTreeMap<String, Property>;

/// A property whose field has no name yet.
pub(super) struct Property {
    pub(super) docs: String,
    pub(super) required: bool,
    pub(super) slot: Slot,
}
