//! The schedules of an app, as its own program sees and changes them.

use super::{Client, ClientError, Result, json};
use crate::record::ScheduleRecord;
use crate::run::ScheduleRegistration;
use crate::spec::{DynamicSchedule, Schedule};

impl Client {
    /// Lists the app's schedules, in order of their keys: those of its jobs, and those that were
    /// registered.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub async fn schedules(&self) -> Result<Vec<ScheduleRecord>> {
        Ok(self.engine.schedules().await?)
    }

    /// Stops the ticks of a schedule until it is resumed, over restarts. Its key is what
    /// [`schedules`](Self::schedules) lists it under.
    ///
    /// # Errors
    ///
    /// When there is no such schedule or the database cannot be written.
    pub async fn pause_schedule(&self, key: impl Into<String>) -> Result<()> {
        let key = key.into();
        let known = self.engine.pause_schedule(key.clone()).await?;
        known.then_some(()).ok_or(ClientError::NoSchedule(key))
    }

    /// Lets a schedule go on. What becomes of the ticks that it missed is what its policy says.
    ///
    /// # Errors
    ///
    /// As [`pause_schedule`](Self::pause_schedule).
    pub async fn resume_schedule(&self, key: impl Into<String>) -> Result<()> {
        let key = key.into();
        let known = self.engine.resume_schedule(key.clone()).await?;
        known.then_some(()).ok_or(ClientError::NoSchedule(key))
    }

    /// Registers a schedule under a key, or changes the one that is registered under it: what
    /// [`Io::register_schedule`](crate::Io::register_schedule) does from within a run.
    ///
    /// ```no_run
    /// # use serde::{Deserialize, Serialize};
    /// # use trigger::prelude::*;
    /// # use trigger::{Client, DynamicSchedule, Schedule};
    /// # #[derive(Clone, Debug, Serialize, Deserialize)]
    /// # struct Reminder { email: String }
    /// # impl DynamicSchedule for Reminder { const ID: &'static str = "reminders"; }
    /// async fn remind(client: Client, customer: String, email: String) -> Result<()> {
    ///     let mornings = Schedule::cron("0 9 * * MON-FRI", "Europe/London")?;
    ///     client.register_schedule(customer, mornings, Reminder { email }).await?;
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// When `params` cannot be written as JSON or the database cannot be written.
    pub async fn register_schedule<P: DynamicSchedule>(
        &self,
        key: impl Into<String>,
        schedule: Schedule,
        params: P,
    ) -> Result<()> {
        let registration = ScheduleRegistration {
            kind: P::ID,
            key: key.into(),
            schedule,
            params: json(&params)?,
        };
        Ok(self.engine.register_schedule(registration).await?)
    }

    /// Forgets the schedule that is registered under a key: it ticks no more. Says whether there was
    /// one.
    ///
    /// # Errors
    ///
    /// When the database cannot be written.
    pub async fn unregister_schedule<P: DynamicSchedule>(
        &self,
        key: impl Into<String>,
    ) -> Result<bool> {
        Ok(self.engine.unregister_schedule(P::ID, key.into()).await?)
    }
}
