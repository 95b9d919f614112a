//! Where in its run the code that is executing stands.
//!
//! The scope travels with the run's future, not with the `Io` value: a task that is handed its
//! job's `Io` still runs its own tasks as children, and a spawned task, which is not part of the
//! run's future and would outlive its suspension, has none.

use std::future::Future;
use std::panic::Location;
use std::sync::Arc;

use serde_json::value::RawValue;

use super::{Attempted, Call, RunOps, StandIn, StandIns, Step, StepKind, TaskKey, TaskPath};
use crate::error::{Error, Result};
use crate::spec::{Attempt, Params, Properties, Recordable, TaskMeta};

tokio::task_local! {
    static CURRENT: Scope;
}

/// The run and the task whose code is executing.
#[derive(Clone)]
pub(crate) struct Scope {
    ops: Arc<dyn RunOps>,
    path: TaskPath,
    attempt: Option<Attempt>,
    /// What a test puts in the place of tasks.
    stand_ins: Option<Arc<dyn StandIns>>,
    /// Whether what runs here next is a task of an integration.
    is_integration: bool,
}

impl Scope {
    /// The scope of a run's own function.
    pub(crate) fn of_run(ops: Arc<dyn RunOps>, stand_ins: Option<Arc<dyn StandIns>>) -> Self {
        Self {
            ops,
            path: TaskPath::root(),
            attempt: None,
            stand_ins,
            is_integration: false,
        }
    }

    /// The scope of the code that is executing, if it belongs to a run.
    pub(crate) fn current() -> Option<Self> {
        CURRENT.try_with(Clone::clone).ok()
    }

    /// The same, or an error that says what was called where no run is.
    pub(crate) fn require(what: &str) -> Result<Self> {
        Self::current().ok_or_else(|| {
            Error::permanent(format!(
                "{what} was called outside its run's own future: call it in the job's function or \
                 in a task, not in a spawned task (use `tokio::join!` to do several things at once)"
            ))
        })
    }

    pub(crate) fn enter<F: Future>(self, future: F) -> impl Future<Output = F::Output> {
        CURRENT.scope(self, future)
    }

    pub(crate) fn ops(&self) -> &Arc<dyn RunOps> {
        &self.ops
    }

    pub(crate) fn path(&self) -> &TaskPath {
        &self.path
    }

    /// The scope within one of its steps, without an attempt of its own.
    pub(crate) fn within(&self, step: &Step) -> Self {
        Self {
            ops: Arc::clone(&self.ops),
            path: step.path.clone(),
            attempt: None,
            stand_ins: self.stand_ins.clone(),
            is_integration: false,
        }
    }

    pub(crate) fn attempt(self) -> Option<Attempt> {
        self.attempt
    }

    /// A step of this scope.
    pub(crate) fn step(
        &self,
        key: TaskKey,
        kind: StepKind,
        meta: TaskMeta,
        location: &'static Location<'static>,
    ) -> Step {
        let name = if meta.name.is_empty() {
            key.to_string()
        } else {
            meta.name.to_owned()
        };
        Step {
            path: self.path.child(key),
            kind,
            meta,
            name,
            params: Params::new(),
            properties: Properties::new(),
            idempotency_key: None,
            location,
        }
    }

    /// Executes a call as a step of this scope.
    pub(crate) async fn run<Kind, C: Call<Kind>>(
        &self,
        mut step: Step,
        call: &C,
    ) -> Result<C::Output> {
        step.params = call.params();
        step.properties = call.properties();
        step.idempotency_key = call.idempotency_key();
        let path = step.path.clone();
        let mut execute = |attempt: Attempt| {
            let scope = Self {
                ops: Arc::clone(&self.ops),
                path: path.clone(),
                attempt: Some(attempt),
                stand_ins: self.stand_ins.clone(),
                is_integration: false,
            };
            let is_integration = self.is_integration;
            let attempt = async move {
                let output = match Self::stand_in(call, is_integration) {
                    None => call.attempt().await?,
                    Some(stand_in) => stand_in.await?,
                };
                output
                    .to_record()
                    .map_err(|error| Error::permanent(format!("the output is not JSON: {error}")))
            };
            Box::pin(scope.enter(attempt)) as super::BoxFuture<'_, _>
        };
        let output = self.ops.step(step, &mut execute).await?;
        C::Output::from_record(&output).map_err(|error| {
            Error::permanent(format!("the stored output has another type: {error}"))
        })
    }
}

impl Scope {
    /// What a test has put in the place of the attempt that is executing.
    fn stand_in<Kind, C: Call<Kind>>(
        call: &C,
        is_integration: bool,
    ) -> Option<impl Future<Output = Result<C::Output>> + use<Kind, C>> {
        let stand_ins = CURRENT.with(|scope| scope.stand_ins.clone())?;
        let Self {
            ops, path, attempt, ..
        } = Self::current()?;
        let stand_in = stand_ins.stand_in(&Attempted {
            run: ops.run_id(),
            path: &path,
            name: call.meta().name,
            properties: &call.properties(),
            attempt: &attempt?,
            call: call.copied(),
            is_integration,
        })?;
        Some(async move {
            match stand_in {
                StandIn::Returns(output) => read(&output?),
                StandIn::Hangs => {
                    ops.hangs(&path);
                    std::future::pending().await
                }
            }
        })
    }
}

/// Reads what a fake returned; one that knows its task's type cannot be wrong.
fn read<T: Recordable>(output: &RawValue) -> Result<T> {
    T::from_record(output).map_err(|error| {
        Error::permanent(format!(
            "the fake returned {output}, and the task's type is `{}`: {error}",
            std::any::type_name::<T>()
        ))
    })
}

/// Executes a call as a task of the run whose code is executing; what integrations stand on.
pub(crate) async fn call_task<Kind, C: Call<Kind>>(
    key: TaskKey,
    call: C,
    location: &'static Location<'static>,
) -> Result<C::Output> {
    let meta = call.meta();
    let mut scope = Scope::require(&format!("`{}`", meta.name))?;
    scope.is_integration = true;
    scope
        .run(scope.step(key, StepKind::Task, meta, location), &call)
        .await
}
