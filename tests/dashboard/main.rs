//! The dashboard, over real HTTP: what its pages show, what they refuse, and that their twins in
//! JSON say the same.

mod arrivals;
mod desk;
mod pages;
mod runs;
mod safety;
mod serving;
#[path = "../support/mod.rs"]
mod support;
mod trying;
mod weight;
