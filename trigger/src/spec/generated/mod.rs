//! What the generated types of a payload stand on, so that each value is written as it was read.

mod floats;
mod present;
mod tagged;

pub use floats::{Floats, floats};
pub use present::present;
pub use tagged::Tagged;
