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
            use #krate::__private::{self, NotRecorded as _};

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
    let generics = &function.sig.generics;
    let clause = &generics.where_clause;
    let names = arguments.iter().map(|argument| argument.name);
    let types = arguments.iter().map(|argument| argument.written);
    quote! {
        #(#conditions)*
        async fn #ident #generics(&self, #(#names: #types),*) #output #clause;
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
        function,
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
    let types = arguments.iter().map(task::Argument::kept_type);
    let (parameters, bounds): (Vec<_>, Vec<_>) = arguments
        .iter()
        .filter_map(|argument| Some((parameter(argument), argument.into()?)))
        .unzip();
    let taken = arguments.iter().map(|argument| match argument.into() {
        Some(_) => parameter(argument).into_token_stream(),
        None => argument.written.into_token_stream(),
    });
    let kept = arguments.iter().map(|argument| match argument.kept() {
        Some(kept) => kept,
        None => argument.name.to_token_stream(),
    });
    let lifetimes = &function.sig.generics.params;
    let lifetimes = lifetimes.iter();
    let limits = function.sig.generics.where_clause.iter();
    let limits = limits.flat_map(|clause| &clause.predicates);
    let visibility = visibility.map_or_else(|| quote!(pub), |visibility| quote!(#visibility));
    let task = execution(integration, method);
    quote! {
        #(#docs)*
        #(#conditions)*
        #[track_caller]
        #visibility fn #ident<#(#lifetimes,)* IntoTaskKey #(, #parameters)*>(
            &self,
            #key: IntoTaskKey,
            #(#names: #taken),*
        ) -> impl ::core::future::Future<Output = __private::Result<#output>>
            + ::core::marker::Send
            + use<IntoTaskKey #(, #parameters)*>
        where
            IntoTaskKey: ::core::convert::Into<__private::TaskKey>,
            #(#parameters: ::core::convert::Into<#bounds>,)*
            #(#limits,)*
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
    let meta = task::meta(&quote!(of::<#integration>(#name)), options);
    let passed = (1..).zip(arguments).map(|(index, argument)| {
        let index = Index::from(index);
        argument.passed(&quote!(self.#index))
    });
    let place = |name: &Ident| {
        let index = arguments.iter().position(|argument| argument.name == name);
        let index = Index::from(index.map_or(0, |index| index + 1));
        quote!(&self.#index)
    };
    let params = task::params(options, arguments, place);
    let about = task::about(options, place);
    // A future that is not `Send` is reported where its method is named.
    let execute = quote_spanned! {ident.span()=>
        async fn execute(self) -> __private::Executed<Self::Output>
    };
    quote! {
        #[automatically_derived]
        impl __private::Task for __Call {
            type Output = #output;
            const META: __private::TaskMeta = #meta;

            #params
            #about

            #execute {
                __Tasks::#ident(&self.0, #(#passed),*)
                    .await
                    .map_err(::core::convert::Into::into)
            }
        }
    }
}
