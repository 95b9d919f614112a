//! A valid event as Rust.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Path;
use syn::spanned::Spanned as _;

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
            properties,
        } => {
            let handle = Handle {
                ident,
                visibility,
                docs,
                conditions,
            };
            // The argument must not hide a function of its name.
            let argument = Ident::new("payload", Span::mixed_site());
            // A wrong return type is reported where it is written.
            let mut function = (*ident).clone();
            function.set_span(properties.span());
            let call = quote_spanned!(properties.span()=> #function(#argument));
            let function = quote! {
                fn properties(#argument: &Self::Payload) -> __private::Properties {
                    #call
                }
            };
            (Some(handle), quote!(#payload), Some(function))
        }
    };
    let delivered = match form {
        Form::Payload => quote!(#ident),
        Form::Function { .. } => payload.clone(),
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
            impl __private::Delivers<#delivered> for #ident {}
        };
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
    let Example { id, name, payload } = example;
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
