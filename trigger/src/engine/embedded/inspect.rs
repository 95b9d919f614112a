//! How the embedded engine is looked into.

use std::slice;
use std::time::Duration;

use serde_json::Value;
use serde_json::value::RawValue;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};

use super::Embedded;
use crate::engine::{Action, Batch, Changes, Inspect, Judged, Progress};
use crate::error::Error;
use crate::id::{DeliveryId, RunId};
use crate::job::Screened;
use crate::record::{
    ArrivedDeliveries, DeliveredRecord, DeliveryContent, DeliveryRecord, DeliveryVerdict,
    EndedRuns, EventListed, EventQuery, EventRecord, ExampleRecord, IntegrationRecord, Open,
    RunQuery,
};
use crate::run::BoxFuture;
use crate::source::SourceKey;
use crate::store::{Pulse, Recorded, StoreError};
use crate::time::Timestamp;

/// How often it is felt whether another process has committed something. What happens in this one
/// announces itself.
const FEEL: Duration = Duration::from_millis(250);

type Answer<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

impl Inspect for Embedded {
    fn now(&self) -> Timestamp {
        self.core.clock.now()
    }

    fn events(&self, query: EventQuery) -> Answer<'_, Vec<EventListed>> {
        Box::pin(self.listed_events(query))
    }

    fn event(&self, id: String, source: Option<String>) -> Answer<'_, Option<EventRecord>> {
        Box::pin(self.event_record(id, source))
    }

    fn arrived(
        &self,
        source: Option<String>,
        verdict: Option<DeliveryVerdict>,
        after: Option<DeliveryId>,
        limit: usize,
    ) -> Answer<'_, Vec<DeliveryRecord>> {
        Box::pin(self.core.store.arrived(source, verdict, after, limit))
    }

    fn delivery(&self, id: DeliveryId) -> Answer<'_, Option<DeliveryContent>> {
        Box::pin(self.core.store.delivery(id))
    }

    fn open(&self) -> Answer<'_, Open> {
        Box::pin(self.core.store.unended())
    }

    fn count_runs(&self, query: RunQuery, most: usize) -> Answer<'_, usize> {
        Box::pin(self.core.store.count_runs(query, most))
    }

    fn ended_runs(&self, since: Timestamp) -> Answer<'_, Vec<EndedRuns>> {
        Box::pin(self.core.store.ended_runs(since))
    }

    fn arrived_deliveries(&self, since: Timestamp) -> Answer<'_, Vec<ArrivedDeliveries>> {
        Box::pin(self.core.store.arrived_deliveries(since))
    }

    fn recent_payloads(
        &self,
        job: String,
        limit: usize,
    ) -> Answer<'_, Vec<(RunId, Timestamp, Value)>> {
        Box::pin(self.core.store.recent_payloads(job, limit))
    }

    fn examples(&self, job: &str) -> Vec<ExampleRecord> {
        let job = self.core.registry.job(job);
        let examples = job.into_iter().flat_map(|job| job.binding.examples());
        examples
            .map(|example| ExampleRecord {
                id: example.id.to_owned(),
                name: example.name.to_owned(),
                payload: example.payload.to_owned(),
            })
            .collect()
    }

    fn judge(&self, job: &str, payload: &str) -> Option<Judged> {
        let job = self.core.registry.job(job)?;
        Some(match job.screen(payload) {
            Screened::Wanted { .. } => Judged::Wanted,
            Screened::Excluded(exclusion) => Judged::Excluded(exclusion.to_string()),
            Screened::Invalid(error) => Judged::Invalid {
                pointer: error.pointer,
                message: error.message,
            },
        })
    }

    fn begin_trial(&self, job: String, payload: Box<RawValue>) -> Answer<'_, RunId> {
        Box::pin(async move {
            let core = &self.core;
            let registered = core.registry.job(&job);
            let registered = registered.ok_or(StoreError::NoJob(job))?;
            let mut reserved = core.reserve();
            let run = registered.start_unfiltered(&payload, |job| reserved.taker(job));
            let id = run.id;
            let event = core.call_event(registered, payload, run, true);
            let launch = move |recorded: &mut Recorded| reserved.launch(slice::from_mut(recorded));
            core.store.record_event(event, launch).await?;
            core.wake_peers().await?;
            Ok(id)
        })
    }

    fn try_imitation<'a>(
        &'a self,
        job: &'a str,
        payload: &'a RawValue,
    ) -> BoxFuture<'a, Result<SourceKey, Error>> {
        Box::pin(self.try_imitation(job, payload))
    }

    fn deliver_trial<'a>(
        &'a self,
        job: &'a str,
        payload: &'a RawValue,
    ) -> BoxFuture<'a, Result<DeliveredRecord, Error>> {
        Box::pin(self.deliver_trial(job, payload))
    }

    fn change_some(&self, query: RunQuery, action: Action, from: Option<i64>) -> Answer<'_, Batch> {
        Box::pin(async move {
            let batch = self.core.change_some(query, action, from).await?;
            Ok(Batch {
                changed: batch.affected.len(),
                skipped: batch.skipped,
                next: batch.next,
            })
        })
    }

    fn integrations(&self) -> Vec<IntegrationRecord> {
        let metas = self.core.registry.integrations().metas();
        let with = |id: &str| {
            let sources = self.source_records().into_iter();
            let sources = sources.filter(|source| source.integration.as_deref() == Some(id));
            let jobs = self.core.registry.records().into_iter();
            let jobs = jobs.filter(|job| job.integrations.iter().any(|taken| taken == id));
            (
                jobs.map(|job| job.id).collect(),
                sources.map(|source| source.key).collect(),
            )
        };
        let integrations = metas.into_iter().map(|meta| {
            let (jobs, sources) = with(meta.id);
            IntegrationRecord {
                id: meta.id.to_owned(),
                name: meta.name.to_owned(),
                icon: meta.icon.to_owned(),
                jobs,
                sources,
            }
        });
        integrations.collect()
    }

    fn changes(&self) -> Result<Box<dyn Changes>, StoreError> {
        let pulse = self.core.store.pulse()?;
        Ok(Box::new(Listening {
            progress: self.core.progress.subscribe(),
            last: pulse.beat()?,
            pulse,
        }))
    }
}

/// Hears of what happens in this process, and feels what others commit.
struct Listening {
    progress: broadcast::Receiver<Progress>,
    pulse: Pulse,
    last: i64,
}

impl Changes for Listening {
    fn next(&mut self) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            loop {
                tokio::select! {
                    heard = self.progress.recv() => match heard {
                        Ok(_) | Err(RecvError::Lagged(_)) => {
                            // All that was said until now is heard at once.
                            while matches!(self.progress.try_recv(), Ok(_) | Err(TryRecvError::Lagged(_))) {}
                            return;
                        }
                        Err(RecvError::Closed) => std::future::pending().await,
                    },
                    () = tokio::time::sleep(FEEL) => {
                        // A database that cannot be looked at now can be later.
                        let beat = self.pulse.beat().unwrap_or(self.last);
                        if beat != self.last {
                            self.last = beat;
                            return;
                        }
                    }
                }
            }
        })
    }
}
