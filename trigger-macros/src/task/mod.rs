//! `#[task]`: a function becomes the description of a call.

mod about;
mod expand;
mod model;
mod options;
mod redact;

use proc_macro2::TokenStream;
use syn::ItemFn;

use crate::args::Args;
use crate::diag::Errors;
use crate::{fallback, krate};

pub(crate) use expand::{about, meta, params};
pub(crate) use model::{Argument, arguments, output};
pub(crate) use options::Options;

pub(crate) const OWNER: &str = "`#[task]`";
pub(crate) const OPTIONS: &[&str] = &[
    "name",
    "icon",
    "retry",
    "timeout",
    "redact",
    "sealed",
    "properties",
    "idempotency_key",
    "on_error",
];

pub(crate) fn expand(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let mut args = Args::parse(OWNER, OPTIONS, args, &mut errors);
    let krate = krate::take(&mut args, &mut errors);
    let function = errors.item::<ItemFn>(&item, "`#[task]` goes on an `async fn`");
    let expansion = function.and_then(|function| {
        let task = model::Task::new(args, &function, &mut errors);
        task.map(|task| expand::expand(&krate, &task))
            .or_else(|| fallback::task(&krate, &function))
    });
    // The function moves into the expansion: what its name stands for now makes a call of it.
    errors.finish(expansion.unwrap_or(item), None)
}
