//! Testing jobs: what to fake, how time passes, and what a failure says.
//!
//! The kit is [`trigger::testing`](crate::testing). It is always there, with no feature to turn on:
//! what it needs of the library is one question before each attempt of a task, whether a test has
//! put something in its place.
//!
//! # A test
//!
//! ```
//! use trigger::prelude::*;
//! use trigger::testing;
//!
//! # #[event_spec(name = "order.placed")]
//! # #[derive(Clone, serde::Serialize, serde::Deserialize)]
//! # struct OrderPlaced { id: u64, cents: u64 }
//! #[job(trigger = OrderPlaced, filter = |order| order.cents > 0)]
//! async fn fulfil(order: OrderPlaced, io: Io) -> Result<String> {
//!     let charged = io.run("charge", charge(order.id, order.cents)).await?;
//!     io.wait("a-week", Duration::from_secs(7 * 86_400)).await?;
//!     io.run("review", ask_for_a_review(order.id)).await?;
//!     Ok(charged)
//! }
//!
//! #[task(retry(limit = 3, min = "10s"), timeout = "30s")]
//! async fn charge(order: u64, cents: u64) -> Result<String> {
//! #   let _ = (order, cents);
//!     // … the bank is called …
//! #   Ok(String::new())
//! }
//! # #[task] async fn ask_for_a_review(order: u64) -> Result<()> { let _ = order; Ok(()) }
//!
//! // #[tokio::test]
//! async fn a_review_is_asked_for_after_a_week() {
//!     let app = testing::App::with_jobs(jobs![fulfil])
//!         .fake(|call: &charge| Ok(format!("ch_{}", call.order)))
//!         .start()
//!         .await;
//!
//!     let run = app.send(OrderPlaced { id: 7, cents: 500 }).await.run();
//!     run.assert_waiting();
//!     run.assert_no_task("review");
//!
//!     app.advance(Duration::from_secs(7 * 86_400)).await;
//!     assert_eq!(run.output::<String>(), "ch_7");
//!     run.task("review").assert_ran_once();
//! }
//! # tokio::runtime::Runtime::new().unwrap().block_on(a_review_is_asked_for_after_a_week());
//! ```
//!
//! The jobs, the tasks, the filter and the engine are the ones that run in production; the database
//! is in memory, the clock is the test's, and the network is left alone. Each app has its own, so
//! tests run side by side.
//!
//! # Which jobs
//!
//! [`testing::App::with_jobs`](crate::testing::App::with_jobs) takes the jobs of the test, and no
//! others listen. [`testing::app`](crate::testing::app) has every job of the program, as
//! [`trigger::app`](crate::app()) does: for a test of how jobs play together. Where a program makes
//! its app in a function, `testing::App::from(my_app())` is that app.
//!
//! # Fakes
//!
//! | written | takes the place of |
//! |---|---|
//! | `.fake(\|call: &charge\| Ok(…))` | the `#[task]` function `charge`, wherever it is called; the fields of `call` are its arguments, and an output of another type does not compile |
//! | `.fake_key("announce", \|call\| Ok(json!(…)))` | whatever is executed under that key: a task, a closure, an integration's task |
//! | `.fake_method("customers.create", \|call\| Ok(json!(…)))` | an integration's task |
//! | `.hang::<charge>()`, `.hang_key("announce")` | a task that never ends by itself: its time limit ends it |
//!
//! A fake is asked at each attempt and may answer differently each time. What it answers is treated
//! as what the task answers: errors are retried, results are kept. A task without a fake is
//! executed; a task of an integration without one fails, because it would call somebody, and the
//! error says which fake to write.
//!
//! ```
//! # use trigger::prelude::*;
//! # use trigger::testing;
//! # #[event_spec(name = "order.placed")]
//! # #[derive(Clone, serde::Serialize, serde::Deserialize)]
//! # struct OrderPlaced { id: u64 }
//! # #[task(retry(limit = 3, min = "10s"))]
//! # async fn charge(order: u64) -> Result<String> { Ok(order.to_string()) }
//! # #[job(trigger = OrderPlaced)]
//! # async fn fulfil(order: OrderPlaced, io: Io) -> Result<String> {
//! #     io.run("charge", charge(order.id)).await
//! # }
//! # async fn example() {
//! let app = testing::App::with_jobs(jobs![fulfil])
//!     .fake_key("charge", |call| match call.attempt {
//!         1 => Err(Error::new("no network")),
//!         _ => Ok(json!("ch_7")),
//!     })
//!     .start()
//!     .await;
//! let run = app.send(OrderPlaced { id: 7 }).await.run();
//! run.assert_waiting();
//!
//! // A delay is as long as its policy says: in a test, no part is taken off.
//! app.advance(Duration::from_secs(10)).await;
//! run.task("charge").assert_completed().assert_attempts(2);
//! assert_eq!(app.calls_of::<charge>().len(), 2);
//! # }
//! # tokio::runtime::Runtime::new().unwrap().block_on(example());
//! ```
//!
//! # What makes a job run
//!
//! - [`send`](crate::testing::Running::send): an event of the app's own.
//! - [`trigger`](crate::testing::Running::trigger): an event of a source, as if it had been
//!   verified: `app.trigger::<stripe::on_price_created>(price)`; rustc checks the payload.
//!   [`example`](crate::testing::Running::example) takes one of the event's examples, and
//!   [`trigger_json`](crate::testing::Running::trigger_json) any JSON.
//! - [`tick`](crate::testing::Running::tick): a schedule, now. By itself it ticks when time passes.
//! - [`call`](crate::testing::Running::call): a job, whatever would start it.
//!
//! What an event did is in its [`Started`](crate::testing::Started): the runs, and the jobs that
//! left it out, each with the reason.
//!
//! ```
//! # use trigger::prelude::*;
//! # use trigger::testing;
//! # #[event_spec(name = "order.placed")]
//! # #[derive(Clone, serde::Serialize, serde::Deserialize)]
//! # struct OrderPlaced { id: u64, cents: u64 }
//! # #[job(trigger = OrderPlaced, filter = |order| order.cents > 0)]
//! # async fn fulfil(order: OrderPlaced) -> Result<u64> { Ok(order.id) }
//! # async fn example() {
//! # let app = testing::App::with_jobs(jobs![fulfil]).start().await;
//! let started = app.send(OrderPlaced { id: 7, cents: 0 }).await;
//! started.assert_nothing_ran();
//! started.assert_left_out::<fulfil>("`order.cents > 0` does not hold: `order.cents` is 0");
//! # }
//! # tokio::runtime::Runtime::new().unwrap().block_on(example());
//! ```
//!
//! # Time
//!
//! Whatever makes something happen returns when nothing more can happen without time passing; there
//! is nothing to poll and nothing to sleep for. Then [`advance`](crate::testing::Running::advance)
//! lets time pass: the clock stops at each moment at which a wait ends, an attempt is due, a
//! schedule ticks or a time limit is reached, in order, and what follows happens at that moment.
//! [`finish`](crate::testing::Running::finish) goes on until all runs have ended. A job's code sees
//! this clock through its tasks' records and ticks; a task that asks the machine for the time gets
//! the machine's.
//!
//! # Crashes
//!
//! A run is taken apart at each of its waits and put together again from what is stored, so a test
//! with a wait already shows that the job finds its way back.
//! [`crash_after_each_task`](crate::testing::App::crash_after_each_task) does so after every task:
//! a job that decides by the clock, a random number or the order of a map is found by it.
//! [`restart`](crate::testing::Running::restart) ends the app where it stands, with what executes
//! in the middle of it.
//!
//! # What a failure says
//!
//! An assertion that does not hold tells the run's whole story, in the order in which things
//! happened, on the test's clock:
//!
//! ```text
//! the run of `fulfil` was to be completed, and is failed
//!
//! fulfil 0.1.0: failed
//!   started by `order.placed` at 2026-01-01T00:00:00Z with {"cents":500,"id":7}
//!   +0s      · info placed {"id":7}
//!   +0s      ✕ charge [faked] 3 attempts: cannot reach the bank: no network
//!   failed with: cannot reach the bank: no network
//!
//! fakes that were not asked: the key `reveiw`
//! ```
//!
//! A task without a fake that waits for the outside world is waited for, for 30 seconds of the
//! machine's time; then the test fails and says what is executing.
