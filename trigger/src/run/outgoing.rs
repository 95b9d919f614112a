//! Events that a run publishes.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use super::{OnBehalf, Until};
use crate::error::{Error, Result};
use crate::id::RunId;
use crate::spec::{EventSpec, Own};
use crate::time::Timestamp;

/// An event that a run sends.
#[derive(Clone, Debug)]
pub struct OutgoingEvent {
    /// The event's name.
    pub name: String,
    /// What it carries.
    pub payload: Box<RawValue>,
    /// Tells it apart from others of the app; a second one of the same id is dropped. Generated
    /// when there is none.
    pub id: Option<String>,
    /// When it is published; `None` for at once.
    pub due: Option<Until>,
}

/// The events that a step sends.
#[derive(Clone, Debug)]
pub struct Outbox {
    /// The events.
    pub events: Vec<OutgoingEvent>,
    /// Whose they are.
    pub behalf: OnBehalf,
}

/// An event that was published, or is going to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentEvent {
    /// The event's id.
    pub id: String,
    /// The runs that it started, none when it was known already, no job wants it, or its time is
    /// still to come.
    pub runs: Vec<RunId>,
    /// When it was sent.
    pub timestamp: Timestamp,
    /// When it is published, if that is later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
}

/// An event and how it is sent; see [`Io::send_event`](crate::Io::send_event).
///
/// ```
/// use trigger::prelude::*;
///
/// #[event_spec(name = "trial.ends")]
/// #[derive(Clone, serde::Serialize, serde::Deserialize)]
/// pub struct TrialEnds { customer: u64 }
///
/// # #[event_spec(name = "trial.began")]
/// # #[derive(Clone, serde::Serialize, serde::Deserialize)]
/// # pub struct TrialBegan { customer: u64 }
/// #[job(trigger = TrialBegan)]
/// async fn plan_the_end(trial: TrialBegan, io: Io) -> Result<()> {
///     let customer = trial.customer;
///     let end = Sending::of(TrialEnds { customer })
///         .id(format!("trial-ends-{customer}"))
///         .deliver_after(Duration::from_secs(14 * 24 * 3600));
///     io.send_event("end", end).await?;
///     Ok(())
/// }
/// ```
#[derive(Clone, Debug)]
#[must_use = "it is sent by `io.send_event`"]
pub struct Sending<E> {
    event: E,
    id: Option<String>,
    due: Option<Until>,
}

impl<E> Sending<E> {
    /// An event that is published at once, under a generated id.
    pub fn of(event: E) -> Self {
        Self {
            event,
            id: None,
            due: None,
        }
    }

    /// Under an id of its own among the app's events: a second event of the same id is dropped,
    /// whether the first one was published or waits for its time.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Published at this time, or at once if it has passed.
    pub fn deliver_at(mut self, at: Timestamp) -> Self {
        self.due = Some(Until::At(at));
        self
    }

    /// Published this long after the call is first reached.
    pub fn deliver_after(mut self, after: Duration) -> Self {
        self.due = Some(Until::After(after));
        self
    }
}

/// What [`Io::send_event`](crate::Io::send_event) takes: an event of the app, or one in
/// [`Sending`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event that the app can send",
    note = "put `#[event_spec(name = \"…\")]` on the struct, and derive `Serialize` and `Deserialize`"
)]
pub trait Outgoing {
    /// The event as it is kept.
    ///
    /// # Errors
    ///
    /// When it cannot be written as JSON.
    fn into_outgoing(self) -> Result<OutgoingEvent>;
}

impl<E: EventSpec<Payload = E, Origin = Own> + Serialize> Outgoing for E {
    fn into_outgoing(self) -> Result<OutgoingEvent> {
        Sending::of(self).into_outgoing()
    }
}

impl<E: EventSpec<Payload = E, Origin = Own> + Serialize> Outgoing for Sending<E> {
    fn into_outgoing(self) -> Result<OutgoingEvent> {
        let [name, ..] = E::META.names else {
            return Err(Error::permanent("the event has no name"));
        };
        let payload = to_raw_value(&self.event)
            .map_err(|error| Error::permanent(format!("the event is not JSON: {error}")))?;
        Ok(OutgoingEvent {
            name: (*name).to_owned(),
            payload,
            id: self.id,
            due: self.due,
        })
    }
}
