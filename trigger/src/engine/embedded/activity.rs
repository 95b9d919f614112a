//! Which executions go on, and which stand still until time passes.

use std::collections::HashMap;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;

use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::task::AbortHandle;

use crate::store::Fence;
use crate::time::Clock;

/// The executions of one engine. It is told of each before it begins, so at no moment does
/// something go on that it does not know of.
#[derive(Debug, Default)]
pub(crate) struct Activity {
    executions: Mutex<HashMap<Number, Standing>>,
    changed: Notify,
}

/// What names an execution: its run's row, and how often that was taken.
type Number = (i64, i64);

#[derive(Debug, Default)]
struct Standing {
    is_still: bool,
    /// How much is just being brought to it.
    coming: u32,
    /// Whether something was brought to it that it has not looked for since.
    has_come: bool,
    /// What has it polled; none before it was.
    waker: Option<Waker>,
    handle: Option<AbortHandle>,
}

impl Standing {
    fn is_still(&self) -> bool {
        self.is_still && !self.has_come && self.coming == 0
    }
}

impl Activity {
    /// Executes a run.
    pub(super) fn spawn(
        self: &Arc<Self>,
        runtime: &Handle,
        fence: Fence,
        execution: impl Future<Output = ()> + Send + 'static,
    ) {
        self.executions().insert(number(fence), Standing::default());
        let going_on = GoingOn {
            activity: Arc::clone(self),
            fence,
        };
        let task = runtime.spawn(async move {
            let mut execution = pin!(execution);
            poll_fn(|context| {
                going_on.activity.note_poll(fence, context.waker());
                execution.as_mut().poll(context)
            })
            .await;
        });
        if let Some(execution) = self.executions().get_mut(&number(fence)) {
            execution.handle = Some(task.abort_handle());
        }
    }

    /// Notes that a run's execution does nothing more until time passes.
    pub(super) fn set_still(&self, fence: Fence) {
        if let Some(execution) = self.executions().get_mut(&number(fence)) {
            execution.is_still = true;
        }
        self.changed.notify_one();
    }

    /// Notes that a run's execution goes on.
    fn note_poll(&self, fence: Fence, waker: &Waker) {
        if let Some(execution) = self.executions().get_mut(&number(fence)) {
            execution.is_still = false;
            execution.has_come = false;
            execution.waker = Some(waker.clone());
        }
    }

    /// Brings something to a run's execution, and has it look whether that is anything to it. Until
    /// it has, it counts as going on: also where a poll that began before finds nothing to do.
    pub(super) fn bring(&self, fence: Fence, bring: impl FnOnce()) {
        if let Some(execution) = self.executions().get_mut(&number(fence)) {
            execution.coming += 1;
        }
        bring();
        let waker = self.executions().get_mut(&number(fence)).and_then(|one| {
            one.coming -= 1;
            one.has_come = true;
            one.waker.clone()
        });
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Resolves when nothing goes on that does not wait for a later time.
    pub(super) async fn stillness(&self, clock: &Clock) {
        loop {
            // In this order: an execution that the clock has woken counts as going on before the
            // clock forgets that it woke it.
            let due = clock.next_awaited().is_some_and(|at| at <= clock.now());
            if !due && self.executions().values().all(Standing::is_still) {
                return;
            }
            self.changed.notified().await;
        }
    }

    /// Drops every execution where it stands, as the end of the process would.
    pub(super) async fn abandon(&self) {
        loop {
            if self.executions().is_empty() {
                return;
            }
            self.handles().iter().for_each(AbortHandle::abort);
            self.changed.notified().await;
        }
    }

    /// What ends each execution. It is used when the lock is free, because an execution that is
    /// dropped says so.
    fn handles(&self) -> Vec<AbortHandle> {
        let executions = self.executions();
        let handles = executions.values().filter_map(|one| one.handle.clone());
        handles.collect()
    }

    fn executions(&self) -> MutexGuard<'_, HashMap<Number, Standing>> {
        self.executions
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn number(fence: Fence) -> Number {
    (fence.run, fence.epoch)
}

/// An execution, until it is dropped.
struct GoingOn {
    activity: Arc<Activity>,
    fence: Fence,
}

impl Drop for GoingOn {
    fn drop(&mut self) {
        self.activity.executions().remove(&number(self.fence));
        self.activity.changed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::WorkerId;
    use crate::time::Timestamp;

    /// Whether nothing goes on.
    fn is_still(activity: &Activity) -> bool {
        let clock = Clock::manual(Timestamp::UNIX_EPOCH);
        let mut context = std::task::Context::from_waker(Waker::noop());
        pin!(activity.stillness(&clock))
            .poll(&mut context)
            .is_ready()
    }

    fn execution(activity: &Activity) -> Fence {
        let fence = Fence {
            run: 1,
            owner: WorkerId::new(),
            epoch: 1,
        };
        let executions = &mut activity.executions();
        executions.insert(number(fence), Standing::default());
        fence
    }

    #[test]
    fn an_execution_that_is_brought_something_while_it_finds_nothing_goes_on_until_it_looks_again()
    {
        let activity = Activity::default();
        let fence = execution(&activity);
        activity.note_poll(fence, Waker::noop());
        activity.bring(fence, || {});
        activity.set_still(fence);
        assert!(!is_still(&activity));
        activity.note_poll(fence, Waker::noop());
        activity.set_still(fence);
        assert!(is_still(&activity));
    }

    #[test]
    fn an_execution_goes_on_while_something_is_being_brought_to_it() {
        let activity = Activity::default();
        let fence = execution(&activity);
        let look = || {
            activity.note_poll(fence, Waker::noop());
            activity.set_still(fence);
        };
        activity.bring(fence, || {
            look();
            assert!(!is_still(&activity));
        });
        assert!(!is_still(&activity));
        look();
        assert!(is_still(&activity));
    }
}
