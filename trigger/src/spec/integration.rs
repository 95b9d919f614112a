//! What an integration is: a client for somebody else's API that jobs can ask for.

use std::any::Any;
use std::sync::Arc;

use super::RetryPolicy;
use crate::error::Result;

/// A client whose type is erased.
pub type AnyClient = Arc<dyn Any + Send + Sync>;

/// A client for an API, written with [`#[integration]`](macro@crate::integration). A job asks for
/// it by taking it as an argument.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an integration",
    note = "put `#[integration(id = \"…\", name = \"…\")]` on the struct that holds the client"
)]
pub trait Integration: Clone + Send + Sync + 'static {
    /// The integration's id, name and icon.
    const META: IntegrationMeta;

    /// Whether the client's settings can work, asked when the app starts. An app does not start
    /// with an integration whose settings cannot.
    fn validate(&self) -> Result<()> {
        Ok(())
    }

    /// The client that the integration's sources register with: this one, or, of another account,
    /// the one that it wraps.
    fn for_sources(&self) -> AnyClient {
        Arc::new(self.clone())
    }
}

/// An integration's definition.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IntegrationMeta {
    /// Its id, such as `stripe`.
    pub id: &'static str,
    /// What a person calls it.
    pub name: &'static str,
    /// The name of its icon.
    pub icon: &'static str,
    /// How often and when its tasks are tried again that do not say so themselves; `None` is the
    /// app's default policy.
    pub retry: Option<RetryPolicy>,
    /// The Rust type, as a job's signature writes it.
    pub type_name: &'static str,
}

impl IntegrationMeta {
    /// An integration whose icon has the name of its id. `type_name` is the Rust type, as a person
    /// writes it.
    pub const fn new(id: &'static str, name: &'static str, type_name: &'static str) -> Self {
        Self {
            id,
            name,
            icon: id,
            retry: None,
            type_name,
        }
    }
}
