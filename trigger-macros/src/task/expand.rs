//! A valid task as Rust.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Ident, ItemFn, Path, Visibility};

use super::about::About;
use super::model::Task;
use super::options::Options;

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
    let types: Vec<_> = arguments.iter().map(|argument| argument.ty).collect();
    let written = arguments.iter().map(|argument| argument.written);
    let fields = arguments.iter().map(|argument| {
        let name = argument.name;
        match argument.is_converted() {
            true => quote!(#name: ::core::convert::Into::into(#name)),
            false => quote!(#name),
        }
    });
    let about = about(options, |name| quote!(&self.#name));
    let visibility = &function.vis;
    let inner = inner(function);
    // A future that is not `Send` is reported where its function is named.
    let execute = quote_spanned! {ident.span()=>
        async fn execute(self) -> __private::Executed<Self::Output>
    };
    let meta = meta(
        name,
        options.icon.as_ref().map(|icon| quote!(#icon)),
        options,
    );
    quote! {
        #(#docs)*
        #(#conditions)*
        #visibility fn #ident(#(#names: #written),*) -> #ident {
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
            use #krate::__private;

            #inner

            #[automatically_derived]
            impl __private::Task for #ident {
                type Output = #output;
                const META: __private::TaskMeta = #meta;

                #about

                #execute {
                    #ident(#(self.#names),*).await.map_err(::core::convert::Into::into)
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

/// The constant definition of a task.
pub(crate) fn meta(name: &str, icon: Option<TokenStream>, options: &Options) -> TokenStream {
    let Options {
        name: _,
        icon: _,
        retry,
        timeout,
        sealed,
        properties: _,
        idempotency_key: _,
    } = options;
    let icon = icon.map(|icon| quote!(.icon(#icon)));
    let retry = retry.as_ref().map(|retry| quote!(.retry(#retry)));
    let timeout = timeout.as_ref().map(|timeout| quote!(.timeout(#timeout)));
    let sealed = sealed.then(|| quote!(.sealed()));
    quote! {
        __private::TaskMeta::new(#name)
            #icon
            #retry
            #timeout
            #sealed
    }
}
