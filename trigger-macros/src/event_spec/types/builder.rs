//! Putting the types of a payload together: each named once, each of a finite size.

use syn::LitStr;

use super::model::{
    Field, Kind, Named, Properties, Rest, Shape, Slot, Struct, TypeId, Types, Union, Word, Words,
};
use super::names::{self, Scope};

/// What becomes of properties that have no field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Unknown {
    #[default]
    Ignore,
    Keep,
}

/// The types found so far.
pub(super) struct Builder {
    named: Vec<Named>,
    scope: Scope,
    unknown: Unknown,
}

impl Builder {
    pub(super) fn new(unknown: Unknown) -> Self {
        Self {
            named: Vec::new(),
            scope: Scope::default(),
            unknown,
        }
    }

    /// Names a type before it is known, so that it can contain itself.
    pub(super) fn reserve(&mut self, wanted: &str, docs: String) -> TypeId {
        let name = self.scope.claim(wanted);
        self.named.push(Named {
            name,
            docs,
            kind: Kind::Struct(Struct::default()),
        });
        TypeId(self.named.len() - 1)
    }

    pub(super) fn name(&self, id: TypeId) -> &str {
        &self.named[id.0].name
    }

    /// Makes a type an object. `additional` is what its further properties are, if that is known.
    pub(super) fn define_struct(
        &mut self,
        id: TypeId,
        properties: Properties,
        additional: Option<Slot>,
    ) {
        let mut scope = Scope::default();
        let idents = names::fields(properties.keys().map(String::as_str), &mut scope);
        let fields = properties.into_iter().zip(idents);
        let fields = fields.map(|((name, property), ident)| Field {
            property: name,
            ident,
            docs: property.docs,
            required: property.required,
            slot: property.slot,
        });
        let fields = fields.collect();
        let rest = match additional {
            Some(slot) => Some(("additional", slot)),
            None if self.unknown == Unknown::Keep => Some(("unknown", Slot::ANY)),
            None => None,
        };
        let rest = rest.and_then(|(name, slot)| {
            let ident = names::fields([name].into_iter(), &mut scope).pop()?;
            Some(Rest { ident, slot })
        });
        self.named[id.0].kind = Kind::Struct(Struct { fields, rest });
    }

    /// Names a type that is one of some words.
    pub(super) fn words(&mut self, wanted: &str, docs: String, words: Vec<String>) -> Shape {
        let id = self.reserve(wanted, docs);
        let (idents, fallback) = names::variants(words.iter().map(String::as_str));
        let words = words.into_iter().zip(idents);
        let words = words.map(|(text, ident)| Word { text, ident }).collect();
        self.named[id.0].kind = Kind::Words(Words { words, fallback });
        Shape::Named(id)
    }

    pub(super) fn define_union(&mut self, id: TypeId, union: Union) {
        self.named[id.0].kind = Kind::Union(union);
    }

    pub(super) fn finish(mut self, file: Option<LitStr>) -> Types {
        box_cycles(&mut self.named);
        Types {
            named: self.named,
            file,
        }
    }
}

/// Boxes what contains itself. What is in a list or a map is stored elsewhere anyway.
fn box_cycles(named: &mut [Named]) {
    for owner in 0..named.len() {
        let Kind::Struct(object) = &named[owner].kind else {
            continue;
        };
        for field in 0..object.fields.len() {
            if let Some(part) = part(named, owner, field)
                && contains(named, part, TypeId(owner), &mut Vec::new())
                && let Kind::Struct(object) = &mut named[owner].kind
            {
                object.fields[field].slot.shape = Shape::Boxed(part);
            }
        }
    }
}

/// The type that a field holds in place.
fn part(named: &[Named], owner: usize, field: usize) -> Option<TypeId> {
    match &named[owner].kind {
        Kind::Struct(object) => held(&object.fields[field].slot),
        Kind::Words(_) | Kind::Union(_) => None,
    }
}

fn held(slot: &Slot) -> Option<TypeId> {
    match slot.shape {
        Shape::Named(id) => Some(id),
        _ => None,
    }
}

/// Whether a value of the type `whole` holds one of the type `part` in place, or is one.
fn contains(named: &[Named], whole: TypeId, part: TypeId, seen: &mut Vec<TypeId>) -> bool {
    if whole == part {
        return true;
    }
    if seen.contains(&whole) {
        return false;
    }
    seen.push(whole);
    let parts: Vec<TypeId> = match &named[whole.0].kind {
        Kind::Struct(object) => object
            .fields
            .iter()
            .filter_map(|field| held(&field.slot))
            .collect(),
        Kind::Union(union) => union.variants.iter().map(|variant| variant.id).collect(),
        Kind::Words(_) => Vec::new(),
    };
    parts
        .into_iter()
        .any(|held| contains(named, held, part, seen))
}
