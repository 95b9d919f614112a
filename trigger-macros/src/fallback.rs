//! What an item leaves behind when its options or its signature are wrong: a handle that can be
//! named wherever a right one can, so that one mistake gives one error. A method leaves nothing,
//! for no type can stand beside it, and neither does a struct that is generic.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{ItemFn, Path};

use crate::event_spec::Subject;
use crate::handle::Handle;
use crate::signature;

/// An event that delivers whatever is asked of it.
pub(crate) fn event(krate: &Path, subject: &Subject) -> Option<TokenStream> {
    let ident = subject.ident();
    let conditions = signature::conditions(subject.attributes());
    let (handle, payload) = match subject {
        Subject::Function(function) if function.sig.receiver().is_some() => return None,
        Subject::Function(function) => {
            let handle = Handle {
                ident,
                visibility: &function.vis,
                docs: &signature::docs(&function.attrs),
                conditions: &conditions,
            };
            (quote!(#handle), quote!(()))
        }
        Subject::Payload(payload) if !payload.generics.params.is_empty() => return None,
        Subject::Payload(_) => (TokenStream::new(), quote!(Self)),
    };
    Some(quote! {
        #handle

        #(#conditions)*
        const _: () = {
            use #krate::__private;

            #[automatically_derived]
            impl __private::EventSpec for #ident {
                type Payload = #payload;
                type Origin = __private::Own;
                const META: __private::EventMeta = __private::EventMeta::new(&[]);
            }

            #[automatically_derived]
            impl<P> __private::Delivers<P> for #ident {}
        };
    })
}

/// A job that nothing starts.
pub(crate) fn job(krate: &Path, function: &ItemFn) -> Option<TokenStream> {
    if function.sig.receiver().is_some() {
        return None;
    }
    let ident = &function.sig.ident;
    let conditions = signature::conditions(&function.attrs);
    let handle = Handle {
        ident,
        visibility: &function.vis,
        docs: &signature::docs(&function.attrs),
        conditions: &conditions,
    };
    Some(quote! {
        #handle

        #(#conditions)*
        const _: () = {
            use #krate::__private;

            #[automatically_derived]
            impl __private::Job for #ident {
                type Payload = __private::Inert;
                type Trigger = __private::Inert;
                type Outcome = __private::Inert;
                const META: __private::JobMeta = __private::JobMeta::new("", "", "");

                fn needs() -> ::std::vec::Vec<__private::Need> {
                    ::std::vec::Vec::new()
                }

                async fn call(
                    _: __private::Inert,
                    _: __private::Arguments,
                ) -> __private::Stored {
                    ::core::unreachable!()
                }
            }
        };
    })
}

/// A task that does nothing.
pub(crate) fn task(krate: &Path, function: &ItemFn) -> Option<TokenStream> {
    let ItemFn { vis, sig, .. } = function;
    if sig.receiver().is_some() {
        return None;
    }
    let ident = &sig.ident;
    let conditions = signature::conditions(&function.attrs);
    let output = signature::value(&sig.output).map_or_else(|| quote!(()), |ty| quote!(#ty));
    // What is borrowed has no lifetime here.
    let output = match output.to_string().contains(['&', '\'']) {
        true => quote!(()),
        false => output,
    };
    let (generics, inputs) = (&sig.generics, &sig.inputs);
    let clause = &generics.where_clause;
    Some(quote! {
        #(#conditions)*
        #[allow(unused_variables)]
        #vis fn #ident #generics (#inputs) -> #ident #clause {
            #ident {}
        }

        #(#conditions)*
        #[allow(missing_docs, non_camel_case_types)]
        #[derive(::core::clone::Clone)]
        #vis struct #ident {}

        #(#conditions)*
        const _: () = {
            use #krate::__private;

            #[allow(dead_code)]
            #function

            #[automatically_derived]
            impl __private::Task for #ident {
                type Output = #output;
                const META: __private::TaskMeta = __private::TaskMeta::new("");

                async fn execute(self) -> __private::Result<Self::Output> {
                    ::core::unreachable!()
                }
            }
        };
    })
}
