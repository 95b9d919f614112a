//! Workflows, checks and deployments.

pub mod check;
pub mod deployment;
mod events;
pub mod workflow;

pub use events::*;
