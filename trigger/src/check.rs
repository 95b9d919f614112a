//! Whether an app is sound, as far as that can be told without running it.

use std::fmt;

use crate::app::App;
use crate::engine::{Registry, StartProblem};
use crate::job::{EventBinding, Integrations, JobDef, Screened};
use crate::spec::Verdict;

/// A test that every job of the program is sound: no two have one id, and each can read the
/// examples of what starts it, which are examples of that. Given the app, also that it has the integrations that the jobs take,
/// and that their settings can work.
///
/// ```
/// # mod example {
/// // At the end of `main.rs`:
/// trigger::check!();
/// # }
/// ```
///
/// ```
/// # mod example {
/// use trigger::App;
///
/// fn app() -> App {
///     trigger::app()
/// }
///
/// trigger::check!(app());
/// # }
/// ```
///
/// In a test of one's own there is [`App::check`].
#[macro_export]
macro_rules! check {
    (@test $checked:expr) => {
        #[::core::prelude::v1::test]
        fn every_job_is_sound() {
            if let ::core::result::Result::Err(unsound) = $checked {
                ::core::panic!("{unsound}");
            }
        }
    };
    () => {
        $crate::check!(@test $crate::__private::check_jobs());
    };
    ($app:expr $(,)?) => {
        $crate::check!(@test $crate::App::check($app));
    };
}

/// What is wrong with an app: everything at once.
#[derive(Clone, PartialEq, Eq)]
pub struct Unsound(Vec<String>);

impl Unsound {
    /// What is wrong, one sentence each.
    pub fn problems(&self) -> &[String] {
        &self.0
    }
}

impl std::error::Error for Unsound {}

impl fmt::Display for Unsound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

impl fmt::Debug for Unsound {
    /// As it is displayed, because that is what `unwrap` shows.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the app is not sound:\n{self}")
    }
}

impl App {
    /// Whether the app would start and its jobs can read the examples of what starts them.
    ///
    /// # Errors
    ///
    /// Everything that is wrong.
    pub fn check(self) -> Result<(), Unsound> {
        let (jobs, integrations) = self.into_parts();
        verdict(&jobs, start_problems(&jobs, integrations))
    }
}

/// Whether every job of the program is sound, whatever the app is given.
#[doc(hidden)]
pub fn check_jobs() -> Result<(), Unsound> {
    let (jobs, integrations) = crate::app().into_parts();
    let mut problems = start_problems(&jobs, integrations);
    problems.retain(|problem| !problem.is_missing_integration());
    verdict(&jobs, problems)
}

fn start_problems(jobs: &[JobDef], integrations: Integrations) -> Vec<StartProblem> {
    Registry::new(jobs, integrations).err().unwrap_or_default()
}

fn verdict(jobs: &[JobDef], problems: Vec<StartProblem>) -> Result<(), Unsound> {
    let mut problems: Vec<_> = problems.iter().map(ToString::to_string).collect();
    for problem in jobs.iter().flat_map(example_problems) {
        // Several jobs can have one event.
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    }
    if jobs.is_empty() {
        problems.push("there are no jobs: mention the crate that they are in, such as `use my_jobs as _;`, or name them in `App::with_jobs`".to_owned());
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Unsound(problems))
    }
}

/// The examples that a job cannot read, or that are no examples of their event.
fn example_problems(job: &JobDef) -> Vec<String> {
    let mut problems = Vec::new();
    for bound in (job.binding)().events() {
        for example in bound.event.examples {
            let event = bound.event.names.join("`, `");
            let (job_id, id) = (job.meta.id, example.id);
            if let Screened::Invalid(error) = (job.screen)(example.payload) {
                problems.push(format!(
                    "job `{job_id}` cannot read the example `{id}` of `{event}`: {error}"
                ));
            } else if let Some(reason) = no_example(bound, example.payload) {
                problems.push(format!(
                    "the example `{id}` of `{event}` is left out by the event's own filter: {reason}"
                ));
            }
        }
    }
    problems
}

/// Why a payload is no example of an event.
fn no_example(bound: &EventBinding, payload: &str) -> Option<String> {
    match (bound.filter)(payload) {
        Ok(Verdict::Matched) => None,
        Ok(Verdict::Excluded(exclusion)) => Some(exclusion.to_string()),
        Err(error) => Some(error.to_string()),
    }
}
