//! `#[tasks]`: the methods of an integration become tasks under a namespace.

mod expand;
mod model;
mod namespace;

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use syn::ItemImpl;

use crate::args::Args;
use crate::diag::Errors;
use crate::krate;

const OWNER: &str = "`#[tasks]`";
pub(crate) const OPTIONS: &[&str] = &["namespace"];

pub(crate) fn expand(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let mut args = Args::parse(OWNER, OPTIONS, args, &mut errors);
    let krate = krate::take(&mut args, &mut errors);
    let block = errors.item::<ItemImpl>(&item, "`#[tasks]` goes on an `impl` of an integration");
    let expansion = block.map(|mut block| {
        let options = model::take_options(&mut block, &mut errors);
        match model::Tasks::new(args, &block, options, &mut errors) {
            Some(tasks) => expand::expand(&krate, &tasks),
            None => block.to_token_stream(),
        }
    });
    errors.finish(expansion.unwrap_or(item), None)
}
