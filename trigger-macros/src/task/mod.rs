//! `#[task]`: a function becomes the description of a call.

mod expand;
mod model;
mod options;

use proc_macro2::TokenStream;
use quote::quote;
use syn::ItemFn;

use crate::args::Args;
use crate::diag::Errors;
use crate::{fallback, krate};

pub(crate) use expand::meta;
pub(crate) use model::{Argument, arguments, output};
pub(crate) use options::Options;

pub(crate) const OWNER: &str = "`#[task]`";
pub(crate) const OPTIONS: &[&str] = &["name", "icon", "retry", "timeout", "sealed"];

pub(crate) fn expand(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let args = Args::parse(OWNER, OPTIONS, args, &mut errors);
    let function = match syn::parse2::<ItemFn>(item.clone()) {
        Ok(function) => function,
        Err(_) => {
            errors.on(&item, "`#[task]` goes on an `async fn`");
            let errors = errors.into_tokens();
            return quote!(#item #errors);
        }
    };
    let mut args = args.unwrap_or_default();
    let krate = krate::take(&mut args, &mut errors);
    let expansion = match model::Task::new(args, &function, &mut errors) {
        Some(task) => expand::expand(&krate, &task),
        None if function.sig.receiver().is_some() => item,
        None => fallback::task(&krate, &function),
    };
    let errors = errors.into_tokens();
    quote!(#expansion #errors)
}
