//! The jobs of the library itself.

use std::sync::Arc;

use serde_json::value::RawValue;

use super::sources::SourceBook;
use super::{deregistration, registration};
use crate::error::Result;
use crate::job::Arguments;
use crate::run::BoxFuture;
use crate::source::SourceKey;

/// A job of the library itself; each run of one is about one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OwnJob {
    /// Registers a source at its provider.
    Register,
    /// Removes from its provider what a source has registered there.
    Deregister,
}

impl OwnJob {
    /// All of them.
    pub(crate) const ALL: [Self; 2] = [Self::Register, Self::Deregister];

    /// What names it.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Register => "register-source",
            Self::Deregister => "deregister-source",
        }
    }

    /// The job of an id.
    pub(crate) fn named(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|job| job.id() == id)
    }

    /// The name of the events that start it, one for each source.
    pub(super) fn event_name(self, source: &SourceKey) -> String {
        match self {
            Self::Register => format!("source.register.{source}"),
            Self::Deregister => format!("source.deregister.{source}"),
        }
    }

    /// Calls it.
    pub(super) fn call(
        self,
        book: Arc<SourceBook>,
        payload: &str,
        arguments: Arguments,
    ) -> BoxFuture<'static, Result<Box<RawValue>>> {
        let key: Result<SourceKey, _> = serde_json::from_str(payload);
        Box::pin(async move {
            let key = key?;
            match self {
                Self::Register => registration::run(&book, &key, &arguments).await?,
                Self::Deregister => deregistration::run(&book, &key, &arguments).await?,
            }
            Ok(serde_json::value::to_raw_value(&key)?)
        })
    }
}
