//! Waiting for what another commit brings: an event, a request, the end of an invoked run.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::Call;
use crate::engine::embedded::session::Session;
use crate::error::{Error, Result};
use crate::run::{Awaited, Pause, RequestUrl, StepKind, WaitsFor};
use crate::source::SourceKey;
use crate::store::{Begun, JournalEntry, StepState};
use crate::time::{Timestamp, add};

impl Session {
    pub(super) async fn execute_receive(
        &self,
        call: Call,
        known: Option<Arc<JournalEntry>>,
        awaited: Awaited,
        timeout: Duration,
    ) -> Result<Arc<JournalEntry>> {
        if let Some(known) = known {
            return Ok(self.awaited(&call, known).await);
        }
        self.check_registered(&awaited)?;
        let stirs = self.stirs();
        let open = self.open(&call.step.path, 1, None);
        let now = self.core.clock.now();
        let wake_at = Some(add(now, timeout)).filter(|_| timeout != Duration::MAX);
        let kept = call.kept(1, now, StepState::Waiting { wake_at });
        let lines = self.take_lines();
        let write = || {
            let core = self.core.clone();
            let stir = move |begun: &mut Begun| core.stir(begun.stirred);
            let store = &self.core.store;
            store.keep_await(
                self.fence,
                kept.clone(),
                awaited.clone(),
                lines.clone(),
                stir,
            )
        };
        let written = self.persist(write).await;
        self.settle(written.map(|begun| begun.step)).await;
        drop(open);
        Ok(self.outcome(&call, wake_at, stirs).await)
    }

    /// Makes a URL for one request.
    pub(super) async fn execute_url(&self, call: Call) -> Result<Arc<JournalEntry>> {
        let Some(base) = &self.core.public_url else {
            return Err(Error::permanent(
                "set TRIGGER_PUBLIC_URL to the https:// address under which this app is reached",
            ));
        };
        let _open = self.open(&call.step.path, 1, None);
        let mut token = [0; 32];
        getrandom::fill(&mut token)?;
        let token = hex::encode(token);
        let url = RequestUrl {
            url: format!("{}/requests/{token}", base.trim_end_matches('/')),
            token: token.clone(),
        };
        let at = self.core.clock.now();
        let url = serde_json::value::to_raw_value(&url)?;
        let output = self.encode(&call.step, &url)?;
        let kept = call.kept(1, at, StepState::Completed { output, at });
        let lines = self.take_lines();
        let write = || {
            let (kept, token, lines) = (kept.clone(), token.clone(), lines.clone());
            self.core.store.keep_url(self.fence, kept, token, lines)
        };
        let written = self.persist(write).await;
        Ok(self.settle(written).await)
    }

    /// The result of a step that was begun before, which may have to be waited for.
    pub(super) async fn awaited(&self, call: &Call, known: Arc<JournalEntry>) -> Arc<JournalEntry> {
        match known.state {
            StepState::Waiting { wake_at } => {
                let mut stirs = self.stirs();
                // It may have come since the journal was read.
                stirs.mark_changed();
                self.outcome(call, wake_at, stirs).await
            }
            _ => known,
        }
    }

    /// Waits for the result that another commit writes. `stirs` was taken before the step was
    /// kept, so that no result is missed.
    pub(super) async fn outcome(
        &self,
        call: &Call,
        until: Option<Timestamp>,
        mut stirs: watch::Receiver<()>,
    ) -> Arc<JournalEntry> {
        let path = &call.step.path;
        let on = match call.step.kind {
            StepKind::WaitForEvent => WaitsFor::Event,
            StepKind::WaitForRequest => WaitsFor::Request,
            _ => WaitsFor::Child,
        };
        loop {
            let stirred = {
                let pause = Pause {
                    on,
                    wake_at: until,
                    awaits: true,
                };
                let _open = self.open(path, 1, Some(pause));
                tokio::select! {
                    biased;
                    // The sender lives as long as this session.
                    _ = stirs.changed() => true,
                    () = self.until(until) => false,
                }
            };
            let _open = self.open(path, 1, None);
            let store = &self.core.store;
            if !stirred {
                let expire = || store.expire(self.fence, path.clone(), self.core.clock.now());
                let expired = self.persist(expire).await;
                return self.settle(expired).await;
            }
            let read = || store.step(self.fence.run, path.clone());
            match self.persist(read).await {
                Ok(Some(now)) if now.state.has_ended() => return self.settle(Ok(now)).await,
                Ok(_) => {}
                // Lost: never resolves, and is dropped.
                Err(_) => return std::future::pending().await,
            }
        }
    }

    async fn until(&self, until: Option<Timestamp>) {
        match until {
            Some(until) => self.core.clock.sleep_until(until).await,
            None => std::future::pending().await,
        }
    }

    /// Refuses to wait for what no provider is asked to send.
    fn check_registered(&self, awaited: &Awaited) -> Result<()> {
        let Awaited::Event(event) = awaited else {
            return Ok(());
        };
        if event.source.is_empty() {
            return Ok(());
        }
        let key = SourceKey::from_stored(event.source.clone());
        if self.core.registry.feeds().has(&key) {
            return Ok(());
        }
        let wanted = self.core.registry.sources().get(&key);
        let missing = event
            .names
            .iter()
            .find(|name| !wanted.is_some_and(|source| source.wanted.events.contains(*name)));
        missing.map_or(Ok(()), |name| {
            Err(Error::permanent(format!(
                "no job of the app is triggered by `{name}` of the source `{key}`, so the source \
                 does not register it and it would never come: add a job that is"
            )))
        })
    }
}
