//! A valid event as Rust.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Path, Type};

use super::examples::{Example, Payload};
use super::model::{Event, Form};
use crate::handle::Handle;

pub(crate) fn expand(krate: &Path, event: &Event) -> TokenStream {
    let Event {
        ident,
        conditions,
        form,
        source,
        ..
    } = event;
    let meta = meta(event);
    let origin = match source {
        Some(source) => quote!(#source),
        None => quote!(__private::Own),
    };
    let (handle, payload, properties) = match form {
        Form::Payload => (None, quote!(Self), None),
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
    quote! {
        #handle

        #(#conditions)*
        const _: () = {
            use #krate::__private;

            #[automatically_derived]
            impl __private::EventSpec for #ident {
                type Payload = #payload;
                type Origin = #origin;
                const META: __private::EventMeta = #meta;
                #properties
            }

            #[automatically_derived]
            impl __private::Delivers<#payload> for #ident {}
        };
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

fn meta(event: &Event) -> TokenStream {
    let Event {
        names,
        title,
        icon,
        description,
        examples,
        ..
    } = event;
    let icon = icon.as_ref().map(|icon| quote!(.icon(#icon)));
    let description = (!description.is_empty()).then(|| quote!(.description(#description)));
    let examples = (!examples.is_empty()).then(|| {
        let examples = examples.iter().map(example);
        quote!(.examples(&[#(#examples),*]))
    });
    quote! {
        __private::EventMeta::new(&[#(#names),*])
            .title(#title)
            #icon
            #description
            #examples
    }
}

fn example(example: &Example) -> TokenStream {
    let Example {
        id,
        name,
        payload,
        value: _,
    } = example;
    let id = id.to_string();
    let payload = match payload {
        Payload::Inline(json) => quote!(#json),
        // Through rustc, so that a change of the file compiles the event again.
        Payload::File(path) => quote! {
            ::core::include_str!(::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/", #path))
        },
    };
    quote!(__private::Example::new(#id, #name, #payload))
}
