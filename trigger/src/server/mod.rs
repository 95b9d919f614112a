//! What listens: the ingress that providers send their webhooks to, and the API that other
//! programs use.

mod api;
mod ingress;

pub(crate) use api::{openapi, router as api};
pub(crate) use ingress::{Limits, router};
