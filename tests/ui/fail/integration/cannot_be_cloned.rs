//! Each run gets its own.

use trigger::prelude::*;

#[integration(id = "shop")]
struct Shop;

fn main() {}
