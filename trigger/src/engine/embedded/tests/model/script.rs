//! The language of the stories: what runs do, and what is done to them from outside.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::*;
use serde::{Deserialize, Serialize};

use super::super::HOUR;
use crate::Retry;
use crate::store::End;

/// What a run does, in order.
pub(super) type Script = Vec<Step>;

/// One thing that a run does, and whether it goes on when that fails.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Step {
    pub(super) op: Op,
    pub(super) tolerant: bool,
}

/// Something that a run does. Hours `until` are counted from the beginning of the story: what fails
/// until then is mended by time alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Op {
    /// Executes a task.
    Work {
        until: u8,
        advice: Advice,
    },
    /// Executes a task that does all this.
    Nest(Script),
    Wait {
        hours: u8,
    },
    /// Waits until so long after the beginning of the story, which may have passed.
    WaitUntil {
        hours: u8,
    },
    /// Lets others have their turn.
    Yield,
    /// Waits for a signal, for so long; forever if that is 0.
    Await {
        channel: u8,
        hours: u8,
    },
    /// Sends a signal, now or later, under an id that others may use too.
    Send {
        channel: u8,
        hours: u8,
        id: Option<u8>,
    },
    /// Takes back what was sent under an id to come later.
    TakeBack {
        id: u8,
    },
    /// Sends an event that starts jobs.
    Start {
        who: u8,
        script: Script,
    },
    Invoke {
        who: Child,
        script: Script,
        waits: bool,
    },
    /// Invokes a job several times and waits for all.
    InvokeAll(Vec<Script>),
    Join(Script, Script),
    /// Waits for a time or a signal, whichever comes first.
    Race {
        hours: u8,
        channel: u8,
    },
    /// Fails at once.
    Fail {
        until: u8,
        advice: Advice,
    },
}

/// What a failure says of trying again.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Advice {
    None,
    Never,
    After { hours: u8 },
}

impl Advice {
    /// The same, of what fails at a place.
    pub(super) fn retry(self, place: impl Hash) -> Retry {
        match self {
            Self::None => Retry::Policy,
            Self::Never => Retry::Never,
            Self::After { hours } => Retry::After(span(hours, place)),
        }
    }
}

/// The jobs that are invoked.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Child {
    Hurries,
    Helps,
}

/// What happens from outside, in order of time.
#[derive(Clone, Debug)]
pub(super) struct Story {
    pub(super) cues: Vec<(u8, Cue)>,
    /// At how many commits after its start each process ends, one after the other.
    pub(super) crashes: Vec<(u8, End)>,
    /// How long a wait has to be for its run to be put away, in hours.
    pub(super) put_away: u8,
    /// How long before its time a waiting run is woken, in hours.
    pub(super) ahead: u8,
    /// Whether each execution is given up after each step that it keeps.
    pub(super) is_forgetful: bool,
}

/// Something that is done from outside.
#[derive(Clone, Debug)]
pub(super) enum Cue {
    /// An event that starts jobs arrives so many times.
    Start {
        who: u8,
        script: Script,
        times: u8,
    },
    /// One arrives that no job can read.
    Garble,
    Signal {
        channel: u8,
        id: Option<u8>,
    },
    /// Cancels one of the runs that there are.
    Cancel(u8),
    /// Has one of the runs that there are tried again.
    Retry(u8),
    /// Repeats one of the runs that there are, as a run of its own.
    Replay(u8),
    /// The process is ended while nothing goes on, and another one is started.
    Restart,
    /// Another process takes over from one that hangs and that goes on some day, knowing nothing.
    TakeOver,
}

/// A part of an hour that belongs to one place of one script. By it no two things happen at one time
/// whose order would matter.
pub(super) fn grain(of: impl Hash) -> Duration {
    let mut hash = DefaultHasher::new();
    of.hash(&mut hash);
    Duration::from_micros(1 + hash.finish() % 1_000_000_000)
}

/// So many hours and the grain of a place.
pub(super) fn span(hours: u8, of: impl Hash) -> Duration {
    HOUR * u32::from(hours) + grain(of)
}

impl Story {
    pub(super) fn any() -> impl Strategy<Value = Self> {
        let end = prop_oneof![Just(End::After), Just(End::Before)];
        (
            vec((0..4_u8, cue()), 1..7),
            vec((1..50_u8, end), 0..4),
            prop_oneof![3 => Just(0_u8), 1 => Just(3)],
            prop_oneof![3 => Just(0_u8), 1 => Just(1)],
            prop::bool::weighted(0.2),
        )
            .prop_map(|(cues, crashes, put_away, ahead, is_forgetful)| Self {
                cues,
                // Of those that are suspected to have ended it one executes at a time, and is in the
                // way of the others while it waits in memory.
                crashes: match ahead {
                    0 => crashes,
                    _ => crashes.into_iter().take(1).collect(),
                },
                put_away,
                ahead,
                is_forgetful,
            })
    }
}

fn cue() -> impl Strategy<Value = Cue> {
    let id = prop::option::weighted(0.3, 0..3_u8);
    let start = (1..4_u8, script(3, ALL), 1..3_u8);
    prop_oneof![
        8 => start.prop_map(|(who, script, times)| Cue::Start { who, script, times }),
        1 => Just(Cue::Garble),
        4 => (0..4_u8, id).prop_map(|(channel, id)| Cue::Signal { channel, id }),
        2 => (0..12_u8).prop_map(Cue::Cancel),
        3 => (0..12_u8).prop_map(Cue::Retry),
        1 => (0..12_u8).prop_map(Cue::Replay),
        1 => Just(Cue::Restart),
        1 => Just(Cue::TakeOver),
    ]
}

const ALL: &[u8] = &[0, 1, 2, 3];

/// The signals that the branches of a join wait for: which of two branches takes a signal that came
/// before both waits is the engine's business.
const LEFT: &[u8] = &[0, 2];
const RIGHT: &[u8] = &[1, 3];

fn script(depth: u32, channels: &'static [u8]) -> BoxedStrategy<Script> {
    let step = (op(depth, channels), prop::bool::weighted(0.3));
    vec(
        step.prop_map(|(op, tolerant)| Step { op, tolerant }),
        0..(depth as usize + 2),
    )
    .boxed()
}

fn op(depth: u32, channels: &'static [u8]) -> BoxedStrategy<Op> {
    let until = || prop_oneof![3 => Just(0_u8), 2 => 1..12_u8];
    let channel = || prop::sample::select(channels);
    let advice = || {
        prop_oneof![
            6 => Just(Advice::None),
            2 => Just(Advice::Never),
            2 => (0..4_u8).prop_map(|hours| Advice::After { hours }),
        ]
    };
    let failing = || (until(), advice());
    let id = prop::option::weighted(0.3, 0..3_u8);
    let plain = prop_oneof![
        4 => failing().prop_map(|(until, advice)| Op::Work { until, advice }),
        2 => (0..5_u8).prop_map(|hours| Op::Wait { hours }),
        1 => (0..12_u8).prop_map(|hours| Op::WaitUntil { hours }),
        1 => Just(Op::Yield),
        3 => (channel(), 0..6_u8).prop_map(|(channel, hours)| Op::Await { channel, hours }),
        3 => (0..4_u8, 0..3_u8, id)
            .prop_map(|(channel, hours, id)| Op::Send { channel, hours, id }),
        1 => (0..3_u8).prop_map(|id| Op::TakeBack { id }),
        2 => (0..5_u8, channel()).prop_map(|(hours, channel)| Op::Race { hours, channel }),
        1 => failing().prop_map(|(until, advice)| Op::Fail { until, advice }),
    ];
    if depth == 0 {
        return plain.boxed();
    }
    let child = prop_oneof![Just(Child::Hurries), Just(Child::Helps)];
    let invoke = (child, script(depth - 1, ALL), prop::bool::weighted(0.8));
    let nested = prop_oneof![
        2 => script(depth - 1, channels).prop_map(Op::Nest),
        1 => (1..4_u8, script(depth - 1, ALL)).prop_map(|(who, script)| Op::Start { who, script }),
        3 => invoke.prop_map(|(who, script, waits)| Op::Invoke { who, script, waits }),
        1 => vec(script(depth - 1, ALL), 0..3).prop_map(Op::InvokeAll),
    ];
    if channels.len() < ALL.len() {
        return prop_oneof![3 => plain, 2 => nested].boxed();
    }
    let join = (script(depth - 1, LEFT), script(depth - 1, RIGHT));
    let join = join.prop_map(|(left, right)| Op::Join(left, right));
    prop_oneof![6 => plain, 4 => nested, 2 => join].boxed()
}
