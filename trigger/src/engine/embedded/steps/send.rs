//! Events that a run publishes.

use serde_json::value::to_raw_value;

use super::kept;
use crate::engine::embedded::{generated_id, session::Session};
use crate::error::{Error, Result};
use crate::run::{OutgoingEvent, SentEvent, Step};
use crate::store::{Recorded, StepState};

impl Session {
    pub(super) async fn execute_send(&self, step: Step, event: OutgoingEvent) -> Result<SentEvent> {
        if let Some(known) = self.begin(&step)? {
            return match &known.state {
                StepState::Completed { output, .. } => Ok(serde_json::from_slice(output)?),
                _ => Err(Error::permanent("the event's step is of another kind")),
            };
        }
        let _open = self.open(&step.path, 1, None);
        let now = self.core.clock.now();
        let lines = self.take_lines();
        let sent = move |id: &str, recorded: &Recorded| SentEvent {
            id: id.to_owned(),
            runs: recorded.runs.clone(),
            timestamp: now,
        };
        // One id for all tries, so that the event is published once.
        let id = event.id.unwrap_or_else(generated_id);
        let recorded = self
            .persist(|| {
                let mut reserved = self.core.reserve();
                let event = OutgoingEvent {
                    id: Some(id.clone()),
                    name: event.name.clone(),
                    payload: event.payload.clone(),
                };
                let event = self.core.own_event(event, &mut reserved);
                let (step, id) = (step.clone(), id.clone());
                let keep = move |recorded: &Recorded| {
                    let output = to_raw_value(&sent(&id, recorded));
                    let output = output
                        .map_or_else(|_| b"null".to_vec(), |json| json.get().as_bytes().to_vec());
                    kept(&step, 1, now, StepState::Completed { output, at: now })
                };
                let launch = move |recorded: &mut Recorded| {
                    reserved.launch(std::slice::from_mut(recorded));
                };
                let store = &self.core.store;
                store.keep_event_step(self.fence, event, keep, lines.clone(), launch)
            })
            .await;
        match recorded {
            Ok(recorded) => {
                self.forget().await;
                Ok(sent(&id, &recorded))
            }
            // Lost: never resolves, and is dropped.
            Err(_) => std::future::pending().await,
        }
    }
}
