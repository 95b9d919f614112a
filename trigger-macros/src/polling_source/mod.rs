//! `#[polling_source]`: what an API says when it is asked becomes events.

mod expand;
mod model;

use proc_macro2::TokenStream;
use syn::ItemFn;

use crate::args::Args;
use crate::diag::Errors;
use crate::event_spec::Subject;
use crate::{fallback, krate};

const OWNER: &str = "`#[polling_source]`";
const PLACE: &str = "`#[polling_source]` goes on an `async fn new_items(client: &Client, cursor: Option<Cursor>) -> Result<Polled<Item>>`";
pub(crate) const OPTIONS: &[&str] = &[
    "id",
    "every",
    "from",
    "event_id",
    "title",
    "icon",
    "description",
    "properties",
    "examples",
    "deprecated",
];

pub(crate) fn expand(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let mut args = Args::parse(OWNER, OPTIONS, args, &mut errors);
    let krate = krate::take(&mut args, &mut errors);
    let function = errors.item::<ItemFn>(&item, PLACE);
    let expansion = function.and_then(|function| {
        let source = model::Source::new(args, &function, &mut errors);
        source
            .map(|source| expand::expand(&krate, &source))
            .or_else(|| fallback::event(&krate, &Subject::Function(Box::new(function.clone()))))
    });
    errors.finish(item, expansion)
}
