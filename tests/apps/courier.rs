//! The app that fetches what strangers ask it to, from the public internet and from one host of
//! its own network.
//!
//! | variable | |
//! |---|---|
//! | `COURIER_ALLOWS` | that host |

use trigger::prelude::*;
use trigger::{Fetch, OutboundGuard};

/// Fetches a URL and gives the status of the answer.
#[job(trigger = invoke)]
async fn fetches(url: String, io: Io) -> Result<u16> {
    Ok(io.fetch("fetch", Fetch::get(url)).await?.status)
}

#[tokio::main]
async fn main() -> ExitCode {
    let guard = std::env::var("COURIER_ALLOWS").into_iter();
    let guard = guard.fold(OutboundGuard::new(), OutboundGuard::allow);
    trigger::App::with_jobs(trigger::jobs![fetches])
        .outbound_guard(guard)
        .run()
        .await
}
