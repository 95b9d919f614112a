//! Waiting for an event of a spec.

use std::future::Future;
use std::panic::Location;
use std::time::Duration;

use super::{Origin, SourceKey};
use crate::error::{Error, Result};
use crate::run::{Awaited, AwaitedEvent, Io, ReceivedEvent, Scope, StepKind, TaskKey};
use crate::spec::{EventFilter, EventSpec, Intersection, TaskMeta};

/// Waiting for events, which are named as types, as in `#[job(trigger = …)]`.
impl Io {
    /// Waits for an event whose payload matches a filter, and gives its payload; `None` when none
    /// has come in that time. The filter is an [`EventFilter`] or the JSON that makes one.
    ///
    /// ```
    /// use trigger::prelude::*;
    /// # #[event_spec(name = "order.placed")]
    /// # #[derive(Clone, serde::Serialize, serde::Deserialize)]
    /// # pub struct OrderPlaced { id: u64 }
    ///
    /// #[event_spec(name = "order.paid")]
    /// #[derive(Clone, serde::Serialize, serde::Deserialize)]
    /// pub struct OrderPaid { id: u64, amount: u64 }
    ///
    /// #[job(trigger = OrderPlaced)]
    /// async fn follow_up(order: OrderPlaced, io: Io) -> Result<()> {
    ///     let of_this_order = json!({ "id": [order.id] });
    ///     let a_day = Duration::from_secs(24 * 3600);
    ///     match io.wait_for_event::<OrderPaid>("paid", of_this_order, a_day).await? {
    ///         Some(paid) => io.log().info("paid", json!({ "amount": paid.amount })),
    ///         None => io.log().warn("not paid", json!({ "order": order.id })),
    ///     }
    ///     Ok(())
    /// }
    /// ```
    ///
    /// An event that came before the wait was reached counts, if it came after the run's own event
    /// and this run has not taken it yet: what a task of the run has caused is not missed. At most
    /// 1000 such events of the name are looked at.
    ///
    /// For an event of a source, the source is the one without parameters, and a job of the app
    /// has to be triggered by the event: that is what the source registers at its provider.
    ///
    /// # Errors
    ///
    /// When the filter makes no sense, the event's payload does not fit its type, no job has the
    /// source register the event, or the key is used twice.
    #[track_caller]
    pub fn wait_for_event<S>(
        &self,
        key: impl Into<TaskKey>,
        filter: impl TryInto<EventFilter, Error: Into<Error>>,
        timeout: Duration,
    ) -> impl Future<Output = Result<Option<S::Payload>>> + Send
    where
        S: EventSpec<Origin: Origin>,
    {
        let (key, location) = (key.into(), Location::caller());
        let filter = filter.try_into().map_err(Into::into);
        async move {
            let scope = Scope::require("`io.wait_for_event`")?;
            let source = <S::Origin as Origin>::key(Default::default());
            let awaited = Awaited::Event(AwaitedEvent {
                source: source.as_ref().map_or("", SourceKey::as_str).to_owned(),
                names: S::META
                    .names
                    .iter()
                    .map(|name| (*name).to_owned())
                    .collect(),
                filter: Intersection::from_iter([filter?]),
            });
            let name = S::META.names.first().copied().unwrap_or_default();
            let meta = TaskMeta::new(name).icon(S::META.icon);
            let step = scope.step(key, StepKind::WaitForEvent, meta, location);
            let output = scope.ops().receive(step, awaited, timeout).await?;
            let received: Option<ReceivedEvent<S::Payload>> = serde_json::from_str(output.get())
                .map_err(|error| Error::permanent(format!("the event does not fit: {error}")))?;
            Ok(received.map(|event| event.payload))
        }
    }
}
