//! What is hidden in one place is not shown in another.

use trigger::prelude::*;

#[task(redact(token), properties = |token| properties! { "Token" => token })]
async fn sign_in(token: String) -> Result<usize> {
    Ok(token.len())
}

fn main() {}
