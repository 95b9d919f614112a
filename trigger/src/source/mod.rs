//! Where events come from: sources that register themselves at a provider, verify what it sends
//! and turn it into events.

mod bound;
mod dynamic;
mod endpoint;
mod envelope;
mod external;
mod key;
mod options;
mod polling;
mod registering;
mod request;
pub mod signature;
mod wait;
mod webhook;

pub use bound::{
    AnySource, CheckCall, DeregisterCall, Feed, KnownSource, Origin, Receiving, RegisterCall,
    Registered, SourceBinding, SourceKind,
};
pub(crate) use dynamic::Passed;
pub use dynamic::{
    DynamicTrigger, ParamsOf, PayloadOf, TriggerKind, TriggerRegistration, Via, ViaSource,
};
pub use endpoint::{EndpointMeta, HttpEndpoint, Posted, Verification};
pub use envelope::{Envelope, Place};
#[cfg(feature = "discord")]
pub(crate) use envelope::{at, check_depth, json};
pub use external::{
    Check, Deregister, ExternalSource, NoParams, Readiness, Register, Registration, Source,
    SourceMeta, Standing,
};
pub use key::SourceKey;
pub use options::{Coverage, Options, Wanted, WantedOptions};
pub use polling::{Asked, Cursor, Polled, PollingMeta, PollingSource};
pub use request::{Handled, Incoming, Rejected, Request, Response};
pub use webhook::{Webhook, WebhookSource};
