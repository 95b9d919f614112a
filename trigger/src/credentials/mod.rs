//! Whose credentials a run works with, where an app acts for many accounts. The guide
//! [says how](crate::guide::accounts).

mod account;
#[cfg(feature = "oauth")]
mod connection;
mod credential;
#[cfg(feature = "oauth")]
mod oauth;
#[cfg(feature = "oauth")]
mod tokens;

pub use account::Account;
pub(crate) use account::Resolver;
#[cfg(feature = "oauth")]
pub use connection::Connection;
pub use credential::Credential;
#[cfg(feature = "oauth")]
pub use oauth::OAuth;
#[cfg(feature = "oauth")]
pub use tokens::Tokens;
#[cfg(feature = "oauth")]
pub(crate) use tokens::{Kept, Standing, Vault};

#[cfg(feature = "oauth")]
use crate::error::Error;
#[cfg(feature = "oauth")]
use crate::run::AccountId;

/// The [code](Error::code) of an error that says that an account is not connected to a provider, or
/// not any more. A run of the account that fails with it does not fail: it waits until the account
/// is connected.
pub const DISCONNECTED: &str = "disconnected";

/// An account that has to be connected before anything can be done for it.
#[cfg(feature = "oauth")]
fn disconnected(provider: &str, account: &AccountId, reason: &str) -> Error {
    Error::permanent(format!(
        "the account `{account}` is not connected to `{provider}`: {reason}"
    ))
    .with_code(DISCONNECTED)
}
