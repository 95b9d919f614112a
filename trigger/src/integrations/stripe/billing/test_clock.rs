//! Stripe's test clocks, which move time for objects of a test.

use serde_json::Value;

use super::super::tolerant::objects;
use crate::time::Timestamp;

objects! {
    /// A clock for objects of a test.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/test_clocks/object).
    pub struct TestClock: id, created, livemode {
        /// When it is deleted.
        pub deletes_after: Timestamp,
        /// The time that it shows.
        pub frozen_time: Timestamp,
        /// Its name.
        pub name: Option<String>,
        /// Whether it is `ready`, `advancing` or came to an `internal_failure`.
        pub status: String,
        /// Where it is going.
        pub status_details: Option<Value>,
    }
}
