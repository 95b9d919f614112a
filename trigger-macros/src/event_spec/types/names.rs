//! The Rust names of what a payload calls things.

use std::collections::HashSet;

use heck::{ToSnakeCase as _, ToUpperCamelCase as _};
use proc_macro2::{Ident, Span};

/// What an enum's last variant is called, which holds whatever the schema does not name: the first
/// of these that the schema does not name either.
const FALLBACKS: [&str; 3] = ["Other", "Unknown", "Unlisted"];

/// Names in one namespace, each given once.
#[derive(Default)]
pub(super) struct Scope(HashSet<String>);

impl Scope {
    /// The wanted name, with a number behind it if it is taken.
    pub(super) fn claim(&mut self, wanted: &str) -> String {
        let numbered = (2..).map(|number| format!("{wanted}{number}"));
        let mut candidates = std::iter::once(wanted.to_owned()).chain(numbered);
        let free = candidates.find(|name| self.0.insert(name.clone()));
        free.unwrap_or_default()
    }
}

/// The name of the type of a parent's part: `BookingAttendee`.
pub(super) fn nested(parent: &str, part: &str) -> String {
    format!("{parent}{}", part.to_upper_camel_case())
}

/// The name of the type of what is in a list: `Attendees` are each an `Attendee`.
pub(super) fn item(list: &str) -> String {
    if let Some(stem) = list.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    let sibilant = ["sses", "xes", "ches", "shes"];
    let cut = if sibilant.iter().any(|ending| list.ends_with(ending)) {
        "es"
    } else {
        "s"
    };
    match list.strip_suffix(cut) {
        Some(stem) if !stem.ends_with(['s', 'u', 'i']) || cut == "es" => stem.to_owned(),
        _ => format!("{list}Item"),
    }
}

/// The names of a struct's fields, in the order of the properties. A property whose name is Rust
/// already keeps it whatever the others are called.
pub(super) fn fields<'n>(
    properties: impl Iterator<Item = &'n str>,
    scope: &mut Scope,
) -> Vec<Ident> {
    let wanted: Vec<_> = properties.map(|name| (name, field(name))).collect();
    let mut named: Vec<_> = wanted
        .iter()
        .map(|(name, wanted)| (name == wanted).then(|| scope.claim(wanted)))
        .collect();
    for (name, (_, wanted)) in named.iter_mut().zip(&wanted) {
        name.get_or_insert_with(|| scope.claim(wanted));
    }
    named
        .into_iter()
        .flatten()
        .map(|name| ident(&name))
        .collect()
}

/// The names of an enum's variants, in the order of the values, and that of its fall-back.
pub(super) fn variants<'v>(values: impl Iterator<Item = &'v str>) -> (Vec<Ident>, Ident) {
    let mut scope = Scope::default();
    let variants: Vec<_> = values
        .map(|value| ident(&scope.claim(&variant(value))))
        .collect();
    let free = FALLBACKS
        .iter()
        .find(|name| !scope.0.contains(**name))
        .copied();
    let fallback = scope.claim(free.unwrap_or("Rest"));
    (variants, ident(&fallback))
}

fn field(property: &str) -> String {
    started(property.to_snake_case(), "field")
}

fn variant(value: &str) -> String {
    if value.is_empty() {
        return "Empty".to_owned();
    }
    started(value.to_upper_camel_case(), "Value")
}

/// The name, if an identifier can start like it; else one that can.
fn started(name: String, nameless: &str) -> String {
    match name.chars().next() {
        None => nameless.to_owned(),
        Some(first) if first.is_ascii_digit() => format!("_{name}"),
        Some(_) if syn::parse_str::<Ident>(&format!("x{name}")).is_err() => nameless.to_owned(),
        Some(_) => name,
    }
}

/// A name as an identifier: raw if it is a keyword, and with a `_` behind it if it cannot even be
/// raw.
fn ident(name: &str) -> Ident {
    let span = Span::call_site();
    match name {
        "self" | "Self" | "super" | "crate" => Ident::new(&format!("{name}_"), span),
        // A keyword since the 2024 edition.
        "gen" => Ident::new_raw(name, span),
        _ if syn::parse_str::<Ident>(name).is_err() => Ident::new_raw(name, span),
        _ => Ident::new(name, span),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field_names(properties: &[&str]) -> Vec<String> {
        let idents = fields(properties.iter().copied(), &mut Scope::default());
        idents.iter().map(ToString::to_string).collect()
    }

    fn variant_names(values: &[&str]) -> (Vec<String>, String) {
        let (variants, fallback) = variants(values.iter().copied());
        let variants = variants.iter().map(ToString::to_string).collect();
        (variants, fallback.to_string())
    }

    #[test]
    fn fields_are_in_snake_case_and_keywords_are_raw() {
        let names = field_names(&[
            "id",
            "startTime",
            "type",
            "gen",
            "self",
            "3ds",
            "$",
            "größe",
        ]);
        let expected = [
            "id",
            "start_time",
            "r#type",
            "r#gen",
            "self_",
            "_3ds",
            "field",
            "größe",
        ];
        assert_eq!(names, expected);
    }

    #[test]
    fn a_property_that_is_rust_already_keeps_its_name() {
        let names = field_names(&["fooBar", "FooBar", "foo_bar"]);
        assert_eq!(names, ["foo_bar2", "foo_bar3", "foo_bar"]);
    }

    #[test]
    fn variants_never_collide_with_each_other_or_with_the_fall_back() {
        let (variants, fallback) =
            variant_names(&["in-person", "in_person", "", "+", "-", "self", "2x"]);
        let expected = [
            "InPerson",
            "InPerson2",
            "Empty",
            "Value",
            "Value2",
            "Self_",
            "_2x",
        ];
        assert_eq!(
            (variants, fallback.as_str()),
            (expected.map(str::to_owned).into(), "Other")
        );
        let (variants, fallback) = variant_names(&["other", "unknown"]);
        assert_eq!((variants.len(), fallback.as_str()), (2, "Unlisted"));
    }

    #[test]
    fn what_is_in_a_list_is_called_by_the_singular() {
        for (list, one) in [
            ("Attendees", "Attendee"),
            ("Categories", "Category"),
            ("Addresses", "Address"),
            ("Boxes", "Box"),
            ("Prices", "Price"),
            ("Data", "DataItem"),
            ("Status", "StatusItem"),
            ("Glass", "GlassItem"),
        ] {
            assert_eq!(item(list), one, "{list}");
        }
    }
}
