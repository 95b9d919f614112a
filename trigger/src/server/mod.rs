//! What listens: the ingress that providers send their webhooks to.

mod ingress;

pub(crate) use ingress::{Limits, router};
