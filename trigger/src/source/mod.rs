//! Where events come from: sources that register themselves at a provider, verify what it sends
//! and turn it into events.

mod attributes;
mod bound;
mod credential;
mod depth;
mod dynamic;
mod endpoint;
mod envelope;
mod event_id;
mod external;
mod http_request;
mod key;
#[cfg(feature = "dashboard")]
mod masked;
mod options;
mod polling;
mod registering;
mod request;
pub mod signature;
mod text;
mod wait;
mod webhook;

pub use attributes::Attributes;
pub use bound::{
    AnySource, CheckCall, DeregisterCall, Feed, KnownSource, Origin, Receiving, RegisterCall,
    Registered, SourceBinding, SourceKind,
};
pub(crate) use credential::{is_credential, recorded};
pub(crate) use depth::check_depth;
pub(crate) use dynamic::Passed;
pub use dynamic::{
    DynamicTrigger, ParamsOf, PayloadOf, TriggerKind, TriggerRegistration, Via, ViaSource,
};
pub use endpoint::{Endpoint, EndpointMeta, HttpEndpoint, Posted, Said, Verification};
use envelope::fill;
pub use envelope::{Envelope, Place};
#[cfg(feature = "discord")]
pub(crate) use envelope::{at, json};
pub use event_id::IntoEventId;
pub use external::{
    Check, Deregister, ExternalSource, NoParams, Readiness, Register, Registration, Source,
    SourceMeta, Standing,
};
pub use http_request::HttpRequest;
pub use key::SourceKey;
#[cfg(feature = "dashboard")]
pub(crate) use masked::masked;
pub use options::{Coverage, Options, Wanted, WantedOptions};
pub use polling::{
    Asked, Cursor, Found, FoundItem, Polled, Polling, PollingMeta, PollingSource, StartFrom,
};
pub use request::{Handled, Incoming, Rejected, Request, Response};
pub use text::FromText;
pub use webhook::{Webhook, WebhookSource};
