//! What is sold: products and their prices.

mod events;
pub mod price;
pub mod product;

pub use events::*;
