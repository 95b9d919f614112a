//! `#[job]`: a function that runs durably whenever its trigger fires.

mod expand;
mod filter;
mod id;
mod model;
mod trigger;

use proc_macro2::TokenStream;
use quote::quote;
use syn::ItemFn;

use crate::args::Args;
use crate::diag::Errors;
use crate::{fallback, krate};

const OWNER: &str = "`#[job]`";
const OPTIONS: &[&str] = &["id", "name", "version", "trigger", "filter"];

pub(crate) fn expand(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let args = Args::parse(OWNER, OPTIONS, args, &mut errors);
    let function = syn::parse2::<ItemFn>(item.clone());
    let expansion = match (args, &function) {
        (Some(mut args), Ok(function)) => {
            let krate = krate::take(&mut args, &mut errors);
            match model::Job::new(args, function, &mut errors) {
                Some(job) => expand::expand(&krate, &job),
                None => fallback::job(&krate, function),
            }
        }
        (None, Ok(function)) => fallback::job(&krate::default(), function),
        (_, Err(_)) => {
            errors.on(&item, "`#[job]` goes on an `async fn`");
            TokenStream::new()
        }
    };
    let errors = errors.into_tokens();
    quote!(#item #expansion #errors)
}
