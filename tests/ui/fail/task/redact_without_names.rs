//! What is a secret is named.

use trigger::prelude::*;

#[task(redact)]
async fn token() -> Result<String> {
    Ok("secret".to_owned())
}

#[task(redact())]
async fn another_token() -> Result<String> {
    Ok("secret".to_owned())
}

fn main() {}
