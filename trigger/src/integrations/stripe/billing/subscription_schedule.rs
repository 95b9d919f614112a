//! Stripe's subscription schedule: a subscription that will change by itself.

use serde_json::Value;

use super::super::tolerant::{Expandable, objects, open_enums};
use crate::time::Timestamp;

objects! {
    /// How a subscription will change by itself.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/subscription_schedules/object).
    pub struct SubscriptionSchedule: id, created, livemode, metadata {
        /// The Connect application that made it.
        pub application: Option<Expandable>,
        /// How the subscription's items are billed.
        pub billing_mode: Option<Value>,
        /// When it was canceled.
        pub canceled_at: Option<Timestamp>,
        /// When it was completed.
        pub completed_at: Option<Timestamp>,
        /// When the present phase began, and when it ends.
        pub current_phase: Option<Value>,
        /// The customer.
        pub customer: Option<Expandable>,
        /// The account that stands for the customer, `acct_…`.
        pub customer_account: Option<String>,
        /// What phases have unless they say otherwise.
        pub default_settings: Option<Value>,
        /// What becomes of the subscription in the end, such as `release`.
        pub end_behavior: String,
        /// The phases, in order.
        pub phases: Vec<Value>,
        /// When it let go of its subscription.
        pub released_at: Option<Timestamp>,
        /// The subscription that it let go of.
        pub released_subscription: Option<String>,
        /// How far it is.
        pub status: ScheduleStatus,
        /// The subscription that it changes.
        pub subscription: Option<Expandable>,
        /// The test clock by which it lives.
        pub test_clock: Option<Expandable>,
    }
}

open_enums! {
    /// How far it is.
    pub enum ScheduleStatus {
        Active = "active",
        Canceled = "canceled",
        Completed = "completed",
        NotStarted = "not_started",
        Released = "released",
    }
}
