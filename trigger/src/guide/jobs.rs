//! What starts a job, and what it can ask for.
//!
//! # Triggers
//!
//! | written | starts the job | its payload |
//! |---|---|---|
//! | `stripe::on_price_created` | an event of an integration | the event's |
//! | `stripe::on_price_created(connect = true)`, `github::on_push(owner = "acme", repo = "site")` | the same, from a source with parameters | the event's |
//! | `UserCreated` | an event of the app | the struct itself |
//! | `any(stripe::on_price_created, stripe::on_price_updated)` | any of several events of one payload | theirs |
//! | `cron("0 9 * * MON-FRI", tz = "Europe/London")` | the clock | [`Tick`](crate::Tick) |
//! | `every("15m", missed = all)` | the clock | [`Tick`](crate::Tick) |
//! | `Due::<Reminder>` | the clock, by schedules that are registered while the app runs | [`Due`](crate::Due) |
//! | `invoke` | a call: [`io.invoke`](super::io), or the end of another job's run | the job's own |
//!
//! What the compiler can know, it checks: that the trigger exists, that it delivers what the job
//! takes, that the cron expression can occur and the time zone exists.
//!
//! # Options
//!
//! ```
//! use trigger::prelude::*;
//! # #[event_spec(name = "invoice.due")]
//! # #[derive(Clone, serde::Serialize, serde::Deserialize)]
//! # pub struct InvoiceDue { customer: String, amount: u64 }
//! # #[task] async fn remind(customer: String) -> Result<()> { drop(customer); Ok(()) }
//!
//! /// Reminds a customer of an invoice.
//! #[job(
//!     trigger = InvoiceDue,
//!     filter = |invoice| invoice.amount > 0,
//!     concurrency(limit = 1, key = |invoice| invoice.customer.clone()),
//!     timeout = "7 days",
//!     retry(limit = 3, min = "1m"),
//!     on_failure = tell_somebody
//! )]
//! async fn remind_of_invoice(invoice: InvoiceDue, io: Io) -> Result<()> {
//!     io.run("remind", remind(invoice.customer)).await
//! }
//!
//! #[job(trigger = invoke)]
//! async fn tell_somebody(failed: RunFailed, io: Io) -> Result<()> {
//!     io.log().error(failed.error.message(), json!({ "run": failed.run }));
//!     Ok(())
//! }
//! ```
//!
//! - **`concurrency`**: how many of the job's runs execute at once; with `key`, for each value of
//!   it; with `group`, together with other jobs, of whose limits the strictest holds. What is over
//!   the limit waits: of one job in order, of several in turn. A run that waits, for a time or for
//!   a retry, leaves its place to the next one. The program that was started last says how large a
//!   limit is, also for runs that wait already.
//! - **`timeout`**: how long a run may take from its first start to its end, waits included.
//! - **`retry`**: a run that failed is started again. Its finished tasks keep their results.
//! - **`on_success`**, **`on_failure`**: the job that is started, once, when a run ends. It is a job
//!   like any other, `trigger = invoke`, that takes [`RunCompleted`](crate::job::RunCompleted) or
//!   [`RunFailed`](crate::job::RunFailed).
//! - **`enabled`**: an expression, asked when the app starts.
//! - **`log_level`**: the least important lines that are kept.
//!
//! Beside these, a process executes 64 runs at once, or as many as
//! [`App::concurrency`](crate::App::concurrency) or `TRIGGER_CONCURRENCY` say. When it is full,
//! jobs with queued runs take turns, so that a flood of one keeps no other waiting. Nor does a flood
//! of runs that take long: of each sixteen of these places one is kept for runs whose job has no
//! other place, so that they start at once; fewer than sixteen places keep none. `jobs pause ID`
//! queues a job's runs without starting them.
//!
//! What there is to say about the clock is in [`schedules`](super::schedules).
