//! A valid endpoint as Rust.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Path;
use syn::spanned::Spanned as _;

use super::model::Endpoint;
use crate::closure::{self, OverPayload};
use crate::event_id;
use crate::event_spec::{Form, properties};
use crate::handle::Handle;

pub(crate) fn expand(krate: &Path, endpoint: &Endpoint) -> TokenStream {
    let Endpoint {
        ident,
        conditions,
        form,
        id,
        verify,
        methods,
        whole,
        event_id,
        respond,
        about,
    } = endpoint;
    let Form::Function {
        visibility,
        docs,
        payload,
        output,
    } = form
    else {
        return TokenStream::new();
    };
    let handle = Handle {
        ident,
        visibility,
        docs,
        conditions,
    };
    let properties = properties(ident, output);
    let (deprecation, permission) = (&about.deprecation, about.permission());
    let methods = methods
        .iter()
        .map(|methods| quote!(.methods(&[#(#methods),*])));
    let whole = whole.then(|| quote!(.whole()));
    let verify = verify.iter();
    let event_id = event_id.as_ref().map(event_id::function);
    let respond = respond.as_ref().map(answer);
    quote! {
        #deprecation
        #handle

        #(#conditions)*
        #permission
        const _: () = {
            use #krate::__private;

            #[automatically_derived]
            impl __private::EventSpec for #ident {
                type Payload = #payload;
                type Origin = __private::Posted<Self>;
                const META: __private::EventMeta = __private::EventMeta::new(&[#id]) #about;
                #properties
            }

            #[automatically_derived]
            impl __private::HttpEndpoint for #ident {
                const ENDPOINT: __private::EndpointMeta = __private::EndpointMeta::new(#id)
                    #(#methods)*
                    #(.verify(#verify))*
                    #whole;
                #event_id
                #respond
            }

            #[automatically_derived]
            impl __private::Delivers<#payload> for #ident {}
        };
    }
}

/// The function that says what the sender is answered.
fn answer(respond: &OverPayload) -> TokenStream {
    let OverPayload { payload, body } = respond;
    // A body that gives something else is reported within the closure.
    let output = quote_spanned!(payload.span()=> __private::Response);
    let payload = closure::parameter(payload);
    quote! {
        fn respond(#payload) -> #output {
            #body
        }
    }
}
