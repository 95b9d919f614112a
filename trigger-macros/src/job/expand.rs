//! A valid job as Rust.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Pat, Path};

use super::filter::{Condition, Filter};
use super::model::Job;
use super::trigger::Trigger;
use crate::handle::Handle;
use crate::signature;

pub(crate) fn expand(krate: &Path, job: &Job) -> TokenStream {
    let Job {
        function,
        ident,
        docs,
        conditions,
        trigger,
        filter,
        payload,
        ..
    } = job;
    let handle = Handle {
        ident,
        visibility: &function.vis,
        docs,
        conditions,
    };
    let event = &trigger.path;
    let meta = meta(job);
    let parameters = parameters(trigger);
    let filter = filter.as_ref().map(condition);
    let needs = needs(job);
    let call = call(job);
    let delivery = delivery(job);
    quote! {
        #handle

        #(#conditions)*
        const _: () = {
            use #krate::__private::{self, NoTrigger as _};

            #[automatically_derived]
            impl __private::Job for #ident {
                type Payload = #payload;
                type Trigger = #event;
                #meta
                #parameters
                #filter
                #needs
                #call
            }

            #delivery

            __private::inventory::submit!(__private::JobDef::of::<#ident>());
        };
    }
}

fn meta(job: &Job) -> TokenStream {
    let Job {
        ident,
        id,
        name,
        version,
        description,
        filter,
        ..
    } = job;
    // A job is written where its function is named.
    let meta = quote_spanned!(ident.span()=> __private::JobMeta::new(#id, #name, #version));
    let description = (!description.is_empty()).then(|| quote!(.description(#description)));
    let filter = filter.as_ref().map(|filter| &filter.text);
    let filter = filter.map(|text| quote!(.filter(#text)));
    quote! {
        const META: __private::JobMeta = #meta #description #filter;
    }
}

/// The trigger's parameters: its defaults, and what was written over them. They are ordinary
/// fields, so that rustc knows their names and types.
fn parameters(trigger: &Trigger) -> Option<TokenStream> {
    if trigger.parameters.is_empty() {
        return None;
    }
    let names = trigger.parameters.iter().map(|(name, _)| name);
    let values = trigger.parameters.iter().map(|(_, value)| value);
    let parameters = local("parameters");
    let ty = quote!(<Self::Trigger as __private::Trigger>::Parameters);
    Some(quote! {
        fn parameters() -> #ty {
            let mut #parameters = <#ty as ::core::default::Default>::default();
            #(#parameters.#names = #values;)*
            #parameters
        }
    })
}

fn condition(filter: &Filter) -> TokenStream {
    let Filter {
        payload,
        text: _,
        conditions,
    } = filter;
    let payload = match payload {
        Pat::Type(typed) => quote!(#typed),
        pattern => quote!(#pattern: &Self::Payload),
    };
    let mut verdicts = conditions
        .iter()
        .map(|Condition { text, holds }| quote!(__private::Verdict::of(#text, #holds)));
    let first = verdicts.next();
    quote! {
        fn filter(#payload) -> __private::Verdict {
            #first #(.and(|| #verdicts))*
        }
    }
}

fn needs(job: &Job) -> TokenStream {
    let arguments = &job.arguments;
    let needs = match arguments.as_slice() {
        [] => quote!(::std::vec::Vec::new()),
        _ => quote! {
            [#(<#arguments as __private::Argument>::NEED),*].into_iter().flatten().collect()
        },
    };
    quote! {
        fn needs() -> ::std::vec::Vec<__private::Need> {
            #needs
        }
    }
}

fn call(job: &Job) -> TokenStream {
    let Job {
        ident,
        arguments,
        output,
        ..
    } = job;
    let (payload, given) = (local("payload"), local("arguments"));
    // A future that is not `Send` is reported where its function is named.
    let signature = quote_spanned! {ident.span()=>
        async fn call(
            #payload: Self::Payload,
            #given: __private::Arguments,
        ) -> __private::Stored
    };
    quote! {
        #signature {
            __private::stored::<#output>(
                #ident(
                    #payload,
                    #(<#arguments as __private::Argument>::take(&#given)?),*
                ).await,
            )
        }
    }
}

/// Has rustc check that the trigger delivers what the job takes, and underline what it takes if
/// not.
fn delivery(job: &Job) -> TokenStream {
    let Job { ident, payload, .. } = job;
    let check = quote_spanned! {signature::anchor(payload)=>
        __private::Check::<#ident>::delivers
    };
    quote!(const _: fn() = #check;)
}

/// A local of generated code, which hides nothing of the user's.
fn local(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}
