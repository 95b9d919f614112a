//! What listens: the ingress that providers send their webhooks to, and beside it, on an address of
//! their own, the metrics.

mod ingress;
#[cfg(feature = "metrics")]
mod metrics;

pub(crate) use ingress::{Limits, router};
#[cfg(feature = "metrics")]
pub(crate) use metrics::metrics_router;
