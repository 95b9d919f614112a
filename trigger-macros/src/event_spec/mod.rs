//! `#[event_spec]`: an event, from a function over its payload or from the payload itself.

mod examples;
mod expand;
mod model;

use proc_macro2::TokenStream;
use quote::quote;

use crate::args::Args;
use crate::diag::Errors;
use crate::{fallback, krate};

pub(crate) use model::Subject;

const OWNER: &str = "`#[event_spec]`";
const OPTIONS: &[&str] = &["name", "title", "icon", "description", "source", "examples"];

pub(crate) fn expand(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let args = Args::parse(OWNER, OPTIONS, args, &mut errors);
    let subject = model::Subject::parse(item.clone(), &mut errors);
    let expansion = match (args, &subject) {
        (Some(mut args), Some(subject)) => {
            let krate = krate::take(&mut args, &mut errors);
            match model::Event::new(args, subject, &mut errors) {
                Some(event) => expand::expand(&krate, &event),
                None => fallback::event(&krate, subject),
            }
        }
        (None, Some(subject)) => fallback::event(&krate::default(), subject),
        (_, None) => TokenStream::new(),
    };
    let errors = errors.into_tokens();
    quote!(#item #expansion #errors)
}
