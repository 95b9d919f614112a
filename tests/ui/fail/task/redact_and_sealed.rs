//! A sealed task hides everything.

use trigger::prelude::*;

#[task(sealed, redact(token))]
async fn sign_in(token: String) -> Result<usize> {
    Ok(token.len())
}

fn main() {}
