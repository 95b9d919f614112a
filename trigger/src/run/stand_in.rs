//! What a test puts in the place of tasks.

use std::any::Any;
use std::sync::Arc;

use serde_json::value::RawValue;

use super::TaskPath;
use crate::error::Result;
use crate::id::RunId;
use crate::spec::{Attempt, Properties};

/// What a test puts in the place of tasks.
pub(crate) trait StandIns: Send + Sync {
    /// What takes the place of an attempt that is about to be executed; `None` executes it.
    fn stand_in(&self, attempted: &Attempted<'_>) -> Option<StandIn>;
}

/// What takes the place of an attempt.
pub(crate) enum StandIn {
    /// It returns this, as JSON.
    Returns(Result<Box<RawValue>>),
    /// It never ends by itself.
    Hangs,
}

/// An attempt that is about to be executed.
pub(crate) struct Attempted<'a> {
    pub(crate) run: RunId,
    pub(crate) path: &'a TaskPath,
    /// What a person calls the task; empty for a closure.
    pub(crate) name: &'static str,
    pub(crate) properties: &'a Properties,
    pub(crate) attempt: &'a Attempt,
    /// The call of a `#[task]` function or of an integration's task.
    pub(crate) call: Option<Arc<dyn Any + Send + Sync>>,
    /// Whether it is a task of an integration.
    pub(crate) is_integration: bool,
}
