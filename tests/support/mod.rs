//! What tests of several files share.

// Each test file compiles this for itself and uses a part of it.
#![allow(dead_code, unused_imports)]

pub mod app;
pub mod github_api;
pub mod http;
pub mod inbox;
pub mod schema;
pub mod shop;
pub mod stand_in;
pub mod stripe_api;
