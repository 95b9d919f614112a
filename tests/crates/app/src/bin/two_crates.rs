//! An app with a job of its own and one of a library, of which it uses an event.

use test_library::ParcelSent;
use trigger::prelude::*;

/// Thanks for a parcel.
#[job(trigger = ParcelSent)]
async fn thank(_: ParcelSent) -> Result<()> {
    Ok(())
}

#[tokio::main]
async fn main() -> ExitCode {
    trigger::app().run().await
}
