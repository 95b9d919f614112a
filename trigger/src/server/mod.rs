//! What listens: the ingress that providers send their webhooks to, the API that other programs use,
//! and beside them, on an address of their own, the metrics.

mod api;
mod ingress;
mod limits;
mod listen;
#[cfg(feature = "metrics")]
mod metrics;

pub(crate) use api::{openapi, router as api};
pub(crate) use ingress::router;
pub(crate) use limits::Limits;
pub(crate) use listen::serve;
#[cfg(feature = "metrics")]
pub(crate) use metrics::metrics_router;
