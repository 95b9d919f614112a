//! A misspelt option is not ignored.

use trigger::prelude::*;

#[integration(id = "shop", icn = "shop")]
#[derive(Clone)]
struct Shop;

fn main() {}
