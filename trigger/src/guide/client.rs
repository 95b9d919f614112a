//! Acting on an app from its own program, from the command line, and from other programs.
//!
//! # From the program itself
//!
//! [`App::client`](crate::App::client) gives a [`Client`](crate::Client): it sends events, starts
//! jobs, lists and changes runs. It is cheap to clone.
//!
//! ```no_run
//! use trigger::client::RunQuery;
//! use trigger::prelude::*;
//! use trigger::{Client, RunStatus};
//! # #[event_spec(name = "user.created")]
//! # #[derive(Clone, serde::Serialize, serde::Deserialize)]
//! # struct UserCreated { id: u64 }
//! # #[job(trigger = invoke)]
//! # async fn report(month: u8) -> Result<String> { Ok(format!("{month}")) }
//!
//! async fn sign_up(client: Client, id: u64) -> Result<()> {
//!     // Sent once, however often the form is submitted.
//!     client.send_once(format!("user-{id}"), UserCreated { id }).await?;
//!     Ok(())
//! }
//!
//! async fn november(client: Client) -> Result<()> {
//!     let run = client.invoke::<report>(11).await?;
//!     let ended = client.finished(run).await?;
//!     println!("{}: {:?}", ended.summary.status, ended.output);
//!     Ok(())
//! }
//!
//! async fn the_api_was_down(client: Client) -> Result<()> {
//!     let failed = RunQuery {
//!         status: Some(RunStatus::Failed),
//!         job: Some("report".to_owned()),
//!         ..RunQuery::default()
//!     };
//!     let retried = client.retry_all(failed).await?;
//!     println!("{} go on", retried.runs.len());
//!     Ok(())
//! }
//! ```
//!
//! # What can be done with a run
//!
//! | | makes sense for a run that | |
//! |---|---|---|
//! | cancel | has not ended | ends it at once, or at its next await if it executes, in whatever process; what it finished is kept, and so is the reason |
//! | retry | failed, timed out, was cancelled, or waits for its next attempt | the same run goes on: finished tasks keep their results, failed ones are tried again, and what it waited for it waits for anew |
//! | replay | is known | a new run on the same or an edited payload; each names the other |
//! | move | waits or is queued | it goes on with the version of its job that the program has |
//!
//! A cancelled run stops the runs that it waits for (`io.invoke_and_wait`), and not those that it
//! only started; a run that waits for a cancelled one is told at once. No `on_failure` follows a
//! cancelled run: whoever cancelled it knows. What a run has spawned by itself goes on, as nothing
//! can stop a task of tokio's that nobody holds.
//!
//! A run that waited for an event when it ended, and is retried, takes one that came since it began
//! and that it has not taken; one that waited for a request hands out another URL.
//!
//! # Deliveries
//!
//! What arrived at a source is kept as it came and can be processed anew
//! ([`replay_delivery`](crate::Client::replay_delivery)), as a delivery of its own; each names the
//! other.
//!
//! - The events that were found in it start what they would start now: jobs that were added since, or
//!   whose filter has changed. What already has a run gets no second one, unless that is asked for
//!   ([`replay_delivery_again`](crate::Client::replay_delivery_again)); then the new run repeats it.
//!   Runs that were forgotten after their time are not known any more.
//! - A delivery that was rejected is verified again, by the secrets that its source has now: so what
//!   was refused while a secret was wrong is not lost. Its age is what it was when it first arrived,
//!   and what nobody signed stays rejected. One that was large is kept in part and cannot be
//!   replayed.
//!
//! # Schedules
//!
//! [`schedules`](crate::Client::schedules) lists them,
//! [`pause_schedule`](crate::Client::pause_schedule) and
//! [`resume_schedule`](crate::Client::resume_schedule) stop their ticks and let them go on, and
//! [`register_schedule`](crate::Client::register_schedule) keeps one that no run has registered.
//!
//! # From the command line
//!
//! ```console
//! $ app runs --status failed --job charge --from 2026-01-31T08:00:00Z
//! $ app runs retry --status failed --job charge
//! $ app runs cancel run_01a208d537157237992655925165e58d --reason "wrong customer"
//! $ app runs replay run_01a208d537157237992655925165e58d --payload '{"id":7}'
//! $ app runs move --job charge --to-current
//! $ app invoke report --payload 11 --wait
//! $ app replay-delivery delivery_01a20ad105437292a85d1d025340bab1 --again
//! ```
//!
//! Each takes ids, or says which runs with the filters of `runs`, or `--all`. The exit code is 0
//! when all of them were changed, 1 when one could not be, and 2 when it is not clear which.
//! `--after RUN` lists the next page.
//!
//! # From other programs
//!
//! The app serves an API under `/api/v1` once `TRIGGER_API_TOKEN` is set, 16 characters or more,
//! where it serves. Whoever has the token may do everything, so there is no API without one, not
//! even for the loopback address: that is where a proxy's requests come from.
//!
//! ```console
//! $ curl -H "Authorization: Bearer $TRIGGER_API_TOKEN" -H "Idempotency-Key: signup-7" \
//!     --json '{"name":"user.created","payload":{"id":7}}' https://app.example/api/v1/events
//! ```
//!
//! | | |
//! |---|---|
//! | `POST /events` | sends an event: `name`, `payload`, `id` |
//! | `GET /jobs`, `POST /jobs/{id}/invoke` | the jobs; starts a run of one: `payload` |
//! | `GET /runs?status=&job=&from=&until=&text=&after=&limit=` | runs, newest first, and what `after` is for the next page |
//! | `GET /runs/{id}` | a run with its tasks and lines |
//! | `POST /runs/{id}/cancel`, `/retry`, `/replay`, `/move` | changes it: `reason`, `payload` |
//! | `POST /runs/cancel?status=&job=&from=&until=&text=`, `/retry`, `/replay`, `/move` | changes all that match, or with `all=true` all: `reason` |
//! | `GET /deliveries`, `GET /sources`, `GET /sources/{key}` | what arrived, and where |
//! | `POST /deliveries/{id}/replay` | processes it anew: `again` |
//! | `POST /sources/check`, `/sources/{key}/check` | asks providers whether they have what was registered |
//! | `POST /sources/{key}/register`, `/prune` | registers a source anew: `other`; removes one that nothing wants: `forget` |
//!
//! `Idempotency-Key` makes an event, the call of a job, or the replay of a run have its effect once;
//! the answer is then the first one's. What goes wrong is an `application/problem+json` whose `detail` says what to
//! change. `GET /api/openapi.json` describes all of it for a generator of clients, and so does the
//! command `openapi`, which adds the dashboard's pages in JSON. Answers are the types of [`record`](crate::record).
