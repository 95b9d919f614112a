//! What is executed once, what again, and what that asks of a job's code.
//!
//! A run of a job is executed from the top each time it is started: the first time, after a crash,
//! and after a long wait. What it did through [`Io`](crate::Io) is not done again: each call finds
//! its stored result and returns it at once. So the function goes quickly through everything that
//! is done, and on from there.
//!
//! ```
//! use trigger::prelude::*;
//! # #[event_spec(name = "order.placed")]
//! # #[derive(Clone, serde::Serialize, serde::Deserialize)]
//! # pub struct OrderPlaced { id: u64, lines: Vec<Line> }
//! # #[derive(Clone, serde::Serialize, serde::Deserialize)]
//! # pub struct Line { sku: String }
//! # #[task] async fn charge(order: u64) -> Result<String> { Ok(format!("ch_{order}")) }
//! # #[task] async fn ship(sku: String) -> Result<()> { drop(sku); Ok(()) }
//! # #[task] async fn ask_for_a_review(order: u64) -> Result<()> { let _ = order; Ok(()) }
//! #[job(trigger = OrderPlaced)]
//! async fn fulfil(order: OrderPlaced, io: Io) -> Result<()> {
//!     // Charged once, whatever happens after this line.
//!     let charge = io.run("charge", charge(order.id)).await?;
//!     io.log().info("charged", json!({ "charge": charge }));
//!
//!     // In a loop, an index tells the calls apart.
//!     for line in order.lines {
//!         io.run(("ship", line.sku.clone()), ship(line.sku)).await?;
//!     }
//!
//!     // The program may be stopped, updated and started again in the meantime.
//!     io.wait("a-week", Duration::from_secs(7 * 24 * 3600)).await?;
//!     io.run("review", ask_for_a_review(order.id)).await
//! }
//! ```
//!
//! # The contract
//!
//! - **Durable calls are made in the job's own future**, not in a spawned task, where they are
//!   refused. To do several things at once, `tokio::join!` them.
//! - **Everything else a job does may be done again.** The clock, randomness and the outside world
//!   belong into tasks; the job's own code decides by what tasks returned.
//! - **A key names a call for the life of the run.** A call that changes its meaning gets a new
//!   key: a stored result of another operation or task under the same key is reported with both
//!   places, not misread.
//! - **Calls come in the same order when a run is executed again.** The keys alone are enough here,
//!   but an engine that keeps its journal by position needs it, and it shows code that decides by
//!   what is not recorded. [`App::strict_replay`](crate::App::strict_replay) fails such a run and
//!   names both calls.
//!
//! [`guide::io`](super::io) lists every durable operation.
//!
//! # Exactly once, and where it ends
//!
//! A task whose result is committed never executes again. A task that is executing while the
//! process is killed executes again, because nobody can know how far it came. Every attempt has
//! the same idempotency key, [`Attempt::idempotency_key`](crate::Attempt); a provider that takes
//! one does the thing once. Integrations hand it over by themselves.
//!
//! # Failures
//!
//! A task that returns an error is tried again as its policy says: `#[task(retry(limit = 5, min =
//! "1s", max = "1m"))]`, and [`RetryPolicy::DEFAULT`](crate::RetryPolicy::DEFAULT) without one. An
//! error can say that it is [permanent](crate::Error::permanent), or when to
//! [try again](crate::Retry::After); where the error is somebody else's, `on_error` names a
//! [function that judges it](crate::OnError). When no attempt is left, `io.run` returns the last error; a
//! job that returns it fails, and one that handles it goes on. The error is stored like a result,
//! so a replay takes the same way.
//!
//! # Waiting
//!
//! A run that only waits, for a time, an event, a request or another run, is put away: its future
//! is dropped, and the run is an indexed row in the database. When its time comes, the timer queues
//! it. When what it waits for comes, the commit that brings it writes the result and queues the
//! run, so that nothing is lost between the two, whichever processes are alive. There is no error to pass on for that, so no `?` or `match` in
//! a job can stand in its way. A wait, like everything else, is passed once: its time is stored
//! when it is first reached, and a restart does not start it again.
