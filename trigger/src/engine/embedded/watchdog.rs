//! A worker never stops silently: a part of the engine that ends or panics is started again, and
//! says so. One that does not hold ends the engine, and with it the process.

use std::any::Any;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::time::Duration;

use super::Core;
use crate::id::RunId;
use crate::run::{Pause, WaitsFor};
use crate::store::{Fence, StoreError};
use crate::time::{Timestamp, add, until};

/// How often a part is started again within how long.
const RESTARTS: usize = 5;
const WITHIN: Duration = Duration::from_secs(60);

/// How long a run is put away whose execution the engine itself has failed.
const AGAIN: Duration = Duration::from_secs(60);

/// The parts of a serving engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Fetches queued runs.
    Queue,
    /// Wakes runs and fires ticks.
    Clock,
    /// Asks polling sources what is new.
    Poller,
    /// Says that this worker is alive.
    Heartbeat,
    /// Is woken by other processes.
    Listener,
    /// Forgets what has been over for long enough.
    Retention,
    /// Asks providers whether they have what was registered.
    Sources,
}

impl Core {
    /// Keeps a part going. Returns, with the reason, when it cannot be kept going.
    pub(super) async fn keep_going<F>(&self, part: Part, start: impl Fn() -> F) -> StoreError
    where
        F: Future<Output = Result<(), StoreError>>,
    {
        let mut stops: Vec<Timestamp> = Vec::new();
        loop {
            let fault = match caught(self.faulty(part, start())).await {
                Ok(Ok(())) => "it ended".to_owned(),
                // Nothing that is written any more would be written.
                Ok(Err(StoreError::Closed)) => return StoreError::Closed,
                Ok(Err(error)) => error.to_string(),
                Err(panic) => format!("it panicked: {panic}"),
            };
            let now = self.clock.now();
            stops.retain(|stop| until(*stop, now) < WITHIN);
            stops.push(now);
            if stops.len() > RESTARTS {
                let times = stops.len();
                return StoreError::Unusable(format!(
                    "the engine's {part:?} stopped {times} times within a minute: {fault}"
                ));
            }
            tracing::error!(
                ?part,
                fault,
                "a part of the engine stopped; it is started again"
            );
        }
    }

    /// Executes what belongs to a run that this worker has taken. If that panics, which no job's
    /// own code can bring about, the run is put away and taken up again later.
    pub(super) async fn guard(
        &self,
        run: RunId,
        fence: Fence,
        execution: impl Future<Output = ()>,
    ) {
        let Err(panic) = caught(execution).await else {
            return;
        };
        tracing::error!(%run, panic, "the engine panicked while it executed a run; putting it away");
        let wake_at = add(self.clock.now(), AGAIN);
        let pause = Some(Pause {
            on: WaitsFor::Retry,
            wake_at: Some(wake_at),
            awaits: false,
        });
        let release = || {
            let now = self.clock.now();
            self.store.release(fence, pause, 0, Vec::new(), now)
        };
        if self.persist(release).await.is_ok() {
            self.note_put_away(wake_at);
        }
    }

    #[cfg(not(test))]
    fn faulty<F: Future>(&self, _: Part, future: F) -> F {
        future
    }

    /// The same, which panics when a test says so.
    #[cfg(test)]
    async fn faulty<F: Future>(&self, part: Part, future: F) -> F::Output {
        let mut future = pin!(future);
        poll_fn(|context| {
            self.probe.polled(part);
            future.as_mut().poll(context)
        })
        .await
    }
}

/// Polls a future to its end, or to its panic.
pub(super) async fn caught<F: Future>(future: F) -> Result<F::Output, String> {
    let mut future = pin!(future);
    poll_fn(
        |context| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
            Ok(polled) => polled.map(Ok),
            Err(panic) => std::task::Poll::Ready(Err(message(&*panic))),
        },
    )
    .await
}

/// What a panic said.
pub(super) fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no message").to_owned()
}

/// What a test wants of the parts, and what it sees of them.
#[cfg(test)]
#[derive(Debug, Default)]
pub(super) struct Probe {
    faults: std::sync::Mutex<Vec<Part>>,
    polls: std::sync::atomic::AtomicUsize,
}

#[cfg(test)]
impl Probe {
    /// Has a part panic the next time that it is polled, so many times.
    pub(super) fn add_faults(&self, part: Part, times: usize) {
        let mut faults = self.faults.lock().unwrap();
        faults.extend(std::iter::repeat_n(part, times));
    }

    /// How many faults are still to come.
    pub(super) fn faults(&self) -> usize {
        self.faults.lock().unwrap().len()
    }

    /// How often parts were polled.
    pub(super) fn polls(&self) -> usize {
        self.polls.load(std::sync::atomic::Ordering::SeqCst)
    }

    fn polled(&self, part: Part) {
        self.polls.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let mut faults = self.faults.lock().unwrap();
        let fault = faults.iter().position(|fault| *fault == part);
        if let Some(fault) = fault {
            faults.remove(fault);
            drop(faults);
            panic!("a fault of the {part:?}");
        }
    }
}
