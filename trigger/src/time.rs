//! The one seam for time: everything that asks for the time or waits does it through a [`Clock`].

use std::sync::Arc;
use std::time::Duration;

pub use jiff::Timestamp;
use tokio::sync::watch;

/// Where the time comes from: the system, or a test that moves it by hand.
#[derive(Clone, Debug)]
pub struct Clock(Kind);

#[derive(Clone, Debug)]
enum Kind {
    System,
    Manual(Arc<watch::Sender<Timestamp>>),
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self(Kind::System)
    }

    /// A clock that stands still until [`Clock::advance`] moves it.
    pub fn manual(start: Timestamp) -> Self {
        Self(Kind::Manual(Arc::new(watch::Sender::new(start))))
    }

    /// The current time.
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Kind::System => Timestamp::now(),
            Kind::Manual(now) => *now.borrow(),
        }
    }

    /// Moves a manual clock forward and wakes everything that is then due. The system's clock
    /// cannot be moved: there, this does nothing.
    pub fn advance(&self, by: Duration) {
        if let Kind::Manual(now) = &self.0 {
            now.send_modify(|now| *now = add(*now, by));
        }
    }

    /// Resolves once the clock has reached `deadline`.
    pub async fn sleep_until(&self, deadline: Timestamp) {
        match &self.0 {
            Kind::System => tokio::time::sleep(until(Timestamp::now(), deadline)).await,
            Kind::Manual(now) => {
                // The sender lives as long as `self`, so waiting cannot fail.
                let _ = now.subscribe().wait_for(|now| *now >= deadline).await;
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
}
