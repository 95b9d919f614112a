//! Runs that a run starts, and waits for.

use std::sync::Arc;

use serde_json::value::to_raw_value;

use super::Call;
use crate::engine::embedded::session::Session;
use crate::error::{Error, Result};
use crate::id::RunId;
use crate::run::{AccountId, Invocation, Reply};
use crate::store::{JournalEntry, NewEvent, Parent, Sent, StepState};

impl Session {
    pub(super) async fn execute_invoke(
        &self,
        call: Call,
        known: Option<Arc<JournalEntry>>,
        invocation: Invocation,
    ) -> Result<Arc<JournalEntry>> {
        if let Some(known) = known {
            return Ok(self.awaited(&call, known).await);
        }
        let Some(job) = self.core.registry.job(invocation.job) else {
            return Err(Error::permanent(format!(
                "the app does not have the job `{}`: add it",
                invocation.job
            )));
        };
        let open = self.open(&call.step.path, 1, None);
        let stirs = self.stirs();
        let now = self.core.clock.now();
        let lines = self.take_lines();
        // One id a run for all tries, so that it is started once.
        let ids: Vec<_> = invocation.payloads.iter().map(|_| RunId::new()).collect();
        let account = invocation.behalf.account(self.account.as_ref());
        let waits = invocation.reply != Reply::Ids && !ids.is_empty();
        let state = if waits {
            StepState::Waiting { wake_at: None }
        } else {
            let output = to_raw_value(&ids)?.get().as_bytes().to_vec();
            StepState::Completed { output, at: now }
        };
        let kept = call.kept(1, now, state);
        let write = || {
            let mut reserved = self.core.reserve();
            let runs = ids.iter().zip(&invocation.payloads);
            let events = runs.map(|(id, payload)| {
                let mut run = job.start_unfiltered(payload, |job| reserved.taker(job));
                run.id = *id;
                run.parent = Some(Parent {
                    run: self.fence.run,
                    task: call.step.path.clone(),
                });
                let name = format!("invoke.{}", invocation.job);
                let event =
                    self.core
                        .event_for(name, None, payload.clone(), vec![run], self.is_test);
                NewEvent {
                    id: format!("invoke:{id}"),
                    context: AccountId::context_of(account.as_ref()).into(),
                    ..event
                }
            });
            let events = events.collect();
            let launch = move |sent: &mut Sent| reserved.launch(&mut sent.recorded);
            let store = &self.core.store;
            store.keep_invocation(self.fence, kept.clone(), events, lines.clone(), launch)
        };
        let written = self.persist(write).await;
        let begun = self.settle(written.map(|sent| sent.step)).await;
        drop(open);
        if waits {
            Ok(self.outcome(&call, None, stirs).await)
        } else {
            Ok(begun)
        }
    }
}
