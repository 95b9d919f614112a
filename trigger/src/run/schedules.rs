//! Registering schedules from within a run.

use std::future::Future;
use std::panic::Location;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::{Call, Io, Scope, TaskKey, call_task};
use crate::error::{Error, Result};
use crate::spec::{DynamicSchedule, Schedule, TaskMeta};

/// A schedule that a run registers.
#[derive(Clone, Debug)]
pub struct ScheduleRegistration {
    /// The id of its kind.
    pub kind: &'static str,
    /// What tells it apart from others of its kind.
    pub key: String,
    /// When it ticks.
    pub schedule: Schedule,
    /// What its ticks carry, as JSON.
    pub params: Box<RawValue>,
}

impl Io {
    /// Registers a schedule under a key, or changes the one that is registered under it: its jobs
    /// are started at its ticks from now on. See [`DynamicSchedule`].
    ///
    /// `key` names the call within the run, like that of [`Io::run`]; `schedule_key` names the
    /// schedule among those of its kind.
    ///
    /// # Errors
    ///
    /// When `params` cannot be written as JSON, or the key is used twice.
    #[track_caller]
    pub fn register_schedule<P: DynamicSchedule>(
        &self,
        key: impl Into<TaskKey>,
        schedule_key: impl Into<String>,
        schedule: Schedule,
        params: P,
    ) -> impl Future<Output = Result<()>> + Send {
        let (key, location) = (key.into(), Location::caller());
        let params = json(&params);
        let schedule_key = schedule_key.into();
        async move {
            let register = Register(ScheduleRegistration {
                kind: P::ID,
                key: schedule_key,
                schedule,
                params: params?,
            });
            call_task(key, register, location).await
        }
    }

    /// Forgets the schedule that is registered under a key: it ticks no more. Says whether there
    /// was one.
    ///
    /// # Errors
    ///
    /// When the key of the call is used twice.
    #[track_caller]
    pub fn unregister_schedule<P: DynamicSchedule>(
        &self,
        key: impl Into<TaskKey>,
        schedule_key: impl Into<String>,
    ) -> impl Future<Output = Result<bool>> + Send {
        let (key, location) = (key.into(), Location::caller());
        let unregister = Unregister {
            kind: P::ID,
            key: schedule_key.into(),
        };
        call_task(key, unregister, location)
    }
}

fn json(params: &impl Serialize) -> Result<Box<RawValue>> {
    to_raw_value(params).map_err(|error| {
        Error::permanent(format!("the schedule's parameters are no JSON: {error}"))
    })
}

/// The kind of these calls.
enum OfSchedules {}

struct Register(ScheduleRegistration);

impl Call<OfSchedules> for Register {
    type Output = ();

    fn meta(&self) -> TaskMeta {
        TaskMeta::new("register schedule").icon("clock")
    }

    async fn attempt(&self) -> Result<()> {
        let scope = Scope::require("`io.register_schedule`")?;
        scope.ops().register_schedule(self.0.clone()).await
    }
}

struct Unregister {
    kind: &'static str,
    key: String,
}

impl Call<OfSchedules> for Unregister {
    type Output = bool;

    fn meta(&self) -> TaskMeta {
        TaskMeta::new("unregister schedule").icon("clock")
    }

    async fn attempt(&self) -> Result<bool> {
        let scope = Scope::require("`io.unregister_schedule`")?;
        let ops = scope.ops();
        ops.unregister_schedule(self.kind, self.key.clone()).await
    }
}
