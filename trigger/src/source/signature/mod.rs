//! Signatures of webhooks: what a sender proves with a secret, declared and verified.
//!
//! A [`Scheme`] says where the signature stands, how it is written and what is signed. Verifying is
//! one function for all schemes: on the raw bytes, before anything of the body is read, and
//! comparing in constant time.
//!
//! ```
//! use std::time::Duration;
//! use trigger::source::signature::{Part, Scheme, Stamp};
//!
//! /// `X-Slack-Signature: v0=<hexadecimal>` over `v0:<timestamp>:<body>`.
//! const SLACK: Scheme = Scheme::hmac_sha256("x-slack-signature")
//!     .prefix("v0=")
//!     .over(&[
//!         Part::Text("v0:"),
//!         Part::Timestamp(Stamp::header("x-slack-request-timestamp")),
//!         Part::Text(":"),
//!         Part::Body,
//!     ]);
//!
//! /// `X-Hub-Signature-256: sha256=<hexadecimal>` over the body.
//! const GITHUB: Scheme = Scheme::hmac_sha256("x-hub-signature-256").prefix("sha256=");
//! ```

mod candidates;
mod content;
mod declared;
#[cfg(feature = "ed25519")]
mod ed25519;
mod encoding;
mod mac;
mod scheme;
mod secrets;
mod stamp;
mod verify;

pub use content::Part;
pub use encoding::{Encoding, KeyForm};
pub use scheme::Scheme;
pub use secrets::Secrets;
pub use stamp::Stamp;

#[cfg(test)]
mod tests;
