//! A valid event as Rust.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Path, Type};

use super::model::{Event, Form};
use crate::closure::{self, OverPayload};
use crate::filter::Filter;
use crate::handle::Handle;

/// What stands before the user's item, and what stands after it.
pub(crate) fn expand(krate: &Path, event: &Event) -> (Option<TokenStream>, TokenStream) {
    let Event {
        ident,
        conditions,
        form,
        names,
        source,
        about,
        filter,
        unfinished,
    } = event;
    let import = filter.as_ref().and_then(Filter::import);
    let text = filter.as_ref().map(|filter| &filter.text);
    let text = text.map(|text| quote!(.filter(#text)));
    let filter = filter.as_ref().map(filtered);
    let origin = match source {
        Some(source) => quote!(#source),
        None => quote!(__private::Own),
    };
    let (handle, payload, properties) = match form {
        Form::Payload { properties } => (
            None,
            quote!(Self),
            properties.as_deref().map(properties_by_closure),
        ),
        Form::Function {
            visibility,
            docs,
            payload,
            output,
        } => {
            let handle = Handle {
                ident,
                visibility,
                docs,
                conditions,
            };
            (
                Some(handle),
                quote!(#payload),
                Some(properties(ident, output)),
            )
        }
    };
    // Nobody is warned of the function, which only says what is shown.
    let deprecation = about.deprecation.as_ref();
    let permission = about.permission();
    let (before, on_handle) = match handle {
        Some(_) => (None, deprecation),
        None => (deprecation.map(|deprecation| quote!(#deprecation)), None),
    };
    let after = quote! {
        #on_handle
        #handle

        #(#conditions)*
        #permission
        const _: () = {
            use #krate::__private;

            #[automatically_derived]
            impl __private::EventSpec for #ident {
                type Payload = #payload;
                type Origin = #origin;
                #filter
                const META: __private::EventMeta =
                    __private::EventMeta::new(&[#(#names),*]) #about #text;
                #properties
            }

            #[automatically_derived]
            impl __private::Delivers<#payload> for #ident {}

            #import
            #unfinished
        };
    };
    (before, after)
}

/// Asks the filter, which reads of a payload what its parameter says.
fn filtered(filter: &Filter) -> TokenStream {
    let payload = Ident::new("payload", Span::mixed_site());
    let read = closure::parameter(&filter.payload);
    let verdict = filter.verdict();
    // A type that cannot be read is reported where it is written.
    let filtered = quote_spanned!(filter.payload.span()=> __private::filtered);
    quote! {
        fn filter(#payload: &::core::primitive::str) -> __private::Filtered {
            #filtered(#payload, |#read| #verdict)
        }
    }
}

/// Has the user's closure say what is shown of a payload.
pub(crate) fn properties_by_closure(properties: &OverPayload) -> TokenStream {
    let OverPayload { payload, body } = properties;
    // A body that gives something else is reported within the closure.
    let output = quote_spanned!(payload.span()=> __private::Summary);
    let payload = closure::parameter(payload);
    quote! {
        fn properties(#payload) -> #output {
            #body
        }
    }
}

/// Has the user's function say what is shown of a payload.
pub(crate) fn properties(function: &Ident, output: &Type) -> TokenStream {
    // The argument must not hide a function of its name, and a wrong return type is reported where
    // it is written.
    let payload = Ident::new("payload", Span::mixed_site());
    let mut function = function.clone();
    function.set_span(output.span());
    let call = quote_spanned!(output.span()=> #function(#payload));
    quote! {
        fn properties(#payload: &Self::Payload) -> __private::Properties {
            #call
        }
    }
}
