use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::time::add;

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn created() -> RunState {
    RunState::created(false, NOW)
}

fn later(seconds: u64) -> Timestamp {
    add(NOW, Duration::from_secs(seconds))
}

/// A run that a worker has taken, and the proof of it.
fn taken(run: &RunState) -> (RunState, Tenure) {
    let owner = WorkerId::new();
    let next = run.apply(Transition::Take { by: owner }, NOW).unwrap();
    let epoch = next.epoch;
    (next, Tenure { owner, epoch })
}

fn ended(ending: Ending) -> RunState {
    let (run, by) = taken(&created());
    run.apply(Transition::Finish { by, ending }, NOW).unwrap()
}

#[test]
fn a_worker_that_was_thought_gone_is_refused() {
    let (run, stale) = taken(&created());
    let finish = |by| Transition::Finish {
        by,
        ending: Ending::Completed,
    };
    let orphan = Transition::Orphan {
        finished_tasks: 0,
        rested: false,
    };
    let run = run.apply(orphan, NOW).unwrap();
    assert_eq!(run.apply(finish(stale), NOW), Err(Refusal::Stale));
    // The same worker may even be the one that takes it again.
    let by = stale.owner;
    let run = run.apply(Transition::Take { by }, NOW).unwrap();
    assert_eq!(run.apply(finish(stale), NOW), Err(Refusal::Stale));
    let fresh = Tenure { epoch: 2, ..stale };
    let run = run.apply(finish(fresh), NOW).unwrap();
    assert_eq!(run.status(), RunStatus::Completed);
}

#[test]
fn a_wait_is_over_when_its_time_has_come_and_not_before() {
    let (run, by) = taken(&created());
    let pause = Pause::until(WaitsFor::Time, later(60));
    let suspend = Transition::Suspend { by, pause, seen: 0 };
    let run = run.apply(suspend, NOW).unwrap();
    assert!(run.apply(Transition::TimeUp, later(59)).is_err());
    let run = run.apply(Transition::TimeUp, later(60)).unwrap();
    assert_eq!(run.status(), RunStatus::Queued);
}

#[test]
fn crashes_are_counted_until_a_task_is_finished_or_the_worker_survives() {
    let crash = |run: &RunState, finished_tasks| {
        let (run, _) = taken(run);
        let orphan = Transition::Orphan {
            finished_tasks,
            rested: false,
        };
        run.apply(orphan, NOW).unwrap()
    };
    let mut run = created();
    for _ in 0..SUSPECT {
        assert!(!run.is_suspect());
        run = crash(&run, 0);
    }
    assert!(run.is_suspect());
    let goes_on = crash(&run, 1);
    assert!(!goes_on.is_suspect(), "it has finished a task since");
    let (survives, by) = taken(&run);
    let survives = survives.apply(Transition::Return { by }, NOW).unwrap();
    assert!(!survives.is_suspect(), "its worker has put it back");
    while !run.is_poison() {
        assert!(run.crashes < CRASHES);
        run = crash(&run, 0);
    }
}

#[test]
fn a_person_tries_again_what_did_not_succeed_and_nothing_else() {
    for ending in [Ending::Failed, Ending::TimedOut, Ending::Cancelled] {
        let again = ended(ending).apply(Transition::Retry, NOW).unwrap();
        assert_eq!(again.status(), RunStatus::Queued);
        assert_eq!((again.started_at, again.finished_at), (None, None));
    }
    let completed = ended(Ending::Completed);
    let refused = Refusal::NotNow(RunStatus::Completed);
    assert_eq!(completed.apply(Transition::Retry, NOW), Err(refused));
    let invalid = RunState::created(true, NOW);
    assert!(invalid.apply(Transition::Retry, NOW).is_err());
}

#[test]
fn what_a_run_awaits_makes_it_go_on_whether_it_was_put_away_before_or_after() {
    let awaiting = Pause {
        on: WaitsFor::Child,
        wake_at: None,
        awaits: true,
    };
    let (executing, by) = taken(&created());
    let suspend = Transition::Suspend {
        by,
        pause: awaiting,
        seen: 0,
    };
    let put_away = executing.apply(suspend, NOW).unwrap();
    assert_eq!(put_away.status(), RunStatus::Waiting);
    let stirred = put_away.apply(Transition::Stir, NOW).unwrap();
    assert_eq!(stirred.status(), RunStatus::Queued);

    // A result that came while it executed, and that it has not seen.
    let stirred = RunState {
        brought: 1,
        ..executing
    };
    let put_away = stirred.apply(suspend, NOW).unwrap();
    assert_eq!(put_away.status(), RunStatus::Queued);
    // The next execution reads what has come, and waits for what has not.
    let (executing, by) = taken(&put_away);
    let suspend = Transition::Suspend {
        by,
        pause: awaiting,
        seen: 1,
    };
    let put_away = executing.apply(suspend, NOW).unwrap();
    assert_eq!(put_away.status(), RunStatus::Waiting);
}

/// What can happen to a run, whoever does it. A worker is one of three; what it proves its tenure
/// with is what it was given when it last took the run.
#[derive(Clone, Copy, Debug)]
enum Act {
    Take(usize),
    Return(usize),
    Suspend(usize),
    StartAgain(usize),
    Finish(usize),
    /// With what it was given the time before.
    FinishStale(usize),
    Orphan,
    Park,
    TimeUp,
    Wake,
    Cancel,
    Retry,
    Pass(u64),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        (0..3usize).prop_map(Act::Take),
        (0..3usize).prop_map(Act::Return),
        (0..3usize).prop_map(Act::Suspend),
        (0..3usize).prop_map(Act::StartAgain),
        (0..3usize).prop_map(Act::Finish),
        (0..3usize).prop_map(Act::FinishStale),
        Just(Act::Orphan),
        Just(Act::Park),
        Just(Act::TimeUp),
        Just(Act::Wake),
        Just(Act::Cancel),
        Just(Act::Retry),
        (1..100u64).prop_map(Act::Pass),
    ]
}

/// The rules in the plainest words: who owns the run, whether it has ended, until when it waits.
#[derive(Debug, Default)]
struct Model {
    owner: Option<usize>,
    ended: Option<bool>,
    waits: Option<(Option<u64>, bool)>,
    clock: u64,
}

impl Model {
    fn is_queued(&self) -> bool {
        self.owner.is_none() && self.ended.is_none() && self.waits.is_none()
    }

    /// Whether the act is allowed; then it has happened.
    fn allows(&mut self, act: Act) -> bool {
        let queued = self.is_queued();
        match act {
            Act::Take(worker) if queued => self.owner = Some(worker),
            Act::Return(worker) if self.owner == Some(worker) => self.owner = None,
            Act::Suspend(worker) if self.owner == Some(worker) => {
                self.owner = None;
                self.waits = Some((Some(self.clock + 50), false));
            }
            Act::StartAgain(worker) if self.owner == Some(worker) => {
                self.owner = None;
                self.waits = Some((Some(self.clock + 50), true));
            }
            Act::Finish(worker) if self.owner == Some(worker) => {
                self.owner = None;
                self.ended = Some(false);
            }
            Act::Orphan if self.owner.is_some() => self.owner = None,
            Act::Park if queued => self.waits = Some((None, false)),
            Act::TimeUp if matches!(self.waits, Some((Some(at), _)) if at <= self.clock) => {
                self.waits = None;
            }
            Act::Wake if self.waits.is_some() => self.waits = None,
            Act::Cancel if self.ended.is_none() => {
                *self = Self {
                    ended: Some(true),
                    clock: self.clock,
                    ..Self::default()
                }
            }
            Act::Retry if self.ended == Some(true) || matches!(self.waits, Some((_, true))) => {
                self.ended = None;
                self.waits = None;
            }
            _ => return false,
        }
        true
    }

    fn agrees(&self, run: &RunState, workers: &[WorkerId]) -> bool {
        match run.phase {
            Phase::Queued => self.is_queued(),
            Phase::Executing { owner } => self.owner.map(|worker| workers[worker]) == Some(owner),
            Phase::Waiting(pause) => self.waits.map(|(at, _)| at.map(later)) == Some(pause.wake_at),
            Phase::Ended(ending) => self.ended == Some(ending == Ending::Cancelled),
        }
    }
}

/// One run, its workers and what each of them believes to hold.
struct World {
    run: RunState,
    workers: [WorkerId; 3],
    tenures: [Option<Tenure>; 3],
    stale: [Option<Tenure>; 3],
    clock: u64,
}

impl World {
    fn transition(&self, act: Act) -> Option<Transition> {
        let by = |worker: usize| self.tenures[worker];
        let until = later(self.clock + 50);
        Some(match act {
            Act::Take(worker) => Transition::Take {
                by: self.workers[worker],
            },
            Act::Return(worker) => Transition::Return { by: by(worker)? },
            Act::Suspend(worker) => Transition::Suspend {
                by: by(worker)?,
                pause: Pause::until(WaitsFor::Time, until),
                seen: 0,
            },
            Act::StartAgain(worker) => Transition::StartAgain {
                by: by(worker)?,
                at: until,
            },
            Act::Finish(worker) => Transition::Finish {
                by: by(worker)?,
                ending: Ending::Completed,
            },
            Act::FinishStale(worker) => Transition::Finish {
                by: self.stale[worker]?,
                ending: Ending::Completed,
            },
            Act::Orphan => Transition::Orphan {
                finished_tasks: 0,
                rested: false,
            },
            Act::Park => Transition::Park,
            Act::TimeUp => Transition::TimeUp,
            Act::Wake => Transition::Wake,
            Act::Cancel => Transition::Cancel,
            Act::Retry => Transition::Retry,
            Act::Pass(_) => return None,
        })
    }
}

proptest! {
    #[test]
    fn whatever_workers_and_people_do_the_run_keeps_the_rules(
        acts in prop::collection::vec(act(), 1..200),
    ) {
        let mut model = Model::default();
        let mut world = World {
            run: created(),
            workers: [WorkerId::new(), WorkerId::new(), WorkerId::new()],
            tenures: [None; 3],
            stale: [None; 3],
            clock: 0,
        };
        for act in acts {
            if let Act::Pass(seconds) = act {
                world.clock += seconds;
                model.clock += seconds;
            }
            let Some(transition) = world.transition(act) else {
                continue;
            };
            let before = world.run.clone();
            let allowed = model.allows(act);
            match before.apply(transition, later(world.clock)) {
                Ok(next) => {
                    prop_assert!(allowed, "{act:?} was let through at {before:?}");
                    let taken = matches!(act, Act::Take(_));
                    prop_assert_eq!(next.epoch, before.epoch + i64::from(taken));
                    let over = matches!(next.phase, Phase::Ended(_));
                    prop_assert_eq!(next.finished_at.is_some(), over);
                    if let Act::Take(worker) = act {
                        let owner = world.workers[worker];
                        world.stale[worker] = world.tenures[worker];
                        world.tenures[worker] = Some(Tenure { owner, epoch: next.epoch });
                    }
                    world.run = next;
                }
                Err(refused) => {
                    prop_assert!(!allowed, "{act:?} was refused at {before:?}: {refused}");
                    let by_worker = matches!(
                        act,
                        Act::Return(_) | Act::Suspend(_) | Act::StartAgain(_) | Act::Finish(_) | Act::FinishStale(_)
                    );
                    prop_assert_eq!(refused == Refusal::Stale, by_worker);
                }
            }
            prop_assert!(model.agrees(&world.run, &world.workers), "{model:?} {:?}", world.run);
        }
    }
}
