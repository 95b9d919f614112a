//! `#[http_endpoint]`: what is posted to a URL becomes an event.

mod content;
mod expand;
mod model;
mod verify;

use proc_macro2::TokenStream;
use syn::ItemFn;

use crate::args::Args;
use crate::diag::Errors;
use crate::event_spec::Subject;
use crate::{fallback, krate};

const OWNER: &str = "`#[http_endpoint]`";
const PLACE: &str =
    "`#[http_endpoint]` goes on a function `fn on_something(body: &Body) -> Properties`";
pub(crate) const OPTIONS: &[&str] = &[
    "id",
    "verify",
    "method",
    "event_id",
    "respond",
    "title",
    "icon",
    "description",
    "examples",
    "deprecated",
];

pub(crate) fn expand(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let mut args = Args::parse(OWNER, OPTIONS, args, &mut errors);
    let krate = krate::take(&mut args, &mut errors);
    let function = errors.item::<ItemFn>(&item, PLACE);
    let expansion = function.and_then(|function| {
        let subject = Subject::Function(Box::new(function));
        let endpoint = model::Endpoint::new(args, &subject, &mut errors);
        endpoint
            .map(|endpoint| expand::expand(&krate, &endpoint))
            .or_else(|| fallback::event(&krate, &subject))
    });
    errors.finish(item, expansion)
}
