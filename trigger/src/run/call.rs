//! What `io.run` executes: a call of a `#[task]` function, or a closure.

use std::any::Any;
use std::future::Future;
use std::sync::Arc;

use crate::error::Result;
use crate::spec::{Params, Properties, Recordable, Task, TaskMeta};

/// Something that [`Io::run`](crate::Io::run) executes: a call of a `#[task]` function, or a
/// closure that returns a future. `Kind` tells the two apart and is always inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be run as a task",
    note = "`io.run(key, …)` takes a call of a `#[task]` function, or a closure: `|| async {{ … }}`",
    note = "what it returns must be a `Result` whose value is `Serialize` and `Deserialize`"
)]
pub trait Call<Kind>: Send + Sync {
    /// What it returns; kept as JSON.
    type Output: Recordable + Send;

    /// Its name and options.
    fn meta(&self) -> TaskMeta;

    /// The arguments that a person may see.
    fn params(&self) -> Params {
        Params::new()
    }

    /// What a person wants to see of it at a glance.
    fn properties(&self) -> Properties {
        Properties::new()
    }

    /// What tells it apart for a provider; `None` for a key of the run and the task.
    fn idempotency_key(&self) -> Option<String> {
        None
    }

    /// A copy of the call, for who knows its type; `None` for a closure.
    #[doc(hidden)]
    fn copied(&self) -> Option<Arc<dyn Any + Send + Sync>> {
        None
    }

    /// Executes it once.
    fn attempt(&self) -> impl Future<Output = Result<Self::Output>> + Send;
}

/// The kind of a call of a `#[task]` function.
#[derive(Debug)]
pub enum ByCall {}

/// The kind of a closure. Its error is the library's own, so that `Ok(…)` in it needs no type; `?`
/// turns any other into it.
#[derive(Debug)]
pub struct ByClosure<Future, Output>(std::marker::PhantomData<(Future, Output)>);

impl<T: Task> Call<ByCall> for T {
    type Output = T::Output;

    fn meta(&self) -> TaskMeta {
        T::META
    }

    fn params(&self) -> Params {
        Task::params(self)
    }

    fn properties(&self) -> Properties {
        Task::properties(self)
    }

    fn idempotency_key(&self) -> Option<String> {
        Task::idempotency_key(self)
    }

    fn copied(&self) -> Option<Arc<dyn Any + Send + Sync>> {
        Some(Arc::new(self.clone()))
    }

    fn attempt(&self) -> impl Future<Output = Result<Self::Output>> + Send {
        self.clone().execute()
    }
}

impl<C, F, T> Call<ByClosure<F, T>> for C
where
    C: Fn() -> F + Send + Sync,
    F: Future<Output = Result<T>> + Send,
    T: Recordable + Send,
{
    type Output = T;

    fn meta(&self) -> TaskMeta {
        TaskMeta::new("")
    }

    fn attempt(&self) -> impl Future<Output = Result<Self::Output>> + Send {
        self()
    }
}
