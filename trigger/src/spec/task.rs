//! What a task is: a call that is executed once and whose result is kept.

use std::future::Future;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::{Attempt, Integration, Params, Properties, Redaction};
use crate::error::{Error, Result};

/// A value that can be kept: it is [`Serialize`] and [`Deserialize`](serde::Deserialize). One trait
/// stands for both, without being made of them, so that a value that is neither is one mistake.
#[diagnostic::on_unimplemented(
    message = "a task cannot keep a `{Self}`",
    label = "what a task returns is kept as JSON, and read back when its run goes on",
    note = "derive both: `#[derive(serde::Serialize, serde::Deserialize)]`"
)]
pub trait Recordable: Sized {
    /// The value as it is kept.
    ///
    /// # Errors
    ///
    /// When it cannot be written as JSON.
    fn to_record(&self) -> serde_json::Result<Box<RawValue>>;

    /// The value that was kept.
    ///
    /// # Errors
    ///
    /// When the JSON is that of another type.
    fn from_record(record: &RawValue) -> serde_json::Result<Self>;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned> Recordable for T {
    fn to_record(&self) -> serde_json::Result<Box<RawValue>> {
        serde_json::value::to_raw_value(self)
    }

    fn from_record(record: &RawValue) -> serde_json::Result<Self> {
        serde_json::from_str(record.get())
    }
}

/// The description of a call, made by a [`#[task]`](macro@crate::task) function and executed by
/// [`Io::run`](crate::Io::run).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a task",
    note = "`io.run(key, …)` takes a call of a `#[task]` function, or a closure that returns a future: `|| async {{ … }}`"
)]
pub trait Task: Clone + Send + Sync + 'static {
    /// What the call returns; kept as JSON.
    type Output: Recordable + Send;

    /// The task's name and options.
    const META: TaskMeta;

    /// The arguments that a person may see.
    fn params(&self) -> Params {
        Params::new()
    }

    /// What a person wants to see of the call at a glance.
    fn properties(&self) -> Properties {
        Properties::new()
    }

    /// What tells the call apart for a provider; `None` for a key of the run and the task.
    fn idempotency_key(&self) -> Option<String> {
        None
    }

    /// Executes the call once.
    fn execute(self) -> impl Future<Output = Result<Self::Output>> + Send;
}

/// What judges a failed attempt of a task: it gets the error and returns what counts. The
/// [`Retry`](crate::Retry) advice of what it returns decides whether and when the task is tried
/// again, as far as its policy has attempts left.
///
/// ```
/// use trigger::prelude::*;
/// use trigger::{Attempt, Retry};
///
/// /// A shop that is closed opens again in an hour.
/// fn wait_for_the_shop(error: Error, attempt: &Attempt) -> Error {
///     match error.message() {
///         "closed" => error.with_retry(Retry::After(Duration::from_secs(3600))),
///         "no such customer" => error.with_retry(Retry::Never),
///         _ => error.context(format!("attempt {} at an order", attempt.number)),
///     }
/// }
///
/// #[task(on_error = wait_for_the_shop)]
/// async fn place_order(id: u64) -> Result<()> {
///     # let _ = id;
///     Err(Error::new("closed"))
/// }
/// ```
pub type OnError = fn(Error, &Attempt) -> Error;

/// A task's definition.
#[derive(Clone, Copy, Debug)]
pub struct TaskMeta {
    /// What a person calls it.
    pub name: &'static str,
    /// The name of its icon.
    pub icon: &'static str,
    /// How often and when it is tried again; `None` is the app's default policy.
    pub retry: Option<RetryPolicy>,
    /// How long one attempt may take.
    pub timeout: Option<Duration>,
    /// What of its output is a secret.
    pub redaction: Redaction,
    /// What judges a failed attempt.
    pub on_error: Option<OnError>,
}

impl TaskMeta {
    /// A task of the given name and no options.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            icon: "task",
            retry: None,
            timeout: None,
            redaction: Redaction::Nothing,
            on_error: None,
        }
    }

    /// A task of an integration, whose icon and retry policy it has.
    pub const fn of<I: Integration>(name: &'static str) -> Self {
        Self {
            icon: I::META.icon,
            retry: I::META.retry,
            ..Self::new(name)
        }
    }

    /// With the name of its icon.
    #[must_use]
    pub const fn icon(mut self, icon: &'static str) -> Self {
        self.icon = icon;
        self
    }

    /// With its own retry policy.
    #[must_use]
    pub const fn retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = Some(retry);
        self
    }

    /// With a limit on how long one attempt may take.
    #[must_use]
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// With an output that is encrypted in the database and shown nowhere.
    #[must_use]
    pub const fn sealed(mut self) -> Self {
        self.redaction = Redaction::Everything;
        self
    }

    /// With an output of which some places are secrets; see [`Redaction::Parts`].
    #[must_use]
    pub const fn redact(mut self, pointers: &'static [&'static str]) -> Self {
        self.redaction = Redaction::Parts(pointers);
        self
    }

    /// With a judge of failed attempts.
    #[must_use]
    pub const fn on_error(mut self, judge: OnError) -> Self {
        self.on_error = Some(judge);
        self
    }
}

/// How often a failed task is tried again, and how long after each failure.
///
/// The delay after attempt *n* is `min * factor^(n-1)`, at most `max`, and with `jitter` a random
/// part of up to a half is taken off, so that tasks that failed together do not retry together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RetryPolicy {
    /// How many attempts there are in all; 1 means no retry.
    pub limit: u32,
    /// What each delay is multiplied by.
    pub factor: f64,
    /// The first delay.
    pub min: Duration,
    /// The longest delay.
    pub max: Duration,
    /// Whether delays are randomised.
    pub jitter: bool,
}

impl RetryPolicy {
    /// The policy of a task that names none: 5 attempts over about 15 seconds.
    pub const DEFAULT: Self = Self {
        limit: 5,
        factor: 2.0,
        min: Duration::from_secs(1),
        max: Duration::from_secs(60),
        jitter: true,
    };

    /// One attempt and no retry.
    pub const NONE: Self = Self {
        limit: 1,
        ..Self::DEFAULT
    };

    /// With this many attempts in all.
    #[must_use]
    pub const fn limit(mut self, limit: u32) -> Self {
        self.limit = limit;
        self
    }

    /// With another growth of the delays.
    #[must_use]
    pub const fn factor(mut self, factor: f64) -> Self {
        self.factor = factor;
        self
    }

    /// With another first delay. One that is longer than the longest delay becomes that too.
    #[must_use]
    pub const fn min(mut self, min: Duration) -> Self {
        self.min = min;
        if min.as_nanos() > self.max.as_nanos() {
            self.max = min;
        }
        self
    }

    /// With another longest delay.
    #[must_use]
    pub const fn max(mut self, max: Duration) -> Self {
        self.max = max;
        self
    }

    /// With or without randomised delays.
    #[must_use]
    pub const fn jitter(mut self, jitter: bool) -> Self {
        self.jitter = jitter;
        self
    }

    /// How long to wait after attempt `failed` (counted from 1), or `None` when it was the last.
    /// `chance` is a random number from 0 to 1.
    pub fn delay(&self, failed: u32, chance: f64) -> Option<Duration> {
        if failed >= self.limit {
            return None;
        }
        let power = self
            .factor
            .powi(i32::try_from(failed.saturating_sub(1)).unwrap_or(i32::MAX));
        let most = self.max.as_secs_f64();
        let full = (self.min.as_secs_f64() * power).min(most).max(0.0);
        let part = if self.jitter { 1.0 - chance / 2.0 } else { 1.0 };
        Some(Duration::try_from_secs_f64(full * part).unwrap_or(self.max))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEADY: RetryPolicy = RetryPolicy::DEFAULT.jitter(false);

    #[test]
    fn delays_grow_by_the_factor_up_to_the_longest() {
        let policy = STEADY.limit(10).max(Duration::from_secs(5));
        let delays: Vec<_> = (1..=4).filter_map(|n| policy.delay(n, 0.9)).collect();
        assert_eq!(delays, [1, 2, 4, 5].map(Duration::from_secs));
    }

    #[test]
    fn a_first_delay_longer_than_the_longest_is_not_cut() {
        let policy = STEADY.min(Duration::from_secs(300));
        assert_eq!(policy.delay(1, 0.0), Some(Duration::from_secs(300)));
        assert_eq!(policy.delay(2, 0.0), Some(Duration::from_secs(300)));
        let longer = policy.max(Duration::from_secs(900));
        assert_eq!(longer.delay(2, 0.0), Some(Duration::from_secs(600)));
    }

    #[test]
    fn the_limit_counts_attempts_not_retries() {
        assert_eq!(RetryPolicy::NONE.delay(1, 0.0), None);
        assert!(STEADY.limit(2).delay(1, 0.0).is_some());
        assert_eq!(STEADY.limit(2).delay(2, 0.0), None);
    }

    #[test]
    fn jitter_takes_off_up_to_a_half() {
        let policy = STEADY.jitter(true);
        assert_eq!(policy.delay(1, 0.0), Some(Duration::from_secs(1)));
        assert_eq!(policy.delay(1, 1.0), Some(Duration::from_millis(500)));
    }

    #[test]
    fn an_absurd_factor_ends_at_the_longest_delay() {
        let policy = STEADY.limit(u32::MAX).factor(f64::MAX);
        assert_eq!(policy.delay(9, 0.0), Some(policy.max));
    }
}
