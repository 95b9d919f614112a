//! A call keeps its arguments by their types.

use std::fmt::Display;

use trigger::prelude::*;

#[task]
async fn greet(name: impl Display) -> Result<String> {
    Ok(format!("hello {name}"))
}

fn main() {}
