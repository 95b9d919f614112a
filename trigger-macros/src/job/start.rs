//! A valid trigger as Rust.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Expr, ExprLit, Ident, Lit, Path, Type};

use super::expand::local;
use super::trigger::{Event, Trigger};
use crate::schedule::{Schedule, Timing};
use crate::signature;

/// What a trigger is in the various places of an expansion.
pub(super) struct Start {
    /// The type that the job names as its trigger.
    pub(super) ty: TokenStream,
    /// The method that gives its parameters.
    pub(super) parameters: Option<TokenStream>,
    /// What is defined for it beside the job.
    pub(super) items: Option<TokenStream>,
    /// Has rustc check that it delivers what the job takes.
    pub(super) delivery: TokenStream,
}

impl Start {
    pub(super) fn new(job: &Ident, payload: &Type, trigger: &Trigger) -> Self {
        let taken = signature::anchor(payload);
        match trigger {
            Trigger::Event(event) => Self {
                ty: event.path.to_token_stream(),
                parameters: parameters(event),
                items: None,
                // What the job takes is underlined if it is not what the trigger delivers.
                delivery: {
                    let check = quote_spanned!(taken=> __private::Check::<#job>::delivers);
                    quote!(const _: fn() = #check;)
                },
            },
            Trigger::Any(events) => Self {
                ty: quote!(__Any),
                parameters: None,
                items: Some(any(events)),
                delivery: members(job, events),
            },
            Trigger::Schedule(schedule) => Self {
                ty: quote!(__Schedule),
                parameters: None,
                items: Some(scheduled(schedule)),
                delivery: {
                    let check = quote_spanned!(taken=> __private::takes_tick::<#payload>);
                    quote!(const _: fn() = #check;)
                },
            },
            Trigger::Invoke(span) => Self {
                ty: quote_spanned!(*span=> __private::Invoke),
                parameters: None,
                items: None,
                delivery: TokenStream::new(),
            },
        }
    }
}

/// The trigger's parameters. They are ordinary fields, so that rustc knows their names and types.
fn parameters(event: &Event) -> Option<TokenStream> {
    if event.parameters.is_empty() {
        return None;
    }
    let ty = quote!(<Self::Trigger as __private::Trigger>::Parameters);
    let statements = assignments(&ty, event);
    Some(quote! {
        fn parameters() -> #ty {
            #statements
        }
    })
}

/// Parameters of a type: their defaults, and what was written over them.
fn assignments(ty: &TokenStream, event: &Event) -> TokenStream {
    let parameters = local("parameters");
    let assignments = event.parameters.iter().map(|(name, value)| {
        let value = parameter(value);
        quote!(#parameters.#name = #value;)
    });
    quote! {
        let mut #parameters = <#ty as ::core::default::Default>::default();
        #(#assignments)*
        #parameters
    }
}

/// A parameter's value. What is written as text may be kept as any type of text.
fn parameter(value: &Expr) -> TokenStream {
    match value {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => quote_spanned!(text.span()=> __private::FromText::from_text(#text)),
        value => quote!(#value),
    }
}

/// The trigger that several events are. Each is named by itself, so that one which is none is
/// underlined.
fn any(events: &[Event]) -> TokenStream {
    let bindings = events.iter().map(|event| {
        let path = &event.path;
        let place = end_of(path);
        let parameters = if event.parameters.is_empty() {
            quote!(::core::default::Default::default())
        } else {
            let ty = quote!(<#path as __private::Trigger>::Parameters);
            let statements = assignments(&ty, event);
            quote!({ #statements })
        };
        quote_spanned!(place=> <#path as __private::Trigger>::binding(#parameters))
    });
    quote! {
        #[derive(::core::fmt::Debug)]
        pub enum __Any {}

        #[automatically_derived]
        impl __private::Trigger for __Any {
            type Parameters = ();

            fn binding((): ()) -> __private::Binding {
                __private::Binding::any([#(#bindings),*])
            }
        }
    }
}

/// Where what a path names is written.
fn end_of(path: &Path) -> Span {
    let last = path.segments.last();
    last.map_or_else(|| path.span(), |last| last.ident.span())
}

/// Has each event of `any` checked by itself, so that the one which does not fit is underlined.
fn members(job: &Ident, events: &[Event]) -> TokenStream {
    let checks = events.iter().map(|event| {
        let path = &event.path;
        quote_spanned!(end_of(path)=> __private::CheckMember::<#job, #path>::delivers)
    });
    quote!(#(const _: fn() = #checks;)*)
}

/// The trigger that a schedule is.
fn scheduled(schedule: &Schedule) -> TokenStream {
    let Schedule { timing, missed } = schedule;
    let schedule = match timing {
        Timing::Cron { expression, zone } => quote!(__private::cron(#expression, #zone)),
        Timing::Every(interval) => quote!(__private::every(#interval)),
    };
    let missed = missed.iter();
    quote! {
        #[derive(::core::fmt::Debug)]
        pub enum __Schedule {}

        #[automatically_derived]
        impl __private::Trigger for __Schedule {
            type Parameters = ();

            fn binding((): ()) -> __private::Binding {
                __private::Binding::Schedule(#schedule #(.missed(__private::Missed::#missed))*)
            }
        }
    }
}
