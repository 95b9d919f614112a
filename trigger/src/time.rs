//! The one seam for time: everything that asks for the time or waits does it through a [`Clock`].

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

pub use jiff::Timestamp;
use tokio::sync::watch;

/// Where the time comes from: the system, or a test that moves it by hand.
#[derive(Clone, Debug)]
pub struct Clock(Kind);

#[derive(Clone, Debug)]
enum Kind {
    System,
    Manual(Arc<Manual>),
}

#[derive(Debug)]
struct Manual {
    now: watch::Sender<Timestamp>,
    /// How many wait for each time.
    sleepers: Mutex<BTreeMap<Timestamp, usize>>,
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self(Kind::System)
    }

    /// A clock that stands still until [`Clock::advance`] moves it.
    pub fn manual(start: Timestamp) -> Self {
        Self(Kind::Manual(Arc::new(Manual {
            now: watch::Sender::new(start),
            sleepers: Mutex::default(),
        })))
    }

    /// The current time.
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Kind::System => Timestamp::now(),
            Kind::Manual(manual) => *manual.now.borrow(),
        }
    }

    /// Moves a manual clock forward and wakes everything that is then due. The system's clock
    /// cannot be moved: there, this does nothing.
    pub fn advance(&self, by: Duration) {
        self.advance_to(add(self.now(), by));
    }

    /// Moves a manual clock to a time, unless that has passed.
    pub(crate) fn advance_to(&self, time: Timestamp) {
        if let Kind::Manual(manual) = &self.0 {
            manual.now.send_modify(|now| *now = time.max(*now));
        }
    }

    /// The earliest time that something waits for; none of the system's clock. One that has come
    /// is there until what waited for it has noticed.
    pub(crate) fn next_awaited(&self) -> Option<Timestamp> {
        let Kind::Manual(manual) = &self.0 else {
            return None;
        };
        manual.sleepers().keys().next().copied()
    }

    /// Resolves once the clock has reached `deadline`.
    pub async fn sleep_until(&self, deadline: Timestamp) {
        match &self.0 {
            Kind::System => {
                let left = until(Timestamp::now(), deadline);
                // The timer takes a moment for no time at all, too; a run that is put away whenever
                // it waits would wait for that moment anew each time that it goes on.
                if !left.is_zero() {
                    tokio::time::sleep(left).await;
                }
            }
            Kind::Manual(manual) => {
                let _sleeper = Sleeper::new(manual, deadline);
                // The sender lives as long as `self`, so waiting cannot fail.
                let _ = manual
                    .now
                    .subscribe()
                    .wait_for(|now| *now >= deadline)
                    .await;
            }
        }
    }
}

impl Manual {
    fn sleepers(&self) -> MutexGuard<'_, BTreeMap<Timestamp, usize>> {
        self.sleepers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Something that waits, until it is dropped.
struct Sleeper<'c> {
    clock: &'c Manual,
    deadline: Timestamp,
}

impl<'c> Sleeper<'c> {
    fn new(clock: &'c Manual, deadline: Timestamp) -> Self {
        *clock.sleepers().entry(deadline).or_default() += 1;
        Self { clock, deadline }
    }
}

impl Drop for Sleeper<'_> {
    fn drop(&mut self) {
        let mut sleepers = self.clock.sleepers();
        if let Some(count) = sleepers.get_mut(&self.deadline) {
            *count -= 1;
            if *count == 0 {
                sleepers.remove(&self.deadline);
            }
        }
    }
}

/// `start` plus `by`, held at the last representable time.
pub(crate) fn add(start: Timestamp, by: Duration) -> Timestamp {
    start.saturating_add(by).unwrap_or(Timestamp::MAX)
}

/// How long it is from `now` to `then`; zero if that is in the past.
pub(crate) fn until(now: Timestamp, then: Timestamp) -> Duration {
    Duration::try_from(then.duration_since(now)).unwrap_or(Duration::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_manual_clock_wakes_what_is_due_and_nothing_else() {
        let clock = Clock::manual(Timestamp::UNIX_EPOCH);
        let (soon, late) = (clock.clone(), clock.clone());
        let in_a_minute = add(clock.now(), Duration::from_secs(60));
        let in_an_hour = add(clock.now(), Duration::from_secs(3600));
        let soon = tokio::spawn(async move { soon.sleep_until(in_a_minute).await });
        let late = tokio::spawn(async move { late.sleep_until(in_an_hour).await });
        clock.advance(Duration::from_secs(60));
        soon.await.expect("the first sleeper is due");
        assert!(!late.is_finished());
    }

    #[tokio::test]
    async fn what_the_system_clock_has_reached_is_not_waited_for() {
        let clock = Clock::system();
        let mut reached = Box::pin(clock.sleep_until(clock.now()));
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(reached.as_mut().poll(&mut context).is_ready());
    }

    #[tokio::test]
    async fn a_manual_clock_knows_what_is_awaited_until_it_has_noticed() {
        let clock = Clock::manual(Timestamp::UNIX_EPOCH);
        let in_a_minute = add(clock.now(), Duration::from_secs(60));
        let mut sleeper = Box::pin(clock.sleep_until(in_a_minute));
        assert_eq!(clock.next_awaited(), None);
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(sleeper.as_mut().poll(&mut context).is_pending());
        assert_eq!(clock.next_awaited(), Some(in_a_minute));
        clock.advance(Duration::from_secs(60));
        assert_eq!(clock.next_awaited(), Some(in_a_minute));
        sleeper.await;
        assert_eq!(clock.next_awaited(), None);
    }
}
