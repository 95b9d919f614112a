//! Ready-made integrations, one feature each.
//!
//! | feature | | |
//! |---|---|---|
//! | `stripe` | `stripe` | registers itself; tasks; every event |
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
#[cfg(feature = "linear")]
pub mod linear;
#[cfg(feature = "shopify")]
pub mod shopify;
#[cfg(feature = "slack")]
pub mod slack;
#[cfg(feature = "stripe")]
pub mod stripe;
#[cfg(feature = "twilio")]
pub mod twilio;
#[cfg(feature = "typeform")]
pub mod typeform;

use crate::source::SourceKind;

/// The kinds of sources of these integrations, which an app can remove from their provider even
/// though none of its jobs wants them any more.
pub(crate) fn sources() -> Vec<SourceKind> {
    vec![
        #[cfg(feature = "stripe")]
        SourceKind::of::<stripe::StripeWebhook>(),
    ]
}
