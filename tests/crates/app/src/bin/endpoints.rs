//! An app with an endpoint and a polling source.

use serde::{Deserialize, Serialize};
use trigger::prelude::*;
use trigger::source::{Cursor, Polled};

/// A parcel.
#[derive(Debug, Serialize, Deserialize)]
struct Parcel {
    number: String,
}

/// A parcel was scanned.
#[http_endpoint(id = "scans", verify = nothing)]
fn on_scan(parcel: &Parcel) -> Properties {
    properties! { "Number" => parcel.number }
}

/// The carrier.
#[integration(id = "carrier")]
#[derive(Clone, Debug)]
struct Carrier;

/// Parcels that are new.
#[polling_source(every = "1m")]
async fn new_parcels(_: &Carrier, _: Option<Cursor>) -> Result<Polled<Parcel>> {
    Ok(Polled::nothing())
}

#[job(trigger = any(on_scan, new_parcels))]
async fn locate(parcel: Parcel) -> Result<String> {
    Ok(parcel.number)
}

#[tokio::main]
async fn main() -> ExitCode {
    trigger::app().integration(Carrier).run().await
}
