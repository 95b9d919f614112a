//! `#[integration]`: a client of an API that jobs can ask for.

mod expand;
mod model;

use proc_macro2::TokenStream;
use syn::ItemStruct;

use crate::args::Args;
use crate::diag::Errors;
use crate::krate;

const OWNER: &str = "`#[integration]`";
pub(crate) const OPTIONS: &[&str] = &["id", "name", "icon", "retry", "validate", "account"];

pub(crate) fn expand(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let mut args = Args::parse(OWNER, OPTIONS, args, &mut errors);
    let krate = krate::take(&mut args, &mut errors);
    let place = "`#[integration]` goes on the struct that holds the client";
    let expansion = errors.item::<ItemStruct>(&item, place).and_then(|client| {
        let integration = model::Integration::new(args, &client, &mut errors)?;
        Some(expand::expand(&krate, &integration))
    });
    errors.finish(item, expansion)
}
