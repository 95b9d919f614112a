//! What is shown comes from the arguments.

use trigger::prelude::*;

#[task(properties = |idd| properties! { "ID" => idd })]
async fn charge(id: String) -> Result<()> {
    drop(id);
    Ok(())
}

fn main() {}
