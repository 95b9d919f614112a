//! `#[event_spec]`: an event, from a function over its payload or from the payload itself.

mod about;
mod examples;
mod expand;
mod model;
mod types;

use proc_macro2::TokenStream;
use quote::quote;

use crate::args::Args;
use crate::diag::Errors;
use crate::{fallback, krate};

pub(crate) use about::About;
pub(crate) use expand::{properties, properties_by_closure};
pub(crate) use model::{Form, PROPERTIES, Subject};

const OWNER: &str = "`#[event_spec]`";
const PLACE: &str = "`#[event_spec]` goes on a function `fn on_something(payload: &Payload) -> Properties`, or on the struct that is the payload";
pub(crate) const OPTIONS: &[&str] = &[
    "name",
    "title",
    "icon",
    "description",
    "source",
    "filter",
    "properties",
    "examples",
    "deprecated",
    "schema",
    "infer",
    "unknown",
];

pub(crate) fn expand(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let mut args = Args::parse(OWNER, OPTIONS, args, &mut errors);
    let krate = krate::take(&mut args, &mut errors);
    let subject = errors.item::<Subject>(&item, PLACE);
    let Some(subject) = subject else {
        return errors.finish(item, None);
    };
    let (ident, attributes) = (subject.ident(), subject.attributes());
    let about = About::take(&mut args, ident, attributes, &mut errors);
    let generated = types::take(&mut args, &subject, &about.examples, &mut errors);
    let item = generated.map_or(item, |generated| generated.expand(&krate));
    let event = model::Event::new(args, &subject, about, &mut errors);
    let Some(event) = event else {
        return errors.finish(item, fallback::event(&krate, &subject));
    };
    let (before, after) = expand::expand(&krate, &event);
    errors.finish(quote!(#before #item), Some(after))
}
