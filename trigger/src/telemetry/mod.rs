//! What operators see of a process: spans and their fields, what is measured, where traces go.
//!
//! Whatever has a name that people build on stands here: `spans` the names of spans, targets and
//! fields, `meters` those of metrics. Both are documented in the guide to operation, and a change
//! of a name is a breaking one. No payload, no secret and no text of a stranger goes into any of
//! them.

mod measured;
#[cfg(feature = "metrics")]
mod meters;
#[cfg(feature = "otlp")]
pub(crate) mod otlp;
pub(crate) mod spans;
pub(crate) mod trace;

pub(crate) use measured::{Measured, Telemetry, UNKNOWN_SOURCE};
#[cfg(feature = "metrics")]
pub(crate) use meters::{Levels, OpenRuns};
