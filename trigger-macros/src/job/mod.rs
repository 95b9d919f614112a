//! `#[job]`: a function that runs durably whenever its trigger fires.

mod concurrency;
mod expand;
mod keys;
mod model;
mod options;
mod start;
mod trigger;
mod version;

use proc_macro2::TokenStream;
use syn::ItemFn;

use crate::args::Args;
use crate::diag::Errors;
use crate::{fallback, krate};

const OWNER: &str = "`#[job]`";
pub(crate) const OPTIONS: &[&str] = &[
    "id",
    "name",
    "version",
    "trigger",
    "filter",
    "concurrency",
    "timeout",
    "retry",
    "enabled",
    "on_success",
    "on_failure",
    "log_level",
];

pub(crate) fn expand(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let mut args = Args::parse(OWNER, OPTIONS, args, &mut errors);
    let krate = krate::take(&mut args, &mut errors);
    let function = errors.item::<ItemFn>(&item, "`#[job]` goes on an `async fn`");
    let expansion = function.and_then(|function| {
        let job = model::Job::new(args, &function, &mut errors);
        job.map(|job| expand::expand(&krate, &job))
            .or_else(|| fallback::job(&krate, &function))
    });
    errors.finish(item, expansion)
}
