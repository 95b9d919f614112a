//! An integration is a client.

use trigger::prelude::*;

#[integration(id = "shop")]
fn shop() {}

fn main() {}
