//! Ids appear in URLs.

use trigger::prelude::*;

#[integration(id = "the shop")]
#[derive(Clone)]
struct Shop;

fn main() {}
