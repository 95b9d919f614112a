//! Schedules that are registered while the app runs.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::spec::{EventMeta, EventSpec};
use crate::time::Timestamp;

/// What schedules of one kind are registered with, and what their ticks carry.
///
/// Any number of schedules of a kind can be registered and forgotten while the app runs, each under
/// a key of its own; they survive restarts. The jobs of the kind take a [`Due`] of it.
///
/// ```
/// use serde::{Deserialize, Serialize};
/// use trigger::prelude::*;
/// use trigger::{Due, DynamicSchedule, Schedule};
///
/// /// A reminder that a customer has asked for.
/// #[derive(Clone, Debug, Serialize, Deserialize)]
/// struct Reminder {
///     email: String,
/// }
///
/// impl DynamicSchedule for Reminder {
///     const ID: &'static str = "reminders";
/// }
///
/// #[job(trigger = Due::<Reminder>)]
/// async fn remind(due: Due<Reminder>, io: Io) -> Result<()> {
///     io.log().info("reminding", json!({ "email": due.params.email, "for": due.ts }));
///     Ok(())
/// }
///
/// # #[event_spec(name = "reminder.wanted")]
/// # #[derive(Clone, Serialize, Deserialize)]
/// # struct ReminderWanted { customer: String, email: String, zone: String }
/// #[job(trigger = ReminderWanted)]
/// async fn keep_reminder(wanted: ReminderWanted, io: Io) -> Result<()> {
///     let mornings = Schedule::cron("0 9 * * MON-FRI", &wanted.zone)?;
///     let reminder = Reminder { email: wanted.email };
///     io.register_schedule("register", wanted.customer, mornings, reminder).await
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a kind of schedule that can be registered",
    note = "implement it: `impl DynamicSchedule for {Self} {{ const ID: &'static str = \"reminders\"; }}`"
)]
pub trait DynamicSchedule: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// What names the kind everywhere: letters, digits, `-`, `_` and `.`.
    const ID: &'static str;
}

/// A tick of a schedule that was registered: the trigger of the jobs that it starts, and their
/// payload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound = "P: DynamicSchedule")]
pub struct Due<P> {
    /// When it was due.
    pub ts: Timestamp,
    /// When the one before it was due that started a run.
    pub last_ts: Option<Timestamp>,
    /// The key under which the schedule was registered.
    pub key: String,
    /// What it was registered with.
    pub params: P,
}

/// The origin of the ticks of dynamic schedules.
#[derive(Debug)]
pub struct Dynamic<P>(PhantomData<P>);

impl<P: DynamicSchedule> EventSpec for Due<P> {
    type Payload = Self;
    type Origin = Dynamic<P>;
    const META: EventMeta = EventMeta::new(&[P::ID]).title(P::ID).icon("clock");
}
