//! Stripe Identity's verifications.

use serde_json::Value;

use super::super::tolerant::{Expandable, objects, open_enums};

objects! {
    /// Someone shows who they are.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/identity/verification_sessions/object).
    pub struct VerificationSession: id, created, livemode, metadata {
        /// What the account calls the person.
        pub client_reference_id: Option<String>,
        /// The secret with which the person's browser shows it. Do not log it.
        pub client_secret: Option<String>,
        /// Why the last attempt failed.
        pub last_error: Option<Value>,
        /// What the last attempt found.
        pub last_verification_report: Option<Expandable>,
        /// What is asked for.
        pub options: Option<Value>,
        /// What the account said of the person.
        pub provided_details: Option<Value>,
        /// Whether what was found has been removed.
        pub redaction: Option<Value>,
        /// The customer who it is.
        pub related_customer: Option<String>,
        /// The account that stands for the customer, `acct_…`.
        pub related_customer_account: Option<String>,
        /// The person behind an account who it is.
        pub related_person: Option<Value>,
        /// How far it is.
        pub status: VerificationStatus,
        /// What is shown: `document`, `id_number` or `verification_flow`.
        pub type_ as "type": Option<String>,
        /// Where the person does it.
        pub url: Option<String>,
        /// The flow that it follows.
        pub verification_flow: Option<String>,
        /// What was found; there when a request expands it.
        pub verified_outputs: Option<Value>,
    }
}

open_enums! {
    /// How far it is.
    pub enum VerificationStatus {
        Canceled = "canceled",
        Processing = "processing",
        RequiresInput = "requires_input",
        Verified = "verified",
    }
}
