//! What a task returns is read back when what was lent to it is long gone.

use trigger::prelude::*;

#[task]
async fn first<'a>(names: &'a [String]) -> Result<&'a str> {
    Ok(names.first().map_or("", String::as_str))
}

fn main() {}
