//! Ready-made integrations, one feature each.

#[cfg(feature = "github")]
pub mod github;
#[cfg(any(feature = "github", feature = "stripe"))]
mod json;
#[cfg(any(feature = "github", feature = "stripe"))]
mod requests;
#[cfg(all(test, any(feature = "github", feature = "stripe")))]
mod samples;
#[cfg(any(feature = "github", feature = "stripe"))]
mod shown;
#[cfg(feature = "stripe")]
pub mod stripe;
#[cfg(any(feature = "github", feature = "stripe"))]
mod tolerant;
