//! Events that a run publishes.

use std::sync::Arc;

use super::Call;
use crate::engine::Publish;
use crate::engine::embedded::{generated_id, session::Session};
use crate::error::Result;
use crate::run::{AccountId, Outbox, Until};
use crate::store::{DelayedEvent, JournalEntry, NewEvent, Sending, Sent};
use crate::time::add;

impl Session {
    pub(super) async fn execute_send(
        &self,
        call: Call,
        Outbox { events, behalf }: Outbox,
    ) -> Result<Arc<JournalEntry>> {
        let _open = self.open(&call.step.path, 1, None);
        let now = self.core.clock.now();
        let kept = call.begun(now);
        let lines = self.take_lines();
        // One id for all tries, so that each event is published once.
        let named = events.iter().map(|event| {
            let id = event.id.clone().unwrap_or_else(generated_id);
            (id, event)
        });
        let named: Vec<_> = named.collect();
        let account = behalf.account(self.account.as_ref());
        let write = || {
            let mut reserved = self.core.reserve();
            let sendings = named.iter().map(|(id, event)| {
                let due_at = match event.due {
                    Some(Until::At(at)) => at,
                    Some(Until::After(delay)) => add(now, delay),
                    Some(Until::Yielded) | None => now,
                };
                let (name, payload) = (event.name.clone(), event.payload.clone());
                if due_at > now {
                    Sending::Later(DelayedEvent {
                        id: id.clone(),
                        name,
                        payload,
                        account: account.clone(),
                        is_test: self.is_test,
                        due_at,
                    })
                } else {
                    let event = Publish {
                        id: Some(id.clone()),
                        name,
                        payload,
                    };
                    let event = self.core.own_event(event, self.is_test, &mut reserved);
                    Sending::Now(NewEvent {
                        context: AccountId::context_of(account.as_ref()).into(),
                        ..event
                    })
                }
            });
            let sendings: Vec<_> = sendings.collect();
            let next_due = sendings.iter().filter_map(|sending| match sending {
                Sending::Later(event) => Some(event.due_at),
                Sending::Now(_) => None,
            });
            let next_due = next_due.min();
            let core = self.core.clone();
            let committed = move |sent: &mut Sent| {
                reserved.launch(&mut sent.recorded);
                if let Some(due_at) = next_due {
                    core.note_put_away(due_at);
                }
            };
            let (kept, lines) = (kept.clone(), lines.clone());
            let store = &self.core.store;
            store.keep_sending(self.fence, kept, sendings, lines, committed)
        };
        let written = self.persist(write).await;
        Ok(self.settle(written.map(|sent| sent.step)).await)
    }

    pub(super) async fn execute_cancel(&self, call: Call, id: String) -> Result<Arc<JournalEntry>> {
        let _open = self.open(&call.step.path, 1, None);
        let kept = call.begun(self.core.clock.now());
        let lines = self.take_lines();
        let write = || {
            let (kept, id, lines) = (kept.clone(), id.clone(), lines.clone());
            let store = &self.core.store;
            store.keep_cancelled_event(self.fence, kept, id, lines)
        };
        let written = self.persist(write).await;
        Ok(self.settle(written).await)
    }
}
