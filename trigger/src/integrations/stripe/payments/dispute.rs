//! Stripe's dispute: a customer questions a payment at the bank.

use serde_json::Value;

use super::super::amount::Amount;
use super::super::tolerant::{Expandable, objects, open_enums};
use crate::time::Timestamp;

objects! {
    /// A customer questions a payment at the bank.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/disputes/object).
    pub struct Dispute: id, created, livemode, metadata {
        /// The amount that is disputed.
        pub amount: Amount,
        /// What it does to the account's balance.
        pub balance_transactions: Vec<Value>,
        /// The charge that is disputed.
        pub charge: Option<Expandable>,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// The networks' programmes under which it can be countered.
        pub enhanced_eligibility_types: Vec<String>,
        /// What the account brought forward.
        pub evidence: Option<Value>,
        /// How far the evidence is.
        pub evidence_details: Option<EvidenceDetails>,
        /// Whether the charge can still be refunded, which ends an inquiry.
        pub is_charge_refundable: bool,
        /// The network's code for the reason, in API versions before 2024.
        pub network_reason_code: Option<String>,
        /// The payment intent that is disputed.
        pub payment_intent: Option<Expandable>,
        /// What belongs to the kind of payment method.
        pub payment_method_details: Option<Value>,
        /// Why the customer disputes it.
        pub reason: Reason,
        /// How far it is; those with `warning` are inquiries.
        pub status: Status,
    }

    /// How far the evidence on a dispute is.
    pub struct EvidenceDetails {
        /// Until when it must be there; `None` if there is no more time.
        pub due_by: Option<Timestamp>,
        /// Whether it meets a network's programme.
        pub enhanced_eligibility: Option<Value>,
        /// Whether there is any.
        pub has_evidence: bool,
        /// Whether the last evidence came too late.
        pub past_due: bool,
        /// How many times evidence was submitted.
        pub submission_count: i64,
    }
}

open_enums! {
    /// Why the customer disputes it.
    pub enum Reason {
        BankCannotProcess = "bank_cannot_process",
        CheckReturned = "check_returned",
        CreditNotProcessed = "credit_not_processed",
        CustomerInitiated = "customer_initiated",
        DebitNotAuthorized = "debit_not_authorized",
        Duplicate = "duplicate",
        Fraudulent = "fraudulent",
        General = "general",
        IncorrectAccountDetails = "incorrect_account_details",
        InsufficientFunds = "insufficient_funds",
        Noncompliant = "noncompliant",
        ProductNotReceived = "product_not_received",
        ProductUnacceptable = "product_unacceptable",
        SubscriptionCanceled = "subscription_canceled",
        Unrecognized = "unrecognized",
    }

    /// How far it is; those with `warning` are inquiries.
    pub enum Status {
        Lost = "lost",
        NeedsResponse = "needs_response",
        Prevented = "prevented",
        UnderReview = "under_review",
        WarningClosed = "warning_closed",
        WarningNeedsResponse = "warning_needs_response",
        WarningUnderReview = "warning_under_review",
        Won = "won",
    }
}
