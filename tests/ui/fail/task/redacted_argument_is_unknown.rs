//! An argument that is to be hidden is one that there is.

use trigger::prelude::*;

#[task(redact(tokne))]
async fn sign_in(user: String, token: String) -> Result<usize> {
    Ok(user.len() + token.len())
}

fn main() {}
