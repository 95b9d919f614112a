//! Events as people look at them, with why they started nothing.

use super::{Core, Embedded};
use crate::engine::left_out::LeftOut;
use crate::record::{self, EventListed, EventQuery, EventRecord};
use crate::source::SourceKey;
use crate::store::StoreError;

impl Embedded {
    /// Lists events, newest first.
    pub(crate) async fn listed_events(
        &self,
        query: EventQuery,
    ) -> Result<Vec<EventListed>, StoreError> {
        self.core.store.events(query).await
    }

    /// An event by its id, from a source (`""`: the app itself) or whichever one has it.
    pub(crate) async fn event_record(
        &self,
        id: String,
        source: Option<String>,
    ) -> Result<Option<EventRecord>, StoreError> {
        let mut event = self.core.store.event(id, source).await?;
        if let Some(event) = &mut event {
            event.left_out = self.core.who_left_out(event);
        }
        Ok(event)
    }
}

impl Core {
    /// The jobs that listen to an event's name and that it did not start.
    fn who_left_out(&self, event: &EventRecord) -> Vec<record::LeftOut> {
        let EventRecord { listed, .. } = event;
        let source = listed.event.source.as_deref().map(SourceKey::from_stored);
        let payload = event.payload.to_string();
        let started = |id: &str| event.runs.iter().any(|run| run.job == id);
        let jobs = self.registry.jobs();
        let others = jobs.filter(|job| !started(job.def.meta.id));
        let left_out = others.filter_map(|job| {
            let why = job.left_out(source.as_ref(), &listed.event.name, &payload)?;
            let exclusion = match &why {
                LeftOut::Excluded(exclusion) => Some(exclusion),
                _ => None,
            };
            let values = exclusion
                .into_iter()
                .flat_map(|exclusion| &exclusion.values);
            Some(record::LeftOut {
                job: job.def.meta.id.to_owned(),
                condition: exclusion.map(|exclusion| exclusion.condition.to_owned()),
                values: values
                    .map(|(field, value)| ((*field).to_owned(), value.clone()))
                    .collect(),
                why: why.to_string(),
            })
        });
        left_out.collect()
    }
}
