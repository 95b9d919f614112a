//! A valid trigger as Rust.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Ident, Index, Type};

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
            Trigger::Events(events, place) if events.len() == 1 => Self {
                ty: types(events, *place),
                parameters: parameters(events),
                items: None,
                // What the job takes is underlined if it is not what the trigger delivers.
                delivery: {
                    let check = quote_spanned!(taken=> __private::Check::<#job>::delivers);
                    quote!(const _: fn() = #check;)
                },
            },
            Trigger::Events(events, place) => Self {
                ty: types(events, *place),
                parameters: parameters(events),
                items: None,
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

/// The type of an event, or the tuple of several.
fn types(events: &[Event], place: Span) -> TokenStream {
    let paths = events.iter().map(|event| &event.path);
    match events {
        [event] => {
            let path = &event.path;
            quote!(#path)
        }
        _ => quote_spanned!(place=> (#(#paths),*)),
    }
}

/// The triggers' parameters: their defaults, and what was written over them. They are ordinary
/// fields, so that rustc knows their names and types.
fn parameters(events: &[Event]) -> Option<TokenStream> {
    if events.iter().all(|event| event.parameters.is_empty()) {
        return None;
    }
    let parameters = local("parameters");
    let assignments = events.iter().enumerate().flat_map(|(index, event)| {
        let member = (events.len() > 1).then(|| Index::from(index));
        let member = member.map(|index| quote!(.#index));
        let parameters = &parameters;
        event
            .parameters
            .iter()
            .map(move |(name, value)| quote!(#parameters #member.#name = #value;))
    });
    let ty = quote!(<Self::Trigger as __private::Trigger>::Parameters);
    Some(quote! {
        fn parameters() -> #ty {
            let mut #parameters = <#ty as ::core::default::Default>::default();
            #(#assignments)*
            #parameters
        }
    })
}

/// Has each event of `any` checked by itself, so that the one which does not fit is underlined.
fn members(job: &Ident, events: &[Event]) -> TokenStream {
    let checks = events.iter().map(|event| {
        let path = &event.path;
        let last = path.segments.last();
        let place = last.map_or_else(|| path.span(), |last| last.ident.span());
        quote_spanned!(place=> __private::CheckMember::<#job, #path>::delivers)
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
