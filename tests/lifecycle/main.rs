//! The whole life of a registration, to which every provider's is held.

mod github;
mod life;
mod stripe;
#[path = "../support/mod.rs"]
mod support;
