//! What must not be shown is not stored in the clear either.

use trigger::prelude::*;

#[task(redact)]
async fn token() -> Result<String> {
    Ok("secret".to_owned())
}

fn main() {}
