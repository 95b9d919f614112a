//! The type that an annotated function leaves behind for other attributes to name.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Ident, Visibility};

/// A struct of a function's name. It has braces, so that it lives among the types only, and the
/// function stays callable.
pub(crate) struct Handle<'f> {
    pub(crate) ident: &'f Ident,
    pub(crate) visibility: &'f Visibility,
    pub(crate) docs: &'f [Attribute],
    pub(crate) conditions: &'f [Attribute],
}

impl ToTokens for Handle<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self {
            ident,
            visibility,
            docs,
            conditions,
        } = self;
        tokens.extend(quote! {
            #(#docs)*
            #(#conditions)*
            #[allow(missing_docs, non_camel_case_types)]
            #[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
            #visibility struct #ident {}
        });
    }
}
