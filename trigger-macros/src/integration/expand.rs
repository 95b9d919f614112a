//! A valid integration as Rust.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Ident, Path, Type};

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
        wrapped,
    } = integration;
    let type_name = ident.to_string();
    let inherited = wrapped.map(|client| quote!(<#client as __private::Integration>));
    let validate = match (validate, &inherited) {
        (Some(validate), _) => Some(quote!(#validate(self))),
        (None, Some(inherited)) => Some(quote!(#inherited::validate(&self.0))),
        (None, None) => None,
    };
    let validate = validate.map(|validate| {
        quote! {
            fn validate(&self) -> __private::Result<()> {
                #validate
            }
        }
    });
    let retry = match (retry, &inherited) {
        (Some(retry), _) => quote!(::core::option::Option::Some(#retry)),
        (None, Some(inherited)) => quote!(#inherited::META.retry),
        (None, None) => quote!(::core::option::Option::None),
    };
    let icon = match (icon, &inherited) {
        (None, Some(inherited)) => quote!(#inherited::META.icon),
        (icon, _) => quote!(#icon),
    };
    let for_sources = wrapped.map(|_| {
        quote! {
            fn for_sources(&self) -> __private::AnyClient {
                __private::Integration::for_sources(&self.0)
            }
        }
    });
    let account = wrapped.map(|client| account(ident, client));
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
                #for_sources
            }

            #[automatically_derived]
            impl __private::Argument for #ident {
                const NEED: ::core::option::Option<__private::Need> =
                    ::core::option::Option::Some(__private::Need::of::<Self>());

                fn take(arguments: &__private::Arguments) -> __private::Result<Self> {
                    arguments.integration()
                }
            }

            #account
        };
    }
}

/// What makes a struct another account of the integration whose client it wraps.
fn account(ident: &Ident, client: &Type) -> TokenStream {
    let text = format!(" The account, for triggers: `account = {ident}::ACCOUNT`.");
    quote! {
        impl #ident {
            #[doc = #text]
            pub const ACCOUNT: __private::AccountOf<#client> =
                __private::AccountOf::of::<Self>();
        }

        #[automatically_derived]
        impl ::core::ops::Deref for #ident {
            type Target = #client;

            fn deref(&self) -> &#client {
                &self.0
            }
        }

        __private::inventory::submit! {
            __private::KnownAccount::of::<#client>(#ident::ACCOUNT)
        }
    }
}
