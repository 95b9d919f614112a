//! `#[tasks]`: the methods of an integration become tasks under a namespace.

mod expand;
mod model;

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::ItemImpl;

use crate::args::Args;
use crate::diag::Errors;
use crate::krate;

const OWNER: &str = "`#[tasks]`";
const OPTIONS: &[&str] = &["namespace"];

pub(crate) fn expand(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let args = Args::parse(OWNER, OPTIONS, args, &mut errors);
    let Ok(mut block) = syn::parse2::<ItemImpl>(item.clone()) else {
        errors.on(&item, "`#[tasks]` goes on an `impl` of an integration");
        let errors = errors.into_tokens();
        return quote!(#item #errors);
    };
    let options = model::take_options(&mut block, &mut errors);
    let tasks = args.and_then(|mut args| {
        let krate = krate::take(&mut args, &mut errors);
        let tasks = model::Tasks::new(args, &block, options, &mut errors)?;
        Some(expand::expand(&krate, &tasks))
    });
    let expansion = tasks.unwrap_or_else(|| block.to_token_stream());
    let errors = errors.into_tokens();
    quote!(#expansion #errors)
}
