//! Values that a run keeps beyond a task.

use std::sync::Arc;

use serde_json::json;

use super::Call;
use crate::engine::embedded::session::Session;
use crate::error::Result;
use crate::run::{StateOp, StateScope};
use crate::store::JournalEntry;

impl Session {
    pub(super) async fn execute_state(&self, call: Call, op: StateOp) -> Result<Arc<JournalEntry>> {
        let _open = self.open(&call.step.path, 1, None);
        let kept = call.begun(self.core.clock.now());
        let lines = self.take_lines();
        // As JSON, so that no run, job and app share a scope.
        let scope = match op.scope {
            StateScope::Run => json!(["run", self.run()]),
            StateScope::Job => json!(["job", self.job]),
            StateScope::App => json!(["app"]),
        };
        let write = || {
            let (kept, op, lines) = (kept.clone(), op.clone(), lines.clone());
            let store = &self.core.store;
            store.keep_state(self.fence, kept, scope.to_string(), op, lines)
        };
        let written = self.persist(write).await;
        Ok(self.settle(written).await)
    }
}
