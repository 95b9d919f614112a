//! One attempt at a task.

/// One attempt at a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Counted from 1.
    pub number: u32,
    /// The same for every attempt of the task, different for every other task: hand it to
    /// providers that take an idempotency key.
    pub idempotency_key: String,
}
