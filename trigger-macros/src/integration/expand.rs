//! A valid integration as Rust.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

use super::model::Integration;

pub(crate) fn expand(krate: &Path, integration: &Integration) -> TokenStream {
    let Integration {
        ident,
        conditions,
        id,
        name,
        icon,
        retry,
        validate,
    } = integration;
    let type_name = ident.to_string();
    let validate = validate.as_ref().map(|validate| {
        quote! {
            fn validate(&self) -> __private::Result<()> {
                #validate(self)
            }
        }
    });
    let retry = match retry {
        Some(retry) => quote!(::core::option::Option::Some(#retry)),
        None => quote!(::core::option::Option::None),
    };
    quote! {
        #(#conditions)*
        const _: () = {
            use #krate::__private;

            #[automatically_derived]
            impl __private::Integration for #ident {
                const META: __private::IntegrationMeta = __private::IntegrationMeta {
                    id: #id,
                    name: #name,
                    icon: #icon,
                    retry: #retry,
                    type_name: #type_name,
                };
                #validate
            }

            #[automatically_derived]
            impl __private::Argument for #ident {
                const NEED: ::core::option::Option<__private::Need> =
                    ::core::option::Option::Some(__private::Need::of::<Self>());

                fn take(arguments: &__private::Arguments) -> __private::Result<Self> {
                    arguments.integration()
                }
            }
        };
    }
}
