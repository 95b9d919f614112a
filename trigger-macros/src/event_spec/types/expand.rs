//! The types of a payload as Rust.

mod union;
mod words;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, quote};
use syn::ext::IdentExt as _;
use syn::{Attribute, ItemStruct, LitStr, Path, Visibility};

use super::model::{Field, Kind, Named, Rest, Shape, Slot, Struct, TypeId, Types};
use super::text;
use crate::signature;

/// Replaces the unit struct by the types.
pub(super) fn expand(krate: &Path, types: &Types, payload: &ItemStruct) -> TokenStream {
    let expansion = Expansion {
        door: &quote!(#krate::__private),
        types,
        payload,
        conditions: &signature::conditions(&payload.attrs),
    };
    let named = types.named.iter().enumerate();
    let named = named.map(|(index, named)| expansion.named(TypeId(index), named));
    // Through rustc, so that a change of the file compiles the types again.
    let read = types.file.as_ref().map(|file| {
        quote! {
            const _: &[::core::primitive::u8] = ::core::include_bytes!(
                ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/", #file)
            );
        }
    });
    quote!(#(#named)* #read)
}

struct Expansion<'e> {
    door: &'e TokenStream,
    types: &'e Types,
    payload: &'e ItemStruct,
    conditions: &'e [Attribute],
}

impl Expansion<'_> {
    fn named(&self, id: TypeId, named: &Named) -> TokenStream {
        let ident = self.ident(id);
        let head = self.head(id, named);
        match &named.kind {
            Kind::Struct(object) => self.object(&head, &ident, object),
            Kind::Words(words) => self.words(&head, &ident, words),
            Kind::Union(union) => self.union(&head, &ident, union),
        }
    }

    /// The documentation and the conditions of a type; those of the payload are its author's.
    fn head(&self, id: TypeId, named: &Named) -> TokenStream {
        if id != TypeId(0) {
            let docs = text::docs(
                &named.docs,
                &format!("A part of [`{}`].", self.payload.ident),
            );
            let conditions = self.conditions;
            return quote!(#docs #(#conditions)*);
        }
        let attributes = &self.payload.attrs;
        let docs = signature::docs(attributes)
            .is_empty()
            .then(|| text::docs(&named.docs, "The payload of an event."));
        quote!(#docs #(#attributes)*)
    }

    fn object(&self, head: &TokenStream, ident: &Ident, object: &Struct) -> TokenStream {
        let (door, visibility) = (self.door, &self.payload.vis);
        let path = self.path("serde");
        let fields = object
            .fields
            .iter()
            .map(|field| self.field(visibility, field));
        let rest = object.rest.as_ref().map(|rest| self.rest(visibility, rest));
        quote! {
            #[derive(
                ::core::clone::Clone,
                ::core::fmt::Debug,
                ::core::cmp::PartialEq,
                #door::serde::Serialize,
                #door::serde::Deserialize,
            )]
            #[serde(crate = #path)]
            #head
            #visibility struct #ident {
                #(#fields,)*
                #rest
            }
        }
    }

    fn field(&self, visibility: &Visibility, field: &Field) -> TokenStream {
        let Field {
            property,
            ident,
            docs,
            required,
            slot,
        } = field;
        let docs = text::docs(docs, &format!("The property `{property}`."));
        let mut options: Vec<TokenStream> = Vec::new();
        if ident.unraw() != property {
            options.push(quote!(rename = #property));
        }
        if !required {
            options.push(quote!(default));
            options.push(quote!(
                skip_serializing_if = "::core::option::Option::is_none"
            ));
            if slot.nullable || slot.shape == Shape::Any {
                let present = self.path("present");
                options.push(quote!(deserialize_with = #present));
            }
        }
        if slot.has_floats() {
            let floats = self.path("floats");
            options.push(quote!(serialize_with = #floats));
        }
        let options = (!options.is_empty()).then(|| quote!(#[serde(#(#options),*)]));
        let mut ty = self.slot(slot);
        if !required {
            ty = quote!(::core::option::Option<#ty>);
        }
        quote! {
            #docs
            #options
            #visibility #ident: #ty
        }
    }

    fn rest(&self, visibility: &Visibility, rest: &Rest) -> TokenStream {
        let Rest { ident, slot } = rest;
        let ty = self.map(slot);
        let floats = slot.has_floats().then(|| {
            let floats = self.path("floats");
            quote!(, serialize_with = #floats)
        });
        quote! {
            /// The properties that have no field.
            #[serde(flatten #floats)]
            #visibility #ident: #ty,
        }
    }

    fn slot(&self, slot: &Slot) -> TokenStream {
        let door = self.door;
        let ty = match &slot.shape {
            Shape::Bool => quote!(::core::primitive::bool),
            Shape::Integer => quote!(::core::primitive::i64),
            Shape::Float | Shape::Decimal => quote!(::core::primitive::f64),
            Shape::Number => quote!(#door::Number),
            Shape::Text => quote!(::std::string::String),
            Shape::Any => quote!(#door::Value),
            Shape::List(item) => {
                let item = self.slot(item);
                quote!(::std::vec::Vec<#item>)
            }
            Shape::Map(value) => self.map(value),
            Shape::Named(id) => self.ident(*id).into_token_stream(),
            Shape::Boxed(id) => {
                let ident = self.ident(*id);
                quote!(::std::boxed::Box<#ident>)
            }
        };
        if slot.nullable {
            quote!(::core::option::Option<#ty>)
        } else {
            ty
        }
    }

    fn map(&self, value: &Slot) -> TokenStream {
        let value = self.slot(value);
        quote!(::std::collections::BTreeMap<::std::string::String, #value>)
    }

    fn ident(&self, id: TypeId) -> Ident {
        if id == TypeId(0) {
            self.payload.ident.clone()
        } else {
            Ident::new(&self.types.get(id).name, Span::call_site())
        }
    }

    /// Something of the library, as serde wants it named.
    fn path(&self, name: &str) -> LitStr {
        let name = Ident::new(name, Span::call_site());
        let door = self.door;
        let path = quote!(#door::#name).to_string().replace(' ', "");
        LitStr::new(&path, Span::call_site())
    }
}
