//! A place in the output is a JSON pointer, and an argument a name.

use trigger::prelude::*;

#[task(redact("card.number", "token", "", 7))]
async fn charge(token: String) -> Result<usize> {
    Ok(token.len())
}

fn main() {}
