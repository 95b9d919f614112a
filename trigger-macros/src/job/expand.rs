//! A valid job as Rust.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Path;
use syn::spanned::Spanned as _;

use super::concurrency::Concurrency;
use super::model::Job;
use super::options::Options;
use super::start::Start;
use crate::closure::{self, OverPayload};
use crate::filter::Filter;
use crate::handle::Handle;

pub(crate) fn expand(krate: &Path, job: &Job) -> TokenStream {
    let Job {
        function,
        ident,
        docs,
        conditions,
        allowances,
        trigger,
        filter,
        payload,
        output,
        unfinished,
        ..
    } = job;
    let handle = Handle {
        ident,
        visibility: &function.vis,
        docs,
        conditions,
    };
    let Start {
        ty,
        parameters,
        items,
        delivery,
    } = Start::new(ident, payload, trigger);
    let import = filter.as_ref().and_then(Filter::import);
    let meta = meta(job);
    let filter = filter.as_ref().map(condition);
    let options = options(&job.options);
    let needs = needs(job);
    let call = call(job);
    quote! {
        #handle

        #(#conditions)*
        #(#allowances)*
        const _: () = {
            use #krate::__private::{self, NoTrigger as _};

            #items

            #[automatically_derived]
            impl __private::Job for #ident {
                type Payload = #payload;
                type Trigger = #ty;
                type Outcome = #output;
                #filter
                #meta
                #options
                #parameters
                #needs
                #call
            }

            #delivery
            #import
            #unfinished

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

fn condition(filter: &Filter) -> TokenStream {
    let payload = closure::parameter(&filter.payload);
    let verdict = filter.verdict();
    quote! {
        fn filter(#payload) -> __private::Verdict {
            #verdict
        }
    }
}

/// What was asked for beside the trigger; nothing when nothing was.
fn options(options: &Options) -> TokenStream {
    let Options {
        concurrency,
        timeout,
        retry,
        log_level,
        on_success,
        on_failure,
        enabled,
    } = options;
    let given: Vec<_> = [
        concurrency.as_ref().map(concurrency_limit),
        timeout.as_ref().map(|timeout| quote!(.timeout(#timeout))),
        retry.as_ref().map(|retry| quote!(.retry(#retry))),
        log_level.as_ref().map(|level| quote!(.log_level(#level))),
        on_success
            .as_ref()
            .map(|job| quote_spanned!(job.span()=> .on_success::<#job>())),
        on_failure
            .as_ref()
            .map(|job| quote_spanned!(job.span()=> .on_failure::<#job>())),
    ]
    .into_iter()
    .flatten()
    .collect();
    let constant = (!given.is_empty()).then(|| {
        quote! {
            const OPTIONS: __private::JobOptions = __private::JobOptions::DEFAULT #(#given)*;
        }
    });
    let key = concurrency.as_ref().and_then(|limit| limit.key.as_ref());
    let key = key.map(concurrency_key);
    let enabled = enabled.as_ref().map(|enabled| {
        quote! {
            fn enabled() -> bool {
                #enabled
            }
        }
    });
    quote!(#constant #enabled #key)
}

fn concurrency_limit(concurrency: &Concurrency) -> TokenStream {
    let Concurrency {
        limit,
        key: _,
        group,
    } = concurrency;
    let group = group.iter();
    quote!(.concurrency(__private::Concurrency::new(#limit) #(.group(#group))*))
}

fn concurrency_key(key: &OverPayload) -> TokenStream {
    let OverPayload { payload, body } = key;
    let payload = closure::parameter(payload);
    quote! {
        fn concurrency_key(
            #payload,
        ) -> ::core::option::Option<::std::string::String> {
            __private::ConcurrencyKey::into_key(#body)
        }
    }
}

fn needs(job: &Job) -> TokenStream {
    let arguments = &job.arguments;
    let needs = match arguments.as_slice() {
        [] => quote!(::std::vec::Vec::new()),
        _ => quote! {
            __private::needs([#(<#arguments as __private::Argument>::NEED),*])
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

/// A local of generated code, which hides nothing of the user's.
pub(super) fn local(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}
