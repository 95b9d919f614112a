//! Everything else: organisations, teams, security, packages, projects, and what only GitHub Apps
//! are sent. What is the same in all of these is typed; the rest is JSON.

mod events;

pub use events::*;
