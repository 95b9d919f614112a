//! What objects of all families have in common.

pub mod repository;
pub mod user;
