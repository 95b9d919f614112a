//! Ready-made integrations, one feature each.

#[cfg(feature = "stripe")]
pub mod stripe;
