//! `#[integration]`: a client of an API that jobs can ask for.

mod expand;
mod model;

use proc_macro2::TokenStream;
use quote::quote;
use syn::ItemStruct;

use crate::args::Args;
use crate::diag::Errors;
use crate::krate;

const OWNER: &str = "`#[integration]`";
const OPTIONS: &[&str] = &["id", "name", "icon", "validate"];

pub(crate) fn expand(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let args = Args::parse(OWNER, OPTIONS, args, &mut errors);
    let expansion = match syn::parse2::<ItemStruct>(item.clone()) {
        Ok(client) => {
            let mut args = args.unwrap_or_default();
            let krate = krate::take(&mut args, &mut errors);
            let integration = model::Integration::new(args, &client, &mut errors);
            integration.map(|integration| expand::expand(&krate, &integration))
        }
        Err(_) => {
            errors.on(
                &item,
                "`#[integration]` goes on the struct that holds the client",
            );
            None
        }
    };
    let errors = errors.into_tokens();
    quote!(#item #expansion #errors)
}
