//! Runs that a run starts, and waits for.

use serde_json::value::{RawValue, to_raw_value};

use super::kept;
use crate::engine::embedded::session::Session;
use crate::error::{Error, Result};
use crate::id::RunId;
use crate::run::{Invocation, Reply, Step};
use crate::store::{NewEvent, Parent, Recorded, StepState};

impl Session {
    pub(super) async fn execute_invoke(
        &self,
        step: Step,
        invocation: Invocation,
    ) -> Result<Box<RawValue>> {
        if let Some(known) = self.begin(&step)? {
            return self.awaited(&step, known).await;
        }
        let Some(job) = self.core.registry.job(invocation.job) else {
            return Err(Error::permanent(format!(
                "the app does not have the job `{}`: add it",
                invocation.job
            )));
        };
        let _open = self.open(&step.path, 1, None);
        let stirs = self.stirs();
        let now = self.core.clock.now();
        let lines = self.take_lines();
        // One id a run for all tries, so that it is started once.
        let ids: Vec<_> = invocation.payloads.iter().map(|_| RunId::new()).collect();
        let waits = invocation.reply != Reply::Ids && !ids.is_empty();
        let state = if waits {
            StepState::Waiting { wake_at: None }
        } else {
            let output = to_raw_value(&ids)?.get().as_bytes().to_vec();
            StepState::Completed { output, at: now }
        };
        let kept = kept(&step, 1, now, state);
        let write = || {
            let mut reserved = self.core.reserve();
            let runs = ids.iter().zip(&invocation.payloads);
            let events = runs.map(|(id, payload)| {
                let mut run = job.start_unfiltered(payload.get(), || reserved.owner());
                run.id = *id;
                run.parent = Some(Parent {
                    run: self.fence.run,
                    task: step.path.clone(),
                });
                let name = format!("invoke.{}", invocation.job);
                let event =
                    self.core
                        .event_for(name, None, payload.clone(), vec![run], self.is_test);
                NewEvent {
                    id: format!("invoke:{id}"),
                    ..event
                }
            });
            let events = events.collect();
            let launch = move |recorded: &mut Vec<Recorded>| reserved.launch(recorded);
            let store = &self.core.store;
            store.keep_invocation(self.fence, kept.clone(), events, lines.clone(), launch)
        };
        let written = self.persist(write).await.map(|_| ());
        let known = self.settle(kept.clone(), written).await;
        if waits {
            self.outcome(&step, None, stirs).await
        } else {
            self.result(&known)
        }
    }
}
