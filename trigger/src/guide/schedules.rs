//! Jobs that the clock starts: cron and intervals, time zones, ticks that were missed, and schedules
//! that are registered while the app runs.
//!
//! ```
//! use trigger::prelude::*;
//! # #[task] async fn send_report(until: String) -> Result<()> { drop(until); Ok(()) }
//!
//! /// Every weekday at nine, as the clocks in London show it.
//! #[job(trigger = cron("0 9 * * MON-FRI", tz = "Europe/London", missed = once))]
//! async fn report(tick: Tick, io: Io) -> Result<()> {
//!     io.run("send", send_report(tick.ts.to_string())).await
//! }
//!
//! #[job(trigger = every("15m"))]
//! async fn sweep(tick: Tick, io: Io) -> Result<()> {
//!     io.log().info("sweeping", json!({ "since": tick.last_ts }));
//!     Ok(())
//! }
//! ```
//!
//! A tick fires once, whatever the number of processes: who moves the schedule on has fired it. The
//! payload is a [`Tick`](crate::Tick), with the time for which it was due and that of the tick
//! before it which started a run.
//!
//! # When it ticks
//!
//! A cron expression has five fields: minute, hour, day of the month, month, day of the week. It
//! is checked at compile time, and so is the zone; without one it is UTC. When the clocks of the
//! zone are changed:
//!
//! - a time that they skip is due when they have jumped, and one that comes twice is due the first
//!   time, so a daily job runs once on each day;
//! - an expression with a `*` for the minute or the hour, such as `0 * * * *`, means time as it
//!   passes, and ticks in both of the repeated hours.
//!
//! `every("15m")` ticks at whole multiples of the interval, counted from the beginning of 1970 in
//! UTC. It neither drifts nor is it moved by a restart. The shortest interval is a second.
//!
//! # Ticks that were missed
//!
//! No process may serve when a tick is due, the machine may sleep, the schedule may be paused. A
//! tick that is up to a minute late is fired, so that a restart loses none. What is later was
//! missed:
//!
//! | `missed =` | |
//! |---|---|
//! | `skip`, the default | missed ticks start nothing |
//! | `once` | the newest of them starts one run |
//! | `all` | each starts a run, oldest first; of more than 1000, the newest 1000 |
//!
//! A schedule whose expression, zone or interval was changed begins anew.
//!
//! # Registered while the app runs
//!
//! A [`DynamicSchedule`](crate::DynamicSchedule) is a kind of schedules that a job registers with
//! [`Io::register_schedule`](crate::Io::register_schedule), each under a key, and forgets with
//! [`Io::unregister_schedule`](crate::Io::unregister_schedule): a reminder for each customer, in the
//! customer's zone. They survive restarts. Their jobs take [`Due`](crate::Due), with the key and what
//! the schedule was registered with.
//!
//! # Listed and paused
//!
//! `schedules` lists them with their next five ticks. `schedules pause KEY` stops one until
//! `schedules resume KEY`; what was due in between was missed. `jobs pause ID` lets a job's
//! schedules and events go on and queues its runs until `jobs resume ID`. Both outlive a restart.
