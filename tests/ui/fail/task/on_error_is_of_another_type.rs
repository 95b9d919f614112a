//! What judges an error is given it, and gives one back.

use trigger::prelude::*;

fn judge(error: &Error) -> bool {
    error.causes().is_empty()
}

#[task(on_error = judge)]
async fn charge() -> Result<()> {
    Ok(())
}

fn main() {}
