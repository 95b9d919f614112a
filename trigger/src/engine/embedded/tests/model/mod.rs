//! Random stories, told on the engine and by a machine that is too simple to be wrong.
//!
//! A [story](script) is what runs do and what is done to them from outside, with the commits at which
//! processes end. The [stage] tells it on a real file and on virtual time, the [oracle] says what it
//! must come to, and both give an [account] in the same words: how each run ended, when and with
//! what, what is kept of each of its tasks, and how often each attempt was executed.
//!
//! The same few are told each time; `TRIGGER_SEQUENCES=5000 cargo test --lib model` tells so many
//! that nobody has heard yet.

mod account;
mod oracle;
mod player;
mod script;
mod stage;

use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use tokio::runtime::Builder;

use script::{Cue, Op, Step, Story};
use stage::{PATIENCE, Stage};

/// How many stories are told where nothing else is said.
const STORIES: u32 = 64;

fn tell(story: &Story) -> Vec<String> {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let told = runtime.block_on(async { tokio::time::timeout(PATIENCE, Stage::tell(story)).await });
    runtime.shutdown_background();
    told.unwrap_or_else(|_| vec!["it does not come to an end".to_owned()])
}

#[test]
fn every_story_comes_to_what_its_script_says_wherever_processes_end() {
    let stories = std::env::var("TRIGGER_SEQUENCES").ok();
    let is_asked_for = stories.is_some();
    let cases = stories.map_or(STORIES, |stories| stories.parse().expect("a number"));
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 2000,
        ..Config::default()
    };
    let mut runner = match is_asked_for {
        true => TestRunner::new(config),
        false => {
            let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
            TestRunner::new_with_rng(config, rng)
        }
    };
    let told = runner.run(&Story::any(), |story| match tell(&story) {
        amiss if amiss.is_empty() => Ok(()),
        amiss => Err(TestCaseError::fail(amiss.join("\n"))),
    });
    if let Err(error) = told {
        panic!("{error}");
    }
}

/// A run that does all this.
fn does(ops: impl IntoIterator<Item = Op>) -> Cue {
    let step = |op| Step {
        op,
        tolerant: false,
    };
    Cue::Start {
        who: 1,
        script: ops.into_iter().map(step).collect(),
        times: 1,
    }
}

/// A story in which waits of some hours stay in memory.
fn in_memory(cues: impl IntoIterator<Item = (u8, Cue)>) -> Story {
    Story {
        cues: cues.into_iter().collect(),
        crashes: Vec::new(),
        put_away: 3,
        ahead: 0,
        is_forgetful: false,
    }
}

#[test]
fn runs_that_wait_in_memory_keep_each_other_from_nothing_however_often_their_process_ends() {
    let waits = |hours| does([Op::Wait { hours }]);
    let cues = [waits(2), waits(1)].into_iter();
    let ends = std::iter::repeat_n(Cue::Restart, 6);
    let story = in_memory(cues.chain(ends).map(|cue| (0, cue)));
    assert_eq!(tell(&story), [""; 0]);
}

#[test]
fn a_signal_for_a_wait_that_has_lost_its_race_is_nothing_to_a_run_that_waits_in_memory() {
    let races = Op::Race {
        hours: 0,
        channel: 0,
    };
    let starts = does([races, Op::Wait { hours: 2 }]);
    let signal = Cue::Signal {
        channel: 0,
        id: None,
    };
    let story = in_memory([(0, starts), (1, signal)]);
    assert_eq!(tell(&story), [""; 0]);
}

#[test]
fn a_run_that_waits_in_memory_goes_on_at_the_time_at_which_its_signal_comes() {
    let awaits = Op::Await {
        channel: 0,
        hours: 2,
    };
    let starts = does([awaits, Op::Wait { hours: 1 }]);
    let signal = Cue::Signal {
        channel: 0,
        id: None,
    };
    let story = in_memory([(0, starts), (1, signal)]);
    assert_eq!(tell(&story), [""; 0]);
}
