//! What the store does by itself, on a real file.

mod queue;

use bytes::Bytes;
use http::{HeaderMap, Method};
use serde_json::value::RawValue;
use tempfile::TempDir;

use super::*;
use crate::id::{DeliveryId, RunId, WorkerId};
use crate::source::{Attributes, SourceKey};
use crate::spec::Properties;
use crate::telemetry::Telemetry;
use crate::time::Timestamp;

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

pub(super) fn store() -> (Store, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("test.db"), Telemetry::default()).unwrap();
    (store, folder)
}

/// A database of one table, for numbers.
pub(super) fn numbers() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    connection
        .execute_batch("CREATE TABLE numbers (n INTEGER PRIMARY KEY)")
        .unwrap();
    connection
}

/// An event that starts as many runs of a job.
pub(super) fn event(id: &str, job: &'static str, runs: usize) -> NewEvent {
    let payload: Box<RawValue> = serde_json::from_str(r#"{ "of": "the event" }"#).unwrap();
    let run = |_| NewRun {
        id: RunId::new(),
        job,
        version: "0.1.0",
        properties: Properties::new(),
        invalid: None,
        taker: None,
        slot: None,
        parent: None,
        payload: payload.clone().into(),
    };
    NewEvent {
        id: id.to_owned(),
        source: None,
        name: "tested".to_owned(),
        happened_at: NOW,
        received_at: NOW,
        context: Attributes::default(),
        is_test: false,
        runs: (0..runs).map(run).collect(),
        payload: PayloadPlace::Own(payload),
    }
}

impl NewEvent {
    /// With runs that fall under a limit.
    fn under(mut self, slot: &str) -> Self {
        for run in &mut self.runs {
            run.slot = Some(Slot {
                name: slot.to_owned(),
                scope: "limit".to_owned(),
            });
        }
        self
    }

    /// With runs that a worker takes at once if it may.
    fn taken_by(mut self, worker: WorkerId) -> Self {
        for run in &mut self.runs {
            run.taker = Some(Taker {
                worker,
                is_first: false,
            });
        }
        self
    }

    /// With runs whose job has no other place.
    fn alone(mut self) -> Self {
        for run in &mut self.runs {
            run.taker.as_mut().unwrap().is_first = true;
        }
        self
    }
}

/// The code of every job but one.
fn codes() -> Arc<Codes> {
    let jobs = [
        "a", "b", "c", "flooded", "late", "job", "other", "limited", "paused",
    ];
    Arc::new(Codes::of(jobs.map(|job| (job, "0.1.0"))))
}

impl Store {
    pub(super) async fn add(&self, event: NewEvent) -> Recorded {
        self.record_event(event, |_| ()).await.unwrap()
    }

    /// A delivery with such events arrives.
    pub(super) async fn arrive(&self, events: &[&str]) -> DeliveryId {
        let events = events.iter().map(|id| event(id, "job", 0));
        let delivery = Delivery {
            source: SourceKey::from_stored("shop"),
            received_at: NOW,
            method: Method::POST,
            uri: "/sources/shop".to_owned(),
            headers: HeaderMap::new(),
            body: Bytes::from_static(b"{}"),
            rejected: None,
            status: 200,
            events: events.collect(),
            metadata: None,
            replay: None,
        };
        let arrived = self.record_delivery(delivery, |_| ()).await;
        arrived.unwrap().id
    }

    /// The jobs of the runs that are claimed.
    async fn take(&self, limit: usize, last: &str) -> Vec<String> {
        let claimed = self.claimed(limit, last).await.into_iter();
        claimed.map(|claimed| claimed.job).collect()
    }

    /// The runs that a program with every job claims.
    pub(super) async fn claimed(&self, limit: usize, last: &str) -> Vec<Claimed> {
        let claim = self.claim(WorkerId::new(), codes(), limit, last.to_owned(), NOW);
        claim.await.unwrap().claimed
    }

    /// Ends a run in a program with every job, and gives the run that has its place then.
    async fn hand_on(&self, ended: &Claimed) -> Option<Claimed> {
        let done = Finish::Completed(serde_json::from_str("null").unwrap());
        let successor = Successor {
            owner: ended.fence.owner,
            codes: codes(),
            after: ended.job.clone(),
        };
        let done = (done, Vec::new());
        let finish = self.finish(ended.fence, done, None, Some(successor), NOW, |_| ());
        finish.await.unwrap().next
    }

    async fn limit(&self, size: u32) {
        let scope = "limit".to_owned();
        self.set_limits(vec![Limit { scope, size }]).await.unwrap();
    }
}
