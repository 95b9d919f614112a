//! A valid task as Rust.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote, quote_spanned};
use syn::{Ident, ItemFn, Path, Visibility};

use super::about::About;
use super::model::{Argument, Task};
use super::options::Options;
use crate::signature;

pub(crate) fn expand(krate: &Path, task: &Task) -> TokenStream {
    let Task {
        function,
        ident,
        docs,
        conditions,
        arguments,
        output,
        name,
        options,
    } = task;
    let names: Vec<_> = arguments.iter().map(|argument| argument.name).collect();
    let types = arguments.iter().map(Argument::kept_type);
    let written = arguments.iter().map(|argument| argument.written);
    let fields = arguments.iter().map(|argument| match argument.kept() {
        Some(kept) => {
            let name = argument.name;
            quote!(#name: #kept)
        }
        None => argument.name.to_token_stream(),
    });
    let passed = arguments.iter().map(|argument| {
        let name = argument.name;
        argument.passed(&quote!(self.#name))
    });
    let generics = &function.sig.generics;
    let clause = &generics.where_clause;
    let params = params(options, arguments, |name| quote!(&self.#name));
    let about = about(options, |name| quote!(&self.#name));
    let visibility = &function.vis;
    let inner = inner(function);
    // A future that is not `Send` is reported where its function is named.
    let execute = quote_spanned! {ident.span()=>
        async fn execute(self) -> __private::Executed<Self::Output>
    };
    let meta = meta(&quote!(new(#name)), options);
    let records = params.is_some().then(|| quote!(, NotRecorded as _));
    quote! {
        #(#docs)*
        #(#conditions)*
        #visibility fn #ident #generics(#(#names: #written),*) -> #ident #clause {
            #ident { #(#fields),* }
        }

        #(#docs)*
        #(#conditions)*
        #[allow(missing_docs, non_camel_case_types)]
        #[derive(::core::clone::Clone)]
        #[must_use = "a task does nothing until it is run: `io.run(key, call).await?`"]
        #visibility struct #ident {
            #(#visibility #names: #types),*
        }

        #(#conditions)*
        const _: () = {
            use #krate::__private::{self #records};

            #inner

            #[automatically_derived]
            impl __private::Task for #ident {
                type Output = #output;
                const META: __private::TaskMeta = #meta;

                #params
                #about

                #execute {
                    #ident(#(#passed),*).await.map_err(::core::convert::Into::into)
                }
            }

            #[automatically_derived]
            impl ::core::fmt::Debug for #ident {
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    __private::write_call(self, f)
                }
            }
        };
    }
}

/// The user's function, which the constructor of its name hides from everything else.
fn inner(function: &ItemFn) -> ItemFn {
    let mut inner = function.clone();
    inner.attrs.retain(|attribute| {
        let path = attribute.path();
        !path.is_ident("doc") && !path.is_ident("cfg")
    });
    inner.vis = Visibility::Inherited;
    // One that should have been `async` is reported, and understood as if it were.
    inner.sig.asyncness.get_or_insert_default();
    inner
}

/// The arguments that may be seen, when there are any; `place` is where an argument is kept.
pub(crate) fn params(
    options: &Options,
    arguments: &[Argument],
    place: impl Fn(&Ident) -> TokenStream,
) -> Option<TokenStream> {
    let params = arguments.iter().map(|argument| {
        let (text, place) = (signature::text(argument.name), place(argument.name));
        match options.redact.hides(argument.name) {
            true => quote!(.secret(#text)),
            false => quote!(.with(#text, __private::Param(#place).json())),
        }
    });
    let shown = !options.sealed && !arguments.is_empty();
    shown.then(|| {
        quote! {
            fn params(&self) -> __private::Params {
                __private::Params::new()#(#params)*
            }
        }
    })
}

/// What is said of each call, from its arguments; `place` is where an argument is kept.
pub(crate) fn about(options: &Options, place: impl Fn(&Ident) -> TokenStream) -> TokenStream {
    let bound = |About { arguments, says }: &About| {
        let places = arguments.iter().map(&place);
        quote! {
            #(let #arguments = #places;)*
            #says
        }
    };
    let properties = options.properties.as_ref().map(bound).map(|says| {
        quote! {
            fn properties(&self) -> __private::Properties {
                #says
            }
        }
    });
    let key = options.idempotency_key.as_ref().map(bound).map(|says| {
        quote! {
            fn idempotency_key(&self) -> ::core::option::Option<::std::string::String> {
                ::core::option::Option::Some(::core::convert::Into::into({ #says }))
            }
        }
    });
    quote!(#properties #key)
}

/// The constant definition of a task; `start` is what makes one without options.
pub(crate) fn meta(start: &TokenStream, options: &Options) -> TokenStream {
    let Options {
        name: _,
        icon,
        retry,
        timeout,
        sealed,
        redact,
        on_error,
        properties: _,
        idempotency_key: _,
    } = options;
    let icon = icon.as_ref().map(|icon| quote!(.icon(#icon)));
    let retry = retry.as_ref().map(|retry| quote!(.retry(#retry)));
    let timeout = timeout.as_ref().map(|timeout| quote!(.timeout(#timeout)));
    let sealed = sealed.then(|| quote!(.sealed()));
    let places = &redact.places;
    let redact = (!places.is_empty()).then(|| quote!(.redact(&[#(#places),*])));
    let on_error = on_error.as_ref().map(|judge| quote!(.on_error(#judge)));
    quote! {
        __private::TaskMeta::#start
            #icon
            #retry
            #timeout
            #sealed
            #redact
            #on_error
    }
}
