//! What senders may take of this process, and what they are told when they want more.
//!
//! Everything that a stranger can make grow has a bound: the size of a head and of a body, the time
//! that they may take, the number of connections, and how many requests and bytes are in flight at
//! once. Beyond it, a sender is asked to come back later; nothing collapses.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use axum::response::{IntoResponse, Response};
use governor::clock::{Clock as _, MonotonicClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use http::{HeaderValue, StatusCode, header};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// What senders may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// The size of a body, in bytes.
    pub(crate) body: usize,
    /// How long a body may take to arrive.
    pub(crate) body_time: Duration,
    /// The size of a request's line and headers, in bytes.
    pub(crate) head: usize,
    /// How many headers there may be.
    pub(crate) headers: usize,
    /// How long a head may take to arrive, also on a connection that stays open.
    pub(crate) head_time: Duration,
    /// How many connections are open at once; more wait to be accepted.
    pub(crate) connections: usize,
    /// How many requests are dealt with at once.
    pub(crate) requests: usize,
    /// How much of bodies is held at once, in bytes.
    pub(crate) in_flight: usize,
    /// How many requests a second one source takes; `None` takes what comes.
    pub(crate) rate: Option<NonZeroU32>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 1024 * 1024,
            body_time: Duration::from_secs(10),
            head: 64 * 1024,
            headers: 100,
            head_time: Duration::from_secs(10),
            connections: 512,
            requests: 4096,
            in_flight: 64 * 1024 * 1024,
            rate: None,
        }
    }
}

/// Why a request is not dealt with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    status: StatusCode,
    reason: String,
    /// When to come back, in seconds.
    retry_after: Option<u64>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, reason: impl Into<String>) -> Self {
        Self {
            status,
            reason: reason.into(),
            retry_after: None,
        }
    }

    fn busy() -> Self {
        Self {
            retry_after: Some(1),
            ..Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "more is in flight than this app takes at once; try again",
            )
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = (self.status, self.reason).into_response();
        if let Some(seconds) = self.retry_after {
            let seconds = HeaderValue::from(seconds);
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        response
    }
}

/// Where requests are counted.
pub(super) struct Gate {
    requests: Arc<Semaphore>,
    bytes: Arc<Semaphore>,
    rate: Option<Rate>,
}

type Rate = RateLimiter<
    String,
    HashMapStateStore<String>,
    MonotonicClock,
    NoOpMiddleware<std::time::Instant>,
>;

impl Gate {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            requests: Arc::new(Semaphore::new(limits.requests)),
            // A body that may be sent can be held.
            bytes: Arc::new(Semaphore::new(limits.in_flight.max(limits.body))),
            rate: limits.rate.map(|rate| {
                let quota = Quota::per_second(rate);
                RateLimiter::new(quota, HashMapStateStore::default(), MonotonicClock)
            }),
        }
    }

    /// Counts a request to a source that the app has.
    pub(super) fn count(&self, source: &str) -> Result<(), Refusal> {
        let Some(rate) = &self.rate else {
            return Ok(());
        };
        rate.check_key(&source.to_owned()).map_err(|until| {
            let wait = until.wait_time_from(MonotonicClock.now());
            Refusal {
                retry_after: Some(wait.as_secs() + 1),
                ..Refusal::new(
                    StatusCode::TOO_MANY_REQUESTS,
                    "the source gets more requests than this app takes; try again",
                )
            }
        })
    }

    /// Lets a request in, as long as what is returned is held.
    pub(super) fn admit(&self) -> Result<Admitted, Refusal> {
        let request = Arc::clone(&self.requests).try_acquire_owned();
        Ok(Admitted {
            bytes: Arc::clone(&self.bytes),
            held: None,
            _request: request.map_err(|_| Refusal::busy())?,
        })
    }
}

/// A request that was let in, and what of its body is held.
#[derive(Debug)]
pub(super) struct Admitted {
    bytes: Arc<Semaphore>,
    held: Option<OwnedSemaphorePermit>,
    _request: OwnedSemaphorePermit,
}

impl Admitted {
    /// Takes room for more of its body.
    pub(super) fn hold(&mut self, bytes: usize) -> Result<(), Refusal> {
        let bytes = u32::try_from(bytes).map_err(|_| Refusal::busy())?;
        let more = Arc::clone(&self.bytes).try_acquire_many_owned(bytes);
        let more = more.map_err(|_| Refusal::busy())?;
        match &mut self.held {
            Some(held) => held.merge(more),
            None => self.held = Some(more),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(refusal: Refusal) -> (u16, bool) {
        let response = refusal.into_response();
        let is_told_when = response.headers().contains_key(header::RETRY_AFTER);
        (response.status().as_u16(), is_told_when)
    }

    #[test]
    fn beyond_what_may_be_in_flight_a_sender_is_asked_to_come_back() {
        let gate = Gate::new(&Limits {
            requests: 2,
            body: 10,
            in_flight: 15,
            ..Limits::default()
        });
        let mut one = gate.admit().expect("room");
        let mut other = gate.admit().expect("room");
        assert_eq!(status(gate.admit().expect_err("two are in")), (503, true));
        one.hold(6).expect("room");
        one.hold(4).expect("room");
        assert_eq!(status(other.hold(6).expect_err("10 are held")), (503, true));
        drop(one);
        other.hold(6).expect("given back");
        assert!(gate.admit().is_ok(), "given back");
    }

    #[test]
    fn each_source_has_a_rate_of_its_own() {
        let rate = NonZeroU32::new(3);
        let gate = Gate::new(&Limits {
            rate,
            ..Limits::default()
        });
        for _ in 0..3 {
            gate.count("a").expect("within the rate");
        }
        assert_eq!(status(gate.count("a").expect_err("over it")), (429, true));
        gate.count("b").expect("another source");
    }
}
