//! A library with a job.

use trigger::prelude::*;

/// A parcel was sent.
#[event_spec(name = "parcel.sent")]
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub struct ParcelSent {
    /// Where it is followed.
    pub number: String,
}

/// Follows a parcel.
#[job(trigger = ParcelSent)]
pub async fn follow_parcel(parcel: ParcelSent, io: Io) -> Result<()> {
    io.log()
        .info("on its way", json!({ "number": parcel.number }));
    Ok(())
}
