//! An enum of words, and one more for any other word.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::super::model::{Word, Words};
use super::super::text;
use super::Expansion;

impl Expansion<'_> {
    pub(super) fn words(&self, head: &TokenStream, ident: &Ident, words: &Words) -> TokenStream {
        let (door, visibility) = (self.door, &self.payload.vis);
        let path = self.path("serde");
        let Words { words, fallback } = words;
        let texts = words.iter().map(|word| &word.text);
        let docs = texts.map(|text| text::docs("", &format!("`{text}`")));
        let idents = words.iter().map(|word| &word.ident);
        let definition = quote! {
            #[derive(
                ::core::clone::Clone,
                ::core::fmt::Debug,
                ::core::cmp::PartialEq,
                ::core::cmp::Eq,
                ::core::hash::Hash,
                #door::serde::Serialize,
                #door::serde::Deserialize,
            )]
            #[serde(crate = #path, from = "::std::string::String", into = "::std::string::String")]
            #head
            #visibility enum #ident {
                #(#docs #idents,)*
                /// A word that the schema does not name.
                #fallback(::std::string::String),
            }
        };
        let as_str = self.as_str(ident, words, fallback);
        let conversions = self.conversions(ident, words, fallback);
        quote!(#definition #as_str #conversions)
    }

    fn as_str(&self, ident: &Ident, words: &[Word], fallback: &Ident) -> TokenStream {
        let (conditions, visibility) = (self.conditions, &self.payload.vis);
        let idents = words.iter().map(|word| &word.ident);
        let texts = words.iter().map(|word| &word.text);
        quote! {
            #(#conditions)*
            impl #ident {
                /// The word as the payload has it.
                #visibility fn as_str(&self) -> &::core::primitive::str {
                    match self {
                        #(Self::#idents => #texts,)*
                        Self::#fallback(word) => word,
                    }
                }
            }

            #(#conditions)*
            #[automatically_derived]
            impl ::core::fmt::Display for #ident {
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    f.write_str(self.as_str())
                }
            }
        }
    }

    fn conversions(&self, ident: &Ident, words: &[Word], fallback: &Ident) -> TokenStream {
        let conditions = self.conditions;
        let idents = words.iter().map(|word| &word.ident);
        let texts = words.iter().map(|word| &word.text);
        quote! {
            #(#conditions)*
            #[automatically_derived]
            impl ::core::convert::From<::std::string::String> for #ident {
                fn from(word: ::std::string::String) -> Self {
                    match word.as_str() {
                        #(#texts => Self::#idents,)*
                        _ => Self::#fallback(word),
                    }
                }
            }

            #(#conditions)*
            #[automatically_derived]
            impl ::core::convert::From<#ident> for ::std::string::String {
                fn from(word: #ident) -> Self {
                    Self::from(word.as_str())
                }
            }
        }
    }
}
