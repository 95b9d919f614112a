//! Stripe Terminal's readers.

use serde_json::Value;

use super::super::tolerant::{Expandable, objects};

objects! {
    /// A reader of cards.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/terminal/readers/object).
    pub struct Reader: id, livemode, metadata, deleted {
        /// What it does.
        pub action: Option<Value>,
        /// The version of its software.
        pub device_sw_version: Option<String>,
        /// What it is, such as `stripe_s700`.
        pub device_type: String,
        /// Its address in the network.
        pub ip_address: Option<String>,
        /// Its name.
        pub label: String,
        /// When it was last heard of, in milliseconds since 1970.
        pub last_seen_at: Option<i64>,
        /// Where it is.
        pub location: Option<Expandable>,
        /// Its number.
        pub serial_number: String,
        /// Whether it is `online` or `offline`.
        pub status: Option<String>,
    }
}
