//! A valid polling source as Rust.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Path;

use super::model::Source;
use crate::event_id;
use crate::event_spec::properties_by_closure;
use crate::handle::Handle;

pub(crate) fn expand(krate: &Path, source: &Source) -> TokenStream {
    let Source {
        function,
        ident,
        docs,
        conditions,
        id,
        every,
        from,
        event_id,
        about,
        properties,
        integration,
        item,
    } = source;
    let handle = Handle {
        ident,
        visibility: &function.vis,
        docs,
        conditions,
    };
    let (deprecation, permission) = (&about.deprecation, about.permission());
    let properties = properties.as_ref().map(properties_by_closure);
    let from = from
        .iter()
        .map(|from| quote!(.from(__private::StartFrom::#from)));
    let event_id = event_id.as_ref().map(event_id::function);
    let client = Ident::new("client", Span::mixed_site());
    let cursor = Ident::new("cursor", Span::mixed_site());
    // Lints look at types where the user's tokens are: these stand elsewhere.
    let begin = quote!(::core::option::Option<__private::Cursor>);
    let polled = quote!(__private::Polled<Self::Payload>);
    // A future that is not `Send` is reported where its function is named.
    let poll = quote_spanned! {ident.span()=>
        async fn poll(
            #client: &Self::Integration,
            #cursor: #begin,
        ) -> __private::Executed<#polled>
    };
    quote! {
        #deprecation
        #handle

        #(#conditions)*
        #permission
        const _: () = {
            use #krate::__private;

            #[automatically_derived]
            impl __private::EventSpec for #ident {
                type Payload = #item;
                type Origin = __private::Asked<Self>;
                const META: __private::EventMeta = __private::EventMeta::new(&[#id]) #about;
                #properties
            }

            #[automatically_derived]
            impl __private::PollingSource for #ident {
                type Integration = #integration;
                const POLLING: __private::PollingMeta = __private::PollingMeta::new(#id, #every)
                    #(#from)*;
                #event_id

                #poll {
                    #ident(#client, #cursor).await.map_err(::core::convert::Into::into)
                }
            }

            #[automatically_derived]
            impl __private::Delivers<#item> for #ident {}
        };
    }
}
