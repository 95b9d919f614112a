//! Jobs ask for an integration by its type.

use trigger::prelude::*;

#[integration(id = "shop")]
#[derive(Clone)]
struct Shop<T>(T);

fn main() {}
