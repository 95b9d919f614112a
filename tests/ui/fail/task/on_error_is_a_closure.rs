//! What judges an error is named.

use trigger::prelude::*;

#[task(on_error = |error| error)]
async fn charge() -> Result<()> {
    Ok(())
}

fn main() {}
