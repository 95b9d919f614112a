//! A valid endpoint as Rust.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

use super::model::Endpoint;
use crate::event_spec::{Form, properties};
use crate::handle::Handle;

pub(crate) fn expand(krate: &Path, endpoint: &Endpoint) -> TokenStream {
    let Endpoint {
        ident,
        conditions,
        form,
        id,
        verify,
        method,
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
    let method = method.iter();
    let verify = verify.iter();
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
                    #(.method(#method))*
                    #(.verify(#verify))*;
            }

            #[automatically_derived]
            impl __private::Delivers<#payload> for #ident {}
        };
    }
}
