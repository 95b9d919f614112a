//! What an engine has to do, as facts that any engine can be held to.
//!
//! A fact speaks to the engine through [`Engine`] and, within jobs, through
//! [`RunOps`](crate::run::RunOps), and through nothing else: what an engine keeps, and where, is its
//! own business. An engine is held to all of them by `conforms! { ItsHarness }`, with a
//! [`Harness`] that says how it is opened and how its process ends without notice.

pub(crate) mod accounts;
pub(crate) mod again;
pub(crate) mod awaiting;
pub(crate) mod control;
pub(crate) mod crashes;
pub(crate) mod delayed;
pub(crate) mod determinism;
pub(crate) mod durability;
pub(crate) mod dynamic;
pub(crate) mod events;
pub(crate) mod invoke;
pub(crate) mod operations;
pub(crate) mod options;
pub(crate) mod pause;
pub(crate) mod schedule;
pub(crate) mod tasks;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::{Action, Engine, Publish};
use crate::id::RunId;
use crate::job::{Concurrency, JobDef, JobOptions};
use crate::record::{RunQuery, RunRecord, RunSummary, TaskStatus};
use crate::run::{RunStatus, StepKind};
use crate::spec::Attempt;
use crate::store::StoreError;
use crate::time::{Clock, Timestamp, add, until};
use crate::{
    Error, Io, Properties, Result, RunOnClient as _, event_spec, job, jobs, properties, task,
};

const HOUR: Duration = Duration::from_secs(3600);

/// How long something may take that the clock does not decide. That nothing happens for so long is a
/// failure, not a matter of time.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where an engine keeps what outlives its processes.
pub(crate) trait Harness: Send + Sync + 'static {
    /// A place where nothing is kept yet.
    fn new() -> Self;

    /// An engine over this place that nothing executes before it serves.
    fn open(&self, setup: Setup) -> impl Future<Output = Arc<dyn Engine>> + Send;

    /// Ends every engine over this place without notice: what is not committed never was.
    fn crash(&self) -> impl Future<Output = ()> + Send;
}

/// How an engine is opened.
pub(crate) struct Setup {
    pub(crate) jobs: Vec<JobDef>,
    pub(crate) clock: Clock,
    /// Whether a run fails whose calls come in another order than when they were recorded.
    pub(crate) strict_replay: bool,
}

/// An app that can be started and stopped over one place and one clock.
struct Bench<H> {
    place: H,
    clock: Clock,
    jobs: Vec<JobDef>,
    strict_replay: bool,
}

impl<H: Harness> Bench<H> {
    fn new(jobs: impl IntoIterator<Item = JobDef>) -> Self {
        Self {
            place: H::new(),
            clock: Clock::manual("2026-01-01T00:00:00Z".parse().unwrap()),
            jobs: jobs.into_iter().collect(),
            strict_replay: true,
        }
    }

    /// The same place with other jobs.
    fn with(self, jobs: impl IntoIterator<Item = JobDef>) -> Self {
        Self {
            jobs: jobs.into_iter().collect(),
            ..self
        }
    }

    async fn open(&self) -> Arc<dyn Engine> {
        let setup = Setup {
            jobs: self.jobs.clone(),
            clock: self.clock.clone(),
            strict_replay: self.strict_replay,
        };
        self.place.open(setup).await
    }

    async fn start(&self) -> Running {
        let engine = self.open().await;
        let (stop, stopped) = oneshot::channel::<()>();
        let served = Arc::clone(&engine);
        let serve = tokio::spawn(async move {
            let shutdown = Box::pin(async {
                let _ = stopped.await;
            });
            served.serve(shutdown).await.unwrap();
        });
        Running {
            clock: self.clock.clone(),
            engine,
            stop,
            serve,
        }
    }

    /// Ends the process without notice.
    async fn crash(&self, app: Running) {
        app.serve.abort();
        let _ = app.serve.await;
        self.place.crash().await;
    }
}

struct Running {
    clock: Clock,
    engine: Arc<dyn Engine>,
    stop: oneshot::Sender<()>,
    serve: JoinHandle<()>,
}

/// An order, as an event.
fn order_placed(payload: &Value) -> Publish {
    Publish {
        name: "order.placed".to_owned(),
        payload: serde_json::value::to_raw_value(payload).unwrap(),
        id: None,
    }
}

impl Running {
    /// Sends an order and gives the run that it started.
    async fn order(&self, id: u32) -> RunId {
        let order = order_placed(&json!({ "id": id }));
        self.engine.publish(order).await.unwrap().runs[0]
    }

    /// Waits until a run is as it should be, and gives it.
    async fn until(&self, run: RunId, is: impl Fn(&RunRecord) -> bool) -> RunRecord {
        let looks = async {
            loop {
                let record = self.record(run).await;
                if is(&record) {
                    return record;
                }
                tokio::task::yield_now().await;
            }
        };
        let looked = tokio::time::timeout(PATIENCE, looks).await;
        looked.expect("the run comes to be as it should")
    }

    /// Waits until a run rests: it has ended, or waits for more than the time that it is.
    async fn rest(&self, run: RunId) -> RunStatus {
        let now = self.clock.now();
        let is_due = |at: Timestamp| until(now, at).is_zero();
        let rests = |run: &RunRecord| match run.summary.status {
            RunStatus::Waiting => !run.summary.wake_at.is_some_and(is_due),
            status => status.is_finished(),
        };
        self.until(run, rests).await.summary.status
    }

    /// Waits until a run has ended, and gives it.
    async fn ended(&self, run: RunId) -> RunRecord {
        let ended = tokio::time::timeout(PATIENCE, self.engine.finished(run)).await;
        ended.expect("the run ends").unwrap()
    }

    /// Waits until a run waits.
    async fn waiting(&self, run: RunId) {
        let waits = |run: &RunRecord| run.summary.status == RunStatus::Waiting;
        self.until(run, waits).await;
    }

    /// The runs, newest first.
    async fn runs(&self) -> Vec<RunSummary> {
        let query = RunQuery {
            limit: 10_000,
            ..RunQuery::default()
        };
        self.engine.runs(query).await.unwrap()
    }

    /// The runs that a run has invoked, oldest first.
    async fn children(&self, parent: RunId) -> Vec<RunId> {
        let runs = self.runs().await.into_iter().rev();
        runs.filter(|run| run.parent == Some(parent))
            .map(|run| run.id)
            .collect()
    }

    /// Waits until a job has so many runs that have ended, and gives them, oldest first.
    async fn ended_runs(&self, job: &str, count: usize) -> Vec<RunRecord> {
        let of_job = |run: &RunSummary| run.job == job;
        let looks = async {
            loop {
                let runs: Vec<_> = self.runs().await.into_iter().filter(of_job).collect();
                if runs.len() >= count && runs.iter().all(|run| run.status.is_finished()) {
                    return runs;
                }
                tokio::task::yield_now().await;
            }
        };
        let runs = tokio::time::timeout(PATIENCE, looks).await;
        let mut records = Vec::new();
        for run in runs.expect("the job's runs end").iter().rev() {
            records.push(self.record(run.id).await);
        }
        assert_eq!(records.len(), count);
        records
    }

    async fn record(&self, run: RunId) -> RunRecord {
        self.engine.run(run).await.unwrap().unwrap()
    }

    /// An order's run, once it rests.
    async fn run(&self, id: u32) -> RunRecord {
        let run = self.order(id).await;
        self.rest(run).await;
        self.record(run).await
    }

    async fn stop(self) {
        self.stop.send(()).unwrap();
        self.serve.await.unwrap();
    }
}

/// An order was placed.
#[event_spec(name = "order.placed")]
#[derive(Clone, Debug, Serialize, Deserialize)]
struct OrderPlaced {
    id: u32,
}

#[task]
async fn double(number: u32) -> Result<u32> {
    Ok(number * 2)
}

/// Holds an engine to every fact: a test for each, over a [`Harness`].
macro_rules! conforms {
    ($harness:ty) => {
        crate::engine::conformance::facts! { $harness:
            accounts: [
                what_a_run_invokes_is_of_its_account_or_of_the_one_that_it_says,
                what_a_run_of_an_account_invokes_invokes_for_it_too,
                an_event_that_a_run_sends_is_of_its_account_now_or_later,
                what_follows_from_a_run_is_of_its_account,
                a_run_stays_of_its_account_however_often_it_is_tried_or_repeated,
                a_call_from_outside_is_of_the_account_that_it_says,
            ],
            again: [
                a_cancelled_run_that_is_tried_again_waits_for_its_event_anew,
                a_cancelled_run_that_is_tried_again_hands_out_another_url,
                a_strict_run_may_come_to_its_calls_in_another_order_after_a_failure,
                a_parent_waits_for_the_child_that_took_the_place_of_another_one,
            ],
            awaiting: [
                a_run_goes_on_with_the_event_that_it_waits_for_and_no_other,
                a_wait_that_runs_out_gives_nothing_and_takes_no_later_event,
                an_event_that_comes_while_nobody_serves_is_not_lost,
                an_event_that_came_before_the_wait_counts_once_and_an_older_one_not,
                a_filter_that_makes_no_sense_fails_the_call,
                waiting_until_a_time_that_has_passed_is_not_waiting,
                the_first_request_resolves_the_wait_and_every_other_is_gone,
                a_request_after_the_time_is_gone,
                a_request_that_comes_while_the_url_is_handed_out_is_not_lost,
                an_event_finds_its_run_among_many_that_wait_for_others,
                a_delayed_event_resolves_a_wait_when_its_time_comes,
            ],
            control: [
                a_run_is_cancelled_at_its_next_await_and_keeps_what_it_did,
                a_cancelled_run_lets_the_next_one_of_its_limit_through,
                a_waiting_run_is_cancelled_at_once_and_never_wakes,
                a_retry_goes_on_from_the_failed_task,
                a_replay_is_a_new_run_of_the_same_or_an_edited_payload_linked_both_ways,
                a_change_of_many_covers_all_that_match_and_nothing_else,
                a_run_goes_on_with_a_compatible_version_and_waits_for_one_otherwise,
                a_run_of_another_version_is_moved_on,
                a_cancelled_child_tells_its_parent_at_once,
                a_cancelled_parent_stops_the_children_that_it_waits_for,
            ],
            crashes: [
                what_was_committed_is_never_executed_again_and_the_rest_is,
            ],
            delayed: [
                a_delayed_event_is_published_at_its_time_and_survives_a_restart,
                an_event_of_a_known_id_is_dropped_whether_it_was_published_or_waits,
                an_event_can_be_taken_back_before_its_time,
                a_batch_is_sent_in_one_commit_and_once,
            ],
            determinism: [
                a_joined_run_is_replayed_in_the_order_in_which_its_results_came,
                the_winner_of_a_select_wins_again_though_the_loser_has_a_result_too,
                calls_that_come_in_another_order_fail_a_strict_run,
                a_changed_call_under_a_stored_key_is_reported_with_both_shapes,
                a_failed_task_that_a_waiting_task_has_handled_is_not_executed_again,
            ],
            durability: [
                a_waiting_run_is_put_away_and_comes_back_by_its_time,
                a_run_whose_job_is_gone_is_put_away_and_not_lost,
            ],
            dynamic: [
                a_registered_schedule_ticks_until_it_is_taken_back_and_over_restarts,
                a_schedule_can_be_paused_whoever_registered_it,
            ],
            events: [
                an_event_that_a_run_sends_starts_its_jobs_once,
                a_payload_that_does_not_fit_is_recorded_and_never_executes,
                an_event_id_that_is_known_starts_nothing,
                a_filter_leaves_events_out,
                events_of_one_name_differ_by_their_filters,
                the_filter_of_an_event_and_that_of_a_job_must_both_hold,
                an_event_that_is_any_of_several_starts_one_run_as_the_first_that_it_is,
                a_filter_of_a_part_is_asked_before_the_whole_is_read,
            ],
            invoke: [
                an_invoked_run_returns_to_the_run_that_waits_for_it,
                what_is_invoked_and_not_waited_for_goes_on_by_itself,
                a_failed_timed_out_or_cancelled_child_fails_the_wait_at_once,
                a_batch_gives_what_became_of_each_in_order,
                a_child_reaches_a_parent_that_does_something_else_meanwhile,
                a_waiting_parent_leaves_its_place_to_others,
                a_retried_parent_starts_a_failed_child_anew_and_keeps_one_that_completed,
                a_tried_job_has_what_it_invokes_executed_in_the_same_process,
            ],
            operations: [
                values_are_kept_by_run_by_job_and_by_app,
                a_value_that_was_read_is_read_the_same_on_replay,
                the_clock_and_randomness_are_recorded,
                statuses_are_kept_with_their_history,
                every_operation_is_refused_in_a_spawned_task,
            ],
            options: [
                a_run_that_waits_too_long_is_timed_out_and_so_is_one_that_is_to_be_retried,
                the_end_of_a_run_starts_the_job_that_follows_from_it,
                a_waiting_run_leaves_its_place_to_the_next_one,
                a_failed_run_is_started_again_and_keeps_its_finished_tasks,
                a_disabled_job_is_started_by_nothing,
                lines_below_the_jobs_level_are_not_recorded,
            ],
            pause: [
                a_paused_schedule_ticks_no_more_and_what_it_missed_follows_its_policy,
                the_next_five_ticks_are_told_as_the_zone_has_them,
                the_runs_of_a_paused_job_are_queued_and_start_when_it_goes_on,
            ],
            schedule: [
                ticks_that_were_missed_are_skipped,
                ticks_that_were_missed_are_made_up_for_by_one_run,
                ticks_that_were_missed_are_all_made_up_for_in_order,
                a_filter_of_a_scheduled_job_leaves_ticks_out,
            ],
            tasks: [
                a_run_completes_and_keeps_what_its_tasks_returned,
                a_failed_task_is_tried_again_as_its_policy_says,
                an_error_that_no_retry_can_mend_fails_at_once,
                a_key_used_twice_is_an_error_that_names_both_places,
                tasks_can_be_joined_and_the_longest_wait_decides,
                tasks_nest_and_a_wait_within_a_task_puts_the_run_away,
                io_in_a_spawned_task_is_refused,
                a_panic_fails_the_run_and_nothing_else,
                what_a_task_says_of_its_call_is_kept_with_it,
                borrowed_arguments_are_kept_for_each_attempt,
                code_on_a_client_is_a_task_of_its_integration,
            ],
        }
    };
}

/// A test for each fact of a list. A fact that is in none is unused, and the compiler says so.
macro_rules! facts {
    ($harness:ty: $($about:ident: [$($fact:ident),* $(,)?],)*) => {$(
        mod $about {
            #[allow(unused_imports)]
            use super::*;

            $(
                #[tokio::test]
                async fn $fact() {
                    crate::engine::conformance::$about::$fact::<$harness>().await;
                }
            )*
        }
    )*};
}

pub(crate) use {conforms, facts};
