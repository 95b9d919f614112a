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

use crate::source::SourceKind;

/// The kinds of sources of these integrations, which an app can remove from their provider even
/// though none of its jobs wants them any more.
pub(crate) fn sources() -> Vec<SourceKind> {
    vec![
        #[cfg(feature = "github")]
        SourceKind::of::<github::GitHubWebhook>(),
        #[cfg(feature = "stripe")]
        SourceKind::of::<stripe::StripeWebhook>(),
    ]
}
