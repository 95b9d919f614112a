//! The attributes of the `trigger` crate.

mod args;
mod diag;
mod duration;
mod event_spec;
mod fallback;
#[cfg(test)]
mod golden;
mod handle;
mod integration;
mod job;
mod krate;
mod signature;
mod task;
mod tasks;
mod text;

use proc_macro::TokenStream;

/// Declares an event that jobs can be triggered by.
#[proc_macro_attribute]
pub fn event_spec(args: TokenStream, item: TokenStream) -> TokenStream {
    event_spec::expand(args.into(), item.into()).into()
}

/// Makes a struct that holds the client of an API something that jobs can ask for.
#[proc_macro_attribute]
pub fn integration(args: TokenStream, item: TokenStream) -> TokenStream {
    integration::expand(args.into(), item.into()).into()
}

/// Makes a function run durably whenever its trigger fires.
#[proc_macro_attribute]
pub fn job(args: TokenStream, item: TokenStream) -> TokenStream {
    job::expand(args.into(), item.into()).into()
}

/// Turns a function into the description of a call, which `io.run` executes once.
#[proc_macro_attribute]
pub fn task(args: TokenStream, item: TokenStream) -> TokenStream {
    task::expand(args.into(), item.into()).into()
}

/// Turns the methods of an integration into tasks.
#[proc_macro_attribute]
pub fn tasks(args: TokenStream, item: TokenStream) -> TokenStream {
    tasks::expand(args.into(), item.into()).into()
}
