//! An app that gives a job the id that a library's job has.

use test_library::ParcelSent;
use trigger::prelude::*;

/// Follows a parcel too.
#[job(id = "follow-parcel", trigger = ParcelSent)]
async fn follow(_: ParcelSent) -> Result<()> {
    Ok(())
}

#[tokio::main]
async fn main() -> ExitCode {
    trigger::app().run().await
}
