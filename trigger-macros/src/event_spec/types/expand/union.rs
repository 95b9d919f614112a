//! An enum of objects that a property tells apart, and one more for anything else.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::super::model::Union;
use super::super::text;
use super::Expansion;

impl Expansion<'_> {
    pub(super) fn union(&self, head: &TokenStream, ident: &Ident, union: &Union) -> TokenStream {
        let (door, visibility) = (self.door, &self.payload.vis);
        let path = self.path("serde");
        let Union {
            tag,
            variants,
            fallback,
        } = union;
        let values = variants.iter().map(|variant| &variant.value);
        let idents = variants.iter().map(|variant| &variant.ident);
        let types = variants.iter().map(|variant| self.ident(variant.id));
        let docs = variants
            .iter()
            .map(|variant| text::docs(&variant.docs, &format!("`{tag}` is `{}`.", variant.value)));
        let definition = quote! {
            #[derive(
                ::core::clone::Clone,
                ::core::fmt::Debug,
                ::core::cmp::PartialEq,
                #door::serde::Serialize,
            )]
            #[serde(crate = #path, tag = #tag)]
            #[allow(clippy::large_enum_variant)]
            #head
            #visibility enum #ident {
                #(
                    #docs
                    #[serde(rename = #values)]
                    #idents(#types),
                )*
                /// Something that the schema does not name.
                #[serde(untagged)]
                #fallback(#door::Value),
            }
        };
        let deserialize = self.tagged(ident, union);
        quote!(#definition #deserialize)
    }

    /// Reads the tag first, so that an object that is not what its tag says is an error.
    fn tagged(&self, ident: &Ident, union: &Union) -> TokenStream {
        let (door, conditions) = (self.door, self.conditions);
        let Union {
            tag,
            variants,
            fallback,
        } = union;
        let values = variants.iter().map(|variant| &variant.value);
        let idents = variants.iter().map(|variant| &variant.ident);
        quote! {
            #(#conditions)*
            #[automatically_derived]
            impl<'de> #door::serde::Deserialize<'de> for #ident {
                fn deserialize<D>(deserializer: D) -> ::core::result::Result<Self, D::Error>
                where
                    D: #door::serde::Deserializer<'de>,
                {
                    let tagged = #door::Tagged::read(deserializer, #tag)?;
                    match tagged.tag() {
                        #(
                            ::core::option::Option::Some(#values) => {
                                tagged.content().map(Self::#idents)
                            }
                        )*
                        _ => ::core::result::Result::Ok(Self::#fallback(tagged.whole())),
                    }
                }
            }
        }
    }
}
