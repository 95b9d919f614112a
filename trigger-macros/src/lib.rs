//! The attributes of the [`trigger`](https://docs.rs/trigger) crate, which exports them; depend on
//! that one.
//!
//! | attribute | on | makes it |
//! |---|---|---|
//! | [`#[event_spec]`](macro@event_spec) | a function or a struct | an event that jobs can be triggered by |
//! | [`#[http_endpoint]`](macro@http_endpoint) | a function | an event of what is posted to a URL |
//! | [`#[polling_source]`](macro@polling_source) | an `async fn` | an event of what an API says when it is asked |
//! | [`#[job]`](macro@job) | an `async fn` | a job, which runs durably whenever its trigger fires |
//! | [`#[task]`](macro@task) | an `async fn` | the description of a call, which `io.run` executes once |
//! | [`#[integration]`](macro@integration) | a struct | a client that jobs can ask for |
//! | [`#[tasks]`](macro@tasks) | an `impl` of an integration | tasks: `stripe.customers().create(…)` |
//!
//! # What they leave behind
//!
//! The item as it was written, a *handle* of its name, and an implementation of one trait. A
//! function's handle is a struct without fields, such as `on_price_created {}`, which lives among
//! the types only: the function stays callable, and what other attributes name is the handle.
//! (A `#[task]` function is the exception: calling it makes the description of a call.)
//!
//! # Mistakes
//!
//! All mistakes in an attribute are reported at once, each where it is to be mended, and none
//! brings others with it: the item stays, and its handle with it. What the attribute names, such as
//! the trigger and the filter, is ordinary Rust, so that what rustc knows about paths, fields and
//! types it says there too.
//!
//! # In every attribute
//!
//! | option | what it is | default |
//! |---|---|---|
//! | `crate` | where generated code finds the library, if the dependency was renamed or is re-exported: `crate = my_platform::trigger` | `::trigger` |

mod args;
mod closure;
mod diag;
mod duration;
mod event_id;
mod event_spec;
mod fallback;
mod filter;
#[cfg(test)]
mod golden;
mod handle;
mod http_endpoint;
mod id;
mod integration;
mod job;
mod krate;
mod polling_source;
#[cfg(test)]
mod reference;
mod retry;
mod schedule;
mod signature;
mod task;
mod tasks;
mod text;
mod unfinished;

use proc_macro::TokenStream;

#[doc = include_str!("../docs/event_spec.md")]
#[proc_macro_attribute]
pub fn event_spec(args: TokenStream, item: TokenStream) -> TokenStream {
    event_spec::expand(args.into(), item.into()).into()
}

#[doc = include_str!("../docs/http_endpoint.md")]
#[proc_macro_attribute]
pub fn http_endpoint(args: TokenStream, item: TokenStream) -> TokenStream {
    http_endpoint::expand(args.into(), item.into()).into()
}

#[doc = include_str!("../docs/polling_source.md")]
#[proc_macro_attribute]
pub fn polling_source(args: TokenStream, item: TokenStream) -> TokenStream {
    polling_source::expand(args.into(), item.into()).into()
}

#[doc = include_str!("../docs/integration.md")]
#[proc_macro_attribute]
pub fn integration(args: TokenStream, item: TokenStream) -> TokenStream {
    integration::expand(args.into(), item.into()).into()
}

#[doc = include_str!("../docs/job.md")]
#[proc_macro_attribute]
pub fn job(args: TokenStream, item: TokenStream) -> TokenStream {
    job::expand(args.into(), item.into()).into()
}

#[doc = include_str!("../docs/task.md")]
#[proc_macro_attribute]
pub fn task(args: TokenStream, item: TokenStream) -> TokenStream {
    task::expand(args.into(), item.into()).into()
}

#[doc = include_str!("../docs/tasks.md")]
#[proc_macro_attribute]
pub fn tasks(args: TokenStream, item: TokenStream) -> TokenStream {
    tasks::expand(args.into(), item.into()).into()
}
