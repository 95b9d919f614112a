//! `event_id = |payload| payload.id`: what tells a repeated event from a new one.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;

use crate::args::Args;
use crate::closure::{self, OverPayload};
use crate::diag::Errors;

const SHAPE: &str = "|item| item.id.clone()";

/// Takes `event_id = |payload| …`.
pub(crate) fn take(args: &mut Args, errors: &mut Errors) -> Option<OverPayload> {
    let message = format!("`event_id` is a closure over the payload: `event_id = {SHAPE}`");
    OverPayload::take("event_id", SHAPE, args, &message, errors)
}

/// The function of an event's trait that says it.
pub(crate) fn function(event_id: &OverPayload) -> TokenStream {
    let OverPayload { payload, body } = event_id;
    let payload = closure::parameter(payload);
    // A body that gives something else is reported within the closure.
    let id = quote_spanned!(body.span()=> __private::event_id(#body));
    quote! {
        fn event_id(#payload) -> ::core::option::Option<::std::string::String> {
            #id
        }
    }
}
