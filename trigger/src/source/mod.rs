//! Where events come from: sources that register themselves at a provider, verify what it sends
//! and turn it into events.

mod bound;
mod external;
mod key;
mod request;
pub mod signature;

pub use bound::{AnySource, KnownSource, Origin, RegisterCall, Registered, SourceBinding};
pub use external::{
    ExternalSource, NoParams, Readiness, Register, Registration, Source, SourceMeta, Wanted,
};
pub use key::SourceKey;
pub use request::{Handled, Incoming, Rejected, Request, Response};
