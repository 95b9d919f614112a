//! Ready-made integrations, one feature each.

#[cfg(feature = "stripe")]
pub mod stripe;

use crate::source::SourceKind;

/// The kinds of sources of these integrations, which an app can remove from their provider even
/// though none of its jobs wants them any more.
pub(crate) fn sources() -> Vec<SourceKind> {
    vec![
        #[cfg(feature = "stripe")]
        SourceKind::of::<stripe::StripeWebhook>(),
    ]
}
