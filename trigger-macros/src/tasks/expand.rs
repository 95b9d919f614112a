//! The valid tasks of a namespace as Rust.

use heck::ToUpperCamelCase as _;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::{Attribute, ImplItemFn, Index, Path, Visibility};

use super::model::{Method, Tasks};
use super::namespace::Parent;
use crate::{signature, task};

pub(crate) fn expand(krate: &Path, tasks: &Tasks) -> TokenStream {
    let Tasks {
        integration,
        owner,
        conditions,
        docs,
        parent,
        accessor,
        namespace,
        methods,
    } = tasks;
    let (parent, client) = match parent {
        Parent::Integration => (quote!(#integration), quote!(self)),
        Parent::Namespace(parent) => (
            quote!(#parent),
            quote!(__private::Namespace::<#integration>::integration(self)),
        ),
    };
    let text = format!(" The tasks of [`{namespace}`].");
    let default = format!(" The `{accessor}` tasks of [`{owner}`].");
    let default = docs.is_empty().then(|| quote!(#[doc = #default]));
    let declarations = methods.iter().map(declaration);
    let definitions = methods.iter().map(definition);
    let calls = methods.iter().map(|method| call(integration, method));
    let label = namespace.to_string();
    quote! {
        #(#docs)*
        #default
        #(#conditions)*
        #[derive(::core::clone::Clone)]
        pub struct #namespace {
            integration: #integration,
        }

        #(#conditions)*
        const _: () = {
            use #krate::__private;

            trait __Tasks {
                #(#declarations)*
            }

            impl __Tasks for #integration {
                #(#definitions)*
            }

            impl #parent {
                #[doc = #text]
                pub fn #accessor(&self) -> #namespace {
                    #namespace {
                        integration: ::core::clone::Clone::clone(#client),
                    }
                }
            }

            #[automatically_derived]
            impl __private::Namespace<#integration> for #namespace {
                fn integration(&self) -> &#integration {
                    &self.integration
                }
            }

            impl #namespace {
                #(#calls)*
            }

            // By hand, because a client need not be `Debug`, and should not show its key.
            #[automatically_derived]
            impl ::core::fmt::Debug for #namespace {
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    f.write_str(#label)
                }
            }
        };
    }
}

fn declaration(method: &Method) -> TokenStream {
    let Method {
        function,
        ident,
        conditions,
        arguments,
        ..
    } = method;
    let output = &function.sig.output;
    let names = arguments.iter().map(|argument| argument.name);
    let types = arguments.iter().map(|argument| argument.written);
    quote! {
        #(#conditions)*
        async fn #ident(&self, #(#names: #types),*) #output;
    }
}

/// The user's method, in a trait that only the generated calls see.
fn definition(method: &Method) -> ImplItemFn {
    let mut definition = method.function.clone();
    let is_doc = |attribute: &Attribute| attribute.path().is_ident("doc");
    definition.attrs.retain(|attribute| !is_doc(attribute));
    definition.vis = Visibility::Inherited;
    definition
}

/// The method that runs the user's method as a task.
fn call(integration: &Path, method: &Method) -> TokenStream {
    let Method {
        ident,
        visibility,
        docs,
        conditions,
        arguments,
        output,
        ..
    } = method;
    let key = Ident::new("key", Span::mixed_site());
    let names: Vec<_> = arguments.iter().map(|argument| argument.name).collect();
    let types: Vec<_> = arguments.iter().map(|argument| argument.ty).collect();
    let converted = arguments.iter().filter(|argument| argument.is_converted());
    let (parameters, bounds): (Vec<_>, Vec<_>) = converted
        .map(|argument| (parameter(argument), argument.ty))
        .unzip();
    let taken = arguments
        .iter()
        .map(|argument| match argument.is_converted() {
            true => parameter(argument).into_token_stream(),
            false => argument.ty.into_token_stream(),
        });
    let kept = arguments.iter().map(|argument| {
        let name = argument.name;
        match argument.is_converted() {
            true => quote!(::core::convert::Into::into(#name)),
            false => quote!(#name),
        }
    });
    let visibility = visibility.map_or_else(|| quote!(pub), |visibility| quote!(#visibility));
    let task = execution(integration, method);
    quote! {
        #(#docs)*
        #(#conditions)*
        #[track_caller]
        #visibility fn #ident<IntoTaskKey #(, #parameters)*>(
            &self,
            #key: IntoTaskKey,
            #(#names: #taken),*
        ) -> impl ::core::future::Future<Output = __private::Result<#output>>
            + ::core::marker::Send
            + use<IntoTaskKey #(, #parameters)*>
        where
            IntoTaskKey: ::core::convert::Into<__private::TaskKey>,
            #(#parameters: ::core::convert::Into<#bounds>,)*
        {
            #[derive(::core::clone::Clone)]
            struct __Call(#integration, #(#types),*);

            #task

            let call = __Call(::core::clone::Clone::clone(&self.integration), #(#kept),*);
            __private::call_task(::core::convert::Into::into(#key), call)
        }
    }
}

/// The type of what a call is given for an argument `impl Into<T>`.
fn parameter(argument: &task::Argument) -> Ident {
    let name = signature::text(argument.name).to_upper_camel_case();
    Ident::new(&format!("Into{name}"), Span::mixed_site())
}

/// What makes the call a task.
fn execution(integration: &Path, method: &Method) -> TokenStream {
    let Method {
        ident,
        arguments,
        output,
        name,
        options,
        ..
    } = method;
    let icon = match &options.icon {
        Some(icon) => quote!(#icon),
        None => quote!(<#integration as __private::Integration>::META.icon),
    };
    let meta = task::meta(name, Some(icon), options);
    let fields = (1..).take(arguments.len()).map(Index::from);
    let about = task::about(options, |name| {
        let index = arguments.iter().position(|argument| argument.name == name);
        let index = Index::from(index.map_or(0, |index| index + 1));
        quote!(&self.#index)
    });
    // A future that is not `Send` is reported where its method is named.
    let execute = quote_spanned! {ident.span()=>
        async fn execute(self) -> __private::Executed<Self::Output>
    };
    quote! {
        #[automatically_derived]
        impl __private::Task for __Call {
            type Output = #output;
            const META: __private::TaskMeta = #meta;

            #about

            #execute {
                __Tasks::#ident(&self.0, #(self.#fields),*)
                    .await
                    .map_err(::core::convert::Into::into)
            }
        }
    }
}
