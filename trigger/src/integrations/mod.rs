//! Ready-made integrations, one feature each.
//!
//! | feature | | |
//! |---|---|---|
//! | `stripe` | `stripe` | registers itself; tasks; every event |
//! | `github` | `github` | registers itself; tasks; every event |
//! | `slack` | `slack` | tasks: messages, reactions, channels, people; events |
//! | `discord` | `discord` | interactions and events |
//! | `linear` | `linear` | events |
//! | `shopify` | `shopify` | events |
//! | `twilio` | `twilio` | messages and calls |
//! | `typeform` | `typeform` | answers |
//!
//! Where a person sets the webhook up at the provider, the app says what to enter there and which
//! environment variable holds the secret. A provider that is missing here takes
//! [a few lines](crate::source::WebhookSource).

#[cfg(feature = "discord")]
pub mod discord;
#[cfg(feature = "github")]
pub mod github;
#[cfg(test)]
#[cfg(any(
    feature = "linear",
    feature = "shopify",
    feature = "slack",
    feature = "twilio",
    feature = "typeform"
))]
mod imitated;
#[cfg(feature = "linear")]
pub mod linear;
#[cfg(any(feature = "github", feature = "slack", feature = "stripe"))]
mod requests;
#[cfg(all(test, feature = "github"))]
mod samples;
#[cfg(feature = "shopify")]
pub mod shopify;
#[cfg(any(feature = "github", feature = "stripe"))]
mod shown;
#[cfg(feature = "slack")]
pub mod slack;
#[cfg(feature = "stripe")]
pub mod stripe;
#[cfg(any(feature = "github", feature = "stripe"))]
mod tolerant;
#[cfg(feature = "twilio")]
pub mod twilio;
#[cfg(feature = "typeform")]
pub mod typeform;

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
