//! Where events come from: sources that register themselves at a provider, verify what it sends
//! and turn it into events.

mod bound;
mod endpoint;
mod external;
mod key;
mod polling;
mod request;
pub mod signature;
mod text;
mod wait;

pub use bound::{
    AnySource, Feed, KnownSource, Origin, Receiving, RegisterCall, Registered, SourceBinding,
};
pub use endpoint::{EndpointMeta, HttpEndpoint, Posted, Verification};
pub use external::{
    ExternalSource, NoParams, Readiness, Register, Registration, Source, SourceMeta, Wanted,
};
pub use key::SourceKey;
pub use polling::{Asked, Cursor, Polled, PollingMeta, PollingSource};
pub use request::{Handled, Incoming, Rejected, Request, Response};
pub use text::FromText;
