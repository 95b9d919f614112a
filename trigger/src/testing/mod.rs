//! Testing jobs: in process, on virtual time, with fakes in the place of tasks.
//!
//! ```
//! use trigger::prelude::*;
//! use trigger::testing;
//!
//! # #[event_spec(name = "user.created")]
//! # #[derive(Clone, serde::Serialize, serde::Deserialize)]
//! # struct UserCreated { email: String }
//! #[job(trigger = UserCreated)]
//! async fn welcome(user: UserCreated, io: Io) -> Result<()> {
//!     io.wait("a-day", Duration::from_secs(86_400)).await?;
//!     io.run("greet", send_mail(user.email, "How do you like it?".to_owned())).await
//! }
//!
//! #[task]
//! async fn send_mail(to: String, text: String) -> Result<()> {
//! #   let _ = (to, text);
//!     // …
//! #   Ok(())
//! }
//!
//! # async fn example() {
//! // In a test: #[tokio::test] async fn a_new_user_is_greeted_after_a_day()
//! let app = testing::App::with_jobs(jobs![welcome])
//!     .fake(|mail: &send_mail| Ok(assert_eq!(mail.to, "ada@example.com")))
//!     .start()
//!     .await;
//!
//! let ada = UserCreated { email: "ada@example.com".into() };
//! let run = app.send(ada).await.run();
//! run.assert_waiting();
//!
//! app.advance(Duration::from_secs(86_400)).await;
//! run.assert_completed();
//! run.task("greet").assert_ran_once();
//! # }
//! # tokio::runtime::Runtime::new().unwrap().block_on(example());
//! ```
//!
//! - [`app`] has every job of the program, [`App::with_jobs`] those that it is given; both take
//!   fakes, and start.
//! - [`Running`] is the app that runs: events are [sent](Running::send), webhooks
//!   [arrive](Running::trigger), schedules [tick](Running::tick), jobs are [called](Running::call),
//!   and time [advances](Running::advance).
//! - [`Run`] is one run: it is asked where it stands, and asserts. What does not hold is told with
//!   the run's whole story.
//!
//! The guide has a page about it: [`guide::testing`](crate::guide::testing).

mod app;
mod fakes;
mod run;
mod running;
mod started;
mod story;
mod task;

pub use app::{App, app};
pub use fakes::FakedCall;
pub use run::Run;
pub use running::Running;
pub use started::{LeftOut, Started};
pub use task::RanTask;
