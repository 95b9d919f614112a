//! What takes the place of tasks, and what was called.

use std::any::{Any, TypeId, type_name};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use super::story::Order;
use crate::error::{Error, Result};
use crate::id::RunId;
use crate::run::{Attempted, StandIn, StandIns, TaskKey, TaskPath};
use crate::spec::{Properties, Recordable as _, Task};

/// A call that a fake takes the place of.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FakedCall {
    /// The run.
    pub run: RunId,
    /// Where it stands in the run.
    pub path: TaskPath,
    /// Which attempt this is, counted from 1.
    pub attempt: u32,
    /// What the task says of the call.
    pub properties: Properties,
    /// What providers are handed to tell this call from others.
    pub idempotency_key: String,
}

/// What a fake takes the place of.
pub(super) enum Target {
    Key(TaskKey),
    Type(TypeId, &'static str),
    Method(String),
}

impl Target {
    pub(super) fn of<T: Task>() -> Self {
        Self::Type(TypeId::of::<T>(), type_name::<T>())
    }

    /// As a person names it.
    fn label(&self) -> String {
        match self {
            Self::Key(key) => format!("the key `{key}`"),
            Self::Type(_, name) => {
                let name = name.rsplit("::").next().unwrap_or(name);
                format!("the task `{name}`")
            }
            Self::Method(method) => format!("the method `{method}`"),
        }
    }

    /// How well it fits: the larger, the better.
    fn fits(&self, attempted: &Attempted<'_>) -> Option<u8> {
        let fits = match self {
            Self::Key(key) => attempted
                .path
                .keys()
                .last()
                .is_some_and(|used| is_use_of(used, key)),
            Self::Type(id, _) => {
                let call = attempted.call.as_deref();
                call.is_some_and(|call| call.type_id() == *id)
            }
            Self::Method(method) => attempted.is_integration && attempted.name == method,
        };
        let rank = match self {
            Self::Key(TaskKey::Indexed(..)) => 3,
            Self::Key(TaskKey::Name(_)) => 2,
            Self::Type(..) => 1,
            Self::Method(_) => 0,
        };
        fits.then_some(rank)
    }
}

/// Whether a key is the one named, or an indexed use of it.
pub(super) fn is_use_of(used: &TaskKey, named: &TaskKey) -> bool {
    match (used, named) {
        (TaskKey::Indexed(name, _), TaskKey::Name(named)) => name == named,
        _ => used == named,
    }
}

/// What a fake does when it is asked.
type Answer = dyn FnMut(&Attempted<'_>) -> Result<Box<RawValue>> + Send;

#[derive(Clone)]
enum Does {
    Answer(Arc<Mutex<Answer>>),
    Hang,
}

struct Fake {
    target: Target,
    does: Does,
    was_asked: bool,
}

/// A call that was attempted, faked or not.
struct Call {
    run: RunId,
    path: TaskPath,
    call: Option<Arc<dyn Any + Send + Sync>>,
    is_faked: bool,
}

/// The fakes of an app, and the calls that were attempted.
#[derive(Default)]
pub(super) struct Fakes {
    state: Mutex<State>,
    order: Arc<Order>,
}

#[derive(Default)]
struct State {
    fakes: Vec<Fake>,
    calls: Vec<Call>,
    integrations_call: bool,
}

impl Fakes {
    pub(super) fn with_order(mut self, order: Arc<Order>) -> Self {
        self.order = order;
        self
    }

    pub(super) fn add_typed<T: Task>(
        &self,
        mut fake: impl FnMut(&T) -> Result<T::Output> + Send + 'static,
    ) {
        let answer = move |attempted: &Attempted<'_>| {
            let call = attempted.call.as_deref();
            let Some(call) = call.and_then(|call| call.downcast_ref()) else {
                return Err(Error::permanent("the fake is for another task"));
            };
            fake(call)?.to_record().map_err(not_json)
        };
        self.push(
            Target::of::<T>(),
            Does::Answer(Arc::new(Mutex::new(answer))),
        );
    }

    pub(super) fn add(
        &self,
        target: Target,
        mut fake: impl FnMut(&FakedCall) -> Result<Value> + Send + 'static,
    ) {
        let answer = move |attempted: &Attempted<'_>| {
            json(&fake(&FakedCall {
                run: attempted.run,
                path: attempted.path.clone(),
                attempt: attempted.attempt.number,
                properties: attempted.properties.clone(),
                idempotency_key: attempted.attempt.idempotency_key.clone(),
            })?)
        };
        self.push(target, Does::Answer(Arc::new(Mutex::new(answer))));
    }

    pub(super) fn add_hanging(&self, target: Target) {
        self.push(target, Does::Hang);
    }

    pub(super) fn let_integrations_call(&self) {
        self.state().integrations_call = true;
    }

    fn push(&self, target: Target, does: Does) {
        self.state().fakes.push(Fake {
            target,
            does,
            was_asked: false,
        });
    }

    /// The calls of a task, in the order in which they were attempted.
    pub(super) fn calls_of<T: Task>(&self) -> Vec<T> {
        let state = self.state();
        let calls = state.calls.iter().filter_map(|call| call.call.as_deref());
        calls
            .filter_map(|call| call.downcast_ref::<T>().cloned())
            .collect()
    }

    /// The fakes that nothing has asked, as a person names them.
    pub(super) fn unasked(&self) -> Vec<String> {
        let state = self.state();
        let unasked = state.fakes.iter().filter(|fake| !fake.was_asked);
        unasked.map(|fake| fake.target.label()).collect()
    }

    /// Whether a task of a run was faked.
    pub(super) fn has_faked(&self, run: RunId, path: &TaskPath) -> bool {
        let state = self.state();
        let mut calls = state.calls.iter();
        calls.any(|call| call.is_faked && call.run == run && call.path == *path)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl StandIns for Fakes {
    fn stand_in(&self, attempted: &Attempted<'_>) -> Option<StandIn> {
        self.order.note_task(attempted.run, attempted.path);
        let mut state = self.state();
        let fitting = state.fakes.iter_mut().filter_map(|fake| {
            let rank = fake.target.fits(attempted)?;
            Some((rank, fake))
        });
        // Of several that fit alike this is the last.
        let best = fitting.max_by_key(|(rank, _)| *rank);
        let does = best.map(|(_, fake)| {
            fake.was_asked = true;
            fake.does.clone()
        });
        let is_barred = attempted.is_integration && !state.integrations_call;
        state.calls.push(Call {
            run: attempted.run,
            path: attempted.path.clone(),
            call: attempted.call.clone(),
            is_faked: does.is_some(),
        });
        // A fake may ask what was called.
        drop(state);
        match does {
            Some(Does::Hang) => Some(StandIn::Hangs),
            Some(Does::Answer(answer)) => {
                let mut answer = answer.lock().unwrap_or_else(PoisonError::into_inner);
                Some(StandIn::Returns(answer(attempted)))
            }
            None => is_barred.then(|| StandIn::Returns(Err(no_fake(attempted)))),
        }
    }
}

fn json(value: &impl serde::Serialize) -> Result<Box<RawValue>> {
    to_raw_value(value).map_err(not_json)
}

fn not_json(error: serde_json::Error) -> Error {
    Error::permanent(format!("what the fake returned is not JSON: {error}"))
}

fn no_fake(attempted: &Attempted<'_>) -> Error {
    let method = attempted.name;
    let key = attempted.path.keys().last();
    let key = key.map(ToString::to_string).unwrap_or_default();
    Error::permanent(format!(
        "`{method}` would call its provider, and this test has no fake for it: add \
         `.fake_method(\"{method}\", |_| Ok(json!(…)))` to the app, or \
         `.fake_key(\"{key}\", |_| Ok(json!(…)))` for this call alone"
    ))
}
