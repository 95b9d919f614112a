//! Every durable operation of [`Io`](crate::Io), one after the other.
//!
//! Each call has a key of its own within the run, or within the task that makes it, and is done
//! once: its result is committed, and comes back when the run is executed again.
//!
//! | call | what it does | gives |
//! |---|---|---|
//! | `run(key, task)` | executes a task, with retries | what the task returns |
//! | `wait(key, duration)`, `wait_until(key, time)` | waits, for seconds or months | |
//! | `yield_now(key)` | leaves the run's place to others | |
//! | `wait_for_event::<Event>(key, filter, timeout)` | waits for an event | its payload, or `None` |
//! | `wait_for_request(key, hand_out, timeout)` | hands out a URL and waits for a request to it | the request, or `None` |
//! | `send_event(key, event)`, `send_events` | publishes events, at once or later | their ids and runs |
//! | `cancel_event(key, id)` | takes back an event whose time is still to come | whether there was one |
//! | `invoke::<job>(key, payload)`, `invoke_all` | starts runs of another job | their ids |
//! | `invoke_and_wait::<job>(key, payload)` | starts a run and waits for it | what the job returns |
//! | `invoke_all_and_wait::<job>(key, payloads)` | starts runs and waits for all | the `Result` of each |
//! | `fetch(key, request)` | makes a request, tried again by its status | the answer |
//! | `store()`, `store().job()`, `store().app()` | `get`, `set`, `has`, `delete` of a named value | |
//! | `status(key, status)` | says where the run stands, for people | |
//! | `now(key)`, `random(key)`, `uuid(key)` | the clock and randomness, recorded | the value |
//! | `log()` | records a line; it needs no key | |
//!
//! # Events
//!
//! ```
//! use trigger::prelude::*;
//!
//! #[event_spec(name = "order.placed")]
//! #[derive(Clone, serde::Serialize, serde::Deserialize)]
//! pub struct OrderPlaced { id: u64 }
//!
//! #[event_spec(name = "order.paid")]
//! #[derive(Clone, serde::Serialize, serde::Deserialize)]
//! pub struct OrderPaid { id: u64 }
//!
//! #[event_spec(name = "reminder.due")]
//! #[derive(Clone, serde::Serialize, serde::Deserialize)]
//! pub struct ReminderDue { order: u64 }
//!
//! const DAY: Duration = Duration::from_secs(24 * 3600);
//!
//! #[job(trigger = OrderPlaced)]
//! async fn collect_payment(order: OrderPlaced, io: Io) -> Result<()> {
//!     // Published in two days, unless it is taken back.
//!     let reminder_id = format!("reminder-{}", order.id);
//!     let reminder = Sending::of(ReminderDue { order: order.id })
//!         .id(&reminder_id)
//!         .deliver_after(2 * DAY);
//!     io.send_event("plan-reminder", reminder).await?;
//!
//!     let of_this_order = json!({ "id": [order.id] });
//!     match io.wait_for_event::<OrderPaid>("paid", of_this_order, 14 * DAY).await? {
//!         Some(_) => {
//!             io.cancel_event("no-reminder", reminder_id).await?;
//!             Ok(())
//!         }
//!         None => Err(Error::permanent("not paid within two weeks")),
//!     }
//! }
//! ```
//!
//! An event counts for a wait if it came after the run's own event and the run has not taken it
//! already, so what one of its tasks has caused is not missed, however quick it was. An event of a
//! given id is published once; a second one is dropped, also while the first one waits for its
//! time. Delayed events are kept in the database and published when a process serves.
//!
//! # Requests
//!
//! For a person who clicks a link, or a provider that calls back. The URL stands under
//! `TRIGGER_PUBLIC_URL`, takes one request of any method within the ingress's limits, and cannot
//! be guessed. The first request is answered 200 once it is on the disk; a later one 410; one to
//! an unknown URL, or one of a run that has ended, 404.
//!
//! ```
//! use trigger::prelude::*;
//! # #[event_spec(name = "expense.filed")]
//! # #[derive(Clone, serde::Serialize, serde::Deserialize)]
//! # pub struct ExpenseFiled { id: u64 }
//! # async fn mail_to_the_boss(id: u64, url: String) -> Result<()> { drop((id, url)); Ok(()) }
//! #[job(trigger = ExpenseFiled)]
//! async fn approve(expense: ExpenseFiled, io: Io) -> Result<bool> {
//!     let a_week = Duration::from_secs(7 * 24 * 3600);
//!     let ask = |url| mail_to_the_boss(expense.id, url);
//!     let answer = io.wait_for_request("answer", ask, a_week).await?;
//!     Ok(answer.is_some_and(|request| request.query == "approve=yes"))
//! }
//! ```
//!
//! # Other jobs
//!
//! A job that is called has `trigger = invoke`, and is named as a type. The compiler checks the
//! payload, and that the job can be called. Its run is one like any other; while the caller waits
//! for it, the caller takes no memory and no place of a concurrency limit, so a job may even wait
//! for one that shares its limit of 1.
//!
//! ```
//! use trigger::prelude::*;
//! # #[event_spec(name = "report.wanted")]
//! # #[derive(Clone, serde::Serialize, serde::Deserialize)]
//! # pub struct ReportWanted { months: Vec<u32> }
//! #[job(trigger = ReportWanted)]
//! async fn report(wanted: ReportWanted, io: Io) -> Result<u64> {
//!     let sums = io.invoke_all_and_wait::<sum>("sums", wanted.months).await?;
//!     let sums: Vec<u64> = sums.into_iter().collect::<Result<_>>()?;
//!     io.invoke::<archive>("archive", sums.clone()).await?;
//!     Ok(sums.iter().sum())
//! }
//!
//! #[job(trigger = invoke, concurrency = 3)]
//! async fn sum(month: u32) -> Result<u64> {
//!     Ok(u64::from(month) * 100)
//! }
//!
//! #[job(trigger = invoke)]
//! async fn archive(sums: Vec<u64>) -> Result<()> {
//!     drop(sums);
//!     Ok(())
//! }
//! ```
//!
//! # Several things at once
//!
//! Calls with different keys may be joined and raced. Results are given to the run's code one at a
//! time, in the order in which they were committed, on the first execution and on every other: so
//! the branch of a `select!` that won wins again, and chains that were joined interleave as they
//! did.
//!
//! ```
//! use trigger::prelude::*;
//! # #[event_spec(name = "order.placed")]
//! # #[derive(Clone, serde::Serialize, serde::Deserialize)]
//! # pub struct OrderPlaced { id: u64 }
//! # #[task] async fn ask_the_shop(id: u64) -> Result<String> { Ok(format!("{id}")) }
//! #[job(trigger = OrderPlaced)]
//! async fn ask(order: OrderPlaced, io: Io) -> Result<String> {
//!     tokio::select! {
//!         answer = io.run("ask", ask_the_shop(order.id)) => answer,
//!         _ = io.wait("patience", Duration::from_secs(3600)) => Ok("no answer".to_owned()),
//!     }
//! }
//! ```
//!
//! # What people see
//!
//! ```
//! use trigger::prelude::*;
//! # #[event_spec(name = "film.shot")]
//! # #[derive(Clone, serde::Serialize, serde::Deserialize)]
//! # pub struct FilmShot { scenes: u32 }
//! # #[task] async fn cut(scene: u32) -> Result<()> { let _ = scene; Ok(()) }
//! #[job(trigger = FilmShot)]
//! async fn edit(film: FilmShot, io: Io) -> Result<()> {
//!     for scene in 0..film.scenes {
//!         io.run(("cut", scene), cut(scene)).await?;
//!         let status = Status::new("editing", format!("{} of {}", scene + 1, film.scenes));
//!         io.status(("status", scene), status).await?;
//!     }
//!     Ok(())
//! }
//! ```
//!
//! `runs show` lists the statuses with their times; the last one of a label stands.
