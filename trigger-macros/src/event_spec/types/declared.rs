//! What the fields of a struct say of its payload, as far as that can be seen: enough to check
//! examples against.

use heck::{
    ToKebabCase as _, ToLowerCamelCase as _, ToShoutyKebabCase as _, ToShoutySnakeCase as _,
    ToUpperCamelCase as _,
};
use syn::ext::IdentExt as _;
use syn::meta::ParseNestedMeta;
use syn::punctuated::Punctuated;
use syn::{
    Attribute, Expr, Fields, GenericArgument, Ident, ItemStruct, LitStr, Path, PathArguments,
    Token, Type, parenthesized, token,
};

use super::model::{Field, Kind, Named, Shape, Slot, Struct, Types};

/// The types that a struct declares, if it derives its `Deserialize` and all that it tells serde is
/// understood here.
pub(super) fn read(payload: &ItemStruct) -> Option<Types> {
    let Fields::Named(fields) = &payload.fields else {
        return None;
    };
    if !derives_deserialize(&payload.attrs) {
        return None;
    }
    let container = Container::read(&payload.attrs)?;
    let mut declared = Vec::new();
    for field in &fields.named {
        let ident = field.ident.clone()?;
        let options = Options::read(&field.attrs)?;
        let name = options.name.unwrap_or_else(|| container.rename(&ident));
        if options.hidden {
            continue;
        }
        let slot = if options.opaque {
            Slot::ANY
        } else {
            slot(&field.ty)
        };
        declared.push(Field {
            property: name,
            ident,
            docs: String::new(),
            required: !(options.default || container.default || slot.nullable),
            slot,
        });
    }
    let object = Struct {
        fields: declared,
        rest: None,
    };
    Some(Types {
        named: vec![Named {
            name: payload.ident.to_string(),
            docs: String::new(),
            kind: Kind::Struct(object),
        }],
        file: None,
    })
}

fn derives_deserialize(attributes: &[Attribute]) -> bool {
    let derives = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("derive"));
    let parser = Punctuated::<Path, Token![,]>::parse_terminated;
    let mut derived = derives
        .filter_map(|derive| derive.parse_args_with(parser).ok())
        .flatten();
    derived.any(|path| {
        path.segments
            .last()
            .is_some_and(|last| last.ident == "Deserialize")
    })
}

/// What is told to serde about a struct.
#[derive(Default)]
struct Container {
    default: bool,
    rename_all: Option<String>,
}

impl Container {
    fn read(attributes: &[Attribute]) -> Option<Self> {
        let mut container = Self::default();
        each(attributes, |meta| match name(&meta).as_str() {
            "default" => {
                container.default = true;
                skip_value(&meta)
            }
            "rename_all" => {
                container.rename_all = Some(meta.value()?.parse::<LitStr>()?.value());
                Ok(())
            }
            "crate" | "bound" | "deny_unknown_fields" | "expecting" => skip_value(&meta),
            _ => Err(meta.error("not understood here")),
        })?;
        Some(container)
    }

    fn rename(&self, ident: &Ident) -> String {
        let name = ident.unraw().to_string();
        match self.rename_all.as_deref() {
            Some("UPPERCASE") => name.to_uppercase(),
            Some("PascalCase") => name.to_upper_camel_case(),
            Some("camelCase") => name.to_lower_camel_case(),
            Some("SCREAMING_SNAKE_CASE") => name.to_shouty_snake_case(),
            Some("kebab-case") => name.to_kebab_case(),
            Some("SCREAMING-KEBAB-CASE") => name.to_shouty_kebab_case(),
            _ => name,
        }
    }
}

/// What is told to serde about a field.
#[derive(Default)]
struct Options {
    name: Option<String>,
    default: bool,
    /// Whether it is no property of its own.
    hidden: bool,
    /// Whether its type does not say what the property is.
    opaque: bool,
}

impl Options {
    fn read(attributes: &[Attribute]) -> Option<Self> {
        let mut options = Self::default();
        each(attributes, |meta| {
            match name(&meta).as_str() {
                "rename" => {
                    options.name = Some(meta.value()?.parse::<LitStr>()?.value());
                    return Ok(());
                }
                "default" => options.default = true,
                "skip" | "skip_deserializing" | "flatten" => options.hidden = true,
                "with" | "deserialize_with" => options.opaque = true,
                "skip_serializing"
                | "skip_serializing_if"
                | "serialize_with"
                | "borrow"
                | "bound" => {}
                _ => return Err(meta.error("not understood here")),
            }
            skip_value(&meta)
        })?;
        Some(options)
    }
}

/// Reads what is told to serde; `None` once something in it is not understood.
fn each(
    attributes: &[Attribute],
    mut read: impl FnMut(ParseNestedMeta<'_>) -> syn::Result<()>,
) -> Option<()> {
    let told = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("serde"));
    for attribute in told {
        attribute.parse_nested_meta(&mut read).ok()?;
    }
    Some(())
}

fn name(meta: &ParseNestedMeta<'_>) -> String {
    meta.path
        .get_ident()
        .map(ToString::to_string)
        .unwrap_or_default()
}

fn skip_value(meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
    if meta.input.peek(Token![=]) {
        meta.value()?.parse::<Expr>()?;
    } else if meta.input.peek(token::Paren) {
        let content;
        parenthesized!(content in meta.input);
        content.parse::<proc_macro2::TokenStream>()?;
    }
    Ok(())
}

/// What a type of the standard library reads; any JSON for another.
fn slot(ty: &Type) -> Slot {
    let Type::Path(path) = ty else {
        return Slot::ANY;
    };
    let Some(last) = path.path.segments.last() else {
        return Slot::ANY;
    };
    let shape = match (last.ident.to_string().as_str(), &last.arguments) {
        ("bool", PathArguments::None) => Shape::Bool,
        ("String", PathArguments::None) => Shape::Text,
        (
            "i8" | "i16" | "i32" | "i64" | "i128" | "isize" | "u8" | "u16" | "u32" | "u64" | "u128"
            | "usize",
            PathArguments::None,
        ) => Shape::Integer,
        ("f32" | "f64", PathArguments::None) => Shape::Float,
        ("Vec", arguments) => match argument(arguments) {
            Some(item) => Shape::List(Box::new(slot(item))),
            None => Shape::Any,
        },
        ("Option", arguments) => {
            let inner = argument(arguments).map_or(Slot::ANY, slot);
            // Any JSON is not absent, but `None` is.
            return Slot {
                nullable: true,
                ..inner
            };
        }
        _ => Shape::Any,
    };
    shape.into()
}

fn argument(arguments: &PathArguments) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}
