//! Stripe's files.

use serde_json::Value;

use super::super::tolerant::{List, objects};
use crate::time::Timestamp;

objects! {
    /// A file that was uploaded, or that Stripe made.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/files/object).
    pub struct File: id, created {
        /// Until when it can be read.
        pub expires_at: Option<Timestamp>,
        /// Its name.
        pub filename: Option<String>,
        /// The public links to it.
        pub links: Option<List<Value>>,
        /// What it is for, such as `dispute_evidence`.
        pub purpose: String,
        /// How large it is, in bytes.
        pub size: i64,
        /// Its title.
        pub title: Option<String>,
        /// What it is, such as `pdf`.
        pub type_ as "type": Option<String>,
        /// Where it can be read, with the account's key.
        pub url: Option<String>,
    }
}
