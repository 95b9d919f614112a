//! Where events come from: sources that register themselves at a provider, verify what it sends
//! and turn it into events.

mod bound;
mod endpoint;
mod event_id;
mod external;
mod http_request;
mod key;
mod polling;
mod request;
pub mod signature;
mod wait;

pub use bound::{AnySource, Feed, KnownSource, Origin, RegisterCall, Registered, SourceBinding};
pub use endpoint::{Encoding, Endpoint, EndpointMeta, HmacScheme, HttpEndpoint, Posted, Said};
pub use event_id::IntoEventId;
pub use external::{
    ExternalSource, NoParams, Readiness, Register, Registration, Source, SourceMeta, Wanted,
};
pub use http_request::HttpRequest;
pub(crate) use http_request::is_credential;
pub use key::SourceKey;
pub use polling::{
    Asked, Cursor, Found, FoundItem, Polled, Polling, PollingMeta, PollingSource, StartFrom,
};
pub use request::{Handled, Incoming, Rejected, Request, Response};
