//! Stripe's subscription: a customer is charged again and again.

pub mod tasks;

use serde_json::Value;

use super::super::catalogue::price::Price;
use super::super::customers::discount::Discount;
use super::super::shared::money::{AutomaticTax, TransferData};
use super::super::tolerant::{Expandable, List, objects, open_enums};
use super::plan::Plan;
use super::tax::TaxRate;
use crate::time::Timestamp;

objects! {
    /// A customer is charged again and again.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/subscriptions/object).
    pub struct Subscription: id, created, livemode, metadata {
        /// The Connect application that made it.
        pub application: Option<Expandable>,
        /// How much the Connect application takes, in percent.
        pub application_fee_percent: Option<f64>,
        /// Whether Stripe computes the tax.
        pub automatic_tax: Option<AutomaticTax>,
        /// The time from which its periods are counted.
        pub billing_cycle_anchor: Timestamp,
        /// On which day and at which time its periods begin.
        pub billing_cycle_anchor_config: Option<Value>,
        /// How its items are billed.
        pub billing_mode: Option<Value>,
        /// Until when its items are billed in advance.
        pub billing_schedules: Vec<Value>,
        /// From which amount an invoice is made before the period ends.
        pub billing_thresholds: Option<Value>,
        /// When it will be canceled.
        pub cancel_at: Option<Timestamp>,
        /// Whether it will be canceled at the end of the period.
        pub cancel_at_period_end: bool,
        /// When it was canceled, or when that was decided.
        pub canceled_at: Option<Timestamp>,
        /// Why it was canceled.
        pub cancellation_details: Option<CancellationDetails>,
        /// Whether the customer is charged, or gets an invoice to pay.
        pub collection_method: CollectionMethod,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// When the period ends, in API versions before 2025-03-31; later ones say it of each item.
        pub current_period_end: Option<Timestamp>,
        /// When the period began, in API versions before 2025-03-31; later ones say it of each
        /// item.
        pub current_period_start: Option<Timestamp>,
        /// The customer.
        pub customer: Option<Expandable>,
        /// The account that stands for the customer, `acct_…`.
        pub customer_account: Option<String>,
        /// How many days there are to pay an invoice.
        pub days_until_due: Option<i64>,
        /// What invoices are paid with; the customer's if there is none.
        pub default_payment_method: Option<Expandable>,
        /// The card or source that is charged, in the older way.
        pub default_source: Option<Expandable>,
        /// The tax rates of items that have none of their own.
        pub default_tax_rates: Vec<TaxRate>,
        /// What the account wrote to describe it.
        pub description: Option<String>,
        /// The discount, in API versions before 2025-03-31.
        pub discount: Option<Discount>,
        /// The discounts.
        pub discounts: Vec<Expandable>,
        /// When it ended.
        pub ended_at: Option<Timestamp>,
        /// What its invoices have unless they say otherwise.
        pub invoice_settings: Option<Value>,
        /// What the customer is charged for.
        pub items: Option<List<SubscriptionItem>>,
        /// The last invoice.
        pub latest_invoice: Option<Expandable>,
        /// Whether Stripe is the seller.
        pub managed_payments: Option<Value>,
        /// When invoice items that wait are billed.
        pub next_pending_invoice_item_invoice: Option<Timestamp>,
        /// The connected account in whose name it is done.
        pub on_behalf_of: Option<Expandable>,
        /// Whether no money is taken for a while.
        pub pause_collection: Option<PauseCollection>,
        /// How its invoices are paid.
        pub payment_settings: Option<Value>,
        /// How often invoice items that wait are billed.
        pub pending_invoice_item_interval: Option<Value>,
        /// What the customer must still do for later payments.
        pub pending_setup_intent: Option<Expandable>,
        /// A change that waits for its payment.
        pub pending_update: Option<Value>,
        /// The plan, if there is one item, in older API versions.
        pub plan: Option<Plan>,
        /// The currency that the customer pays in.
        pub presentment_details: Option<Value>,
        /// The quantity, if there is one item, in older API versions.
        pub quantity: Option<i64>,
        /// The schedule that changes it.
        pub schedule: Option<Expandable>,
        /// When it began.
        pub start_date: Timestamp,
        /// How it stands.
        pub status: Status,
        /// The test clock by which it lives.
        pub test_clock: Option<Expandable>,
        /// To which account the money goes on.
        pub transfer_data: Option<TransferData>,
        /// When the trial ends.
        pub trial_end: Option<Timestamp>,
        /// What happens when the trial ends without a payment method.
        pub trial_settings: Option<Value>,
        /// When the trial began.
        pub trial_start: Option<Timestamp>,
    }

    /// What a customer is charged for.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/subscription_items/object).
    pub struct SubscriptionItem: id, created, metadata, deleted {
        /// Until when it was billed.
        pub billed_until: Option<Timestamp>,
        /// From which usage an invoice is made before the period ends.
        pub billing_thresholds: Option<Value>,
        /// When its period ends.
        pub current_period_end: Option<Timestamp>,
        /// When its period began.
        pub current_period_start: Option<Timestamp>,
        /// The discounts on it.
        pub discounts: Vec<Expandable>,
        /// The plan, as prices were called before.
        pub plan: Option<Plan>,
        /// The price.
        pub price: Option<Price>,
        /// How many.
        pub quantity: Option<i64>,
        /// The subscription that it belongs to.
        pub subscription: String,
        /// The tax rates on it.
        pub tax_rates: Vec<TaxRate>,
    }

    /// Why a subscription was canceled.
    pub struct CancellationDetails {
        /// What the customer wrote.
        pub comment: Option<String>,
        /// What the customer chose, such as `too_expensive`.
        pub feedback: Option<String>,
        /// Who canceled it: `cancellation_requested`, `payment_disputed` or `payment_failed`.
        pub reason: Option<String>,
    }

    /// No money is taken for a while.
    pub struct PauseCollection {
        /// What becomes of invoices: `keep_as_draft`, `mark_uncollectible` or `void`.
        pub behavior: String,
        /// When money is taken again.
        pub resumes_at: Option<Timestamp>,
    }
}

open_enums! {
    /// Whether the customer is charged, or gets an invoice to pay.
    pub enum CollectionMethod {
        ChargeAutomatically = "charge_automatically",
        SendInvoice = "send_invoice",
    }

    /// How it stands.
    pub enum Status {
        Active = "active",
        Canceled = "canceled",
        Incomplete = "incomplete",
        IncompleteExpired = "incomplete_expired",
        PastDue = "past_due",
        Paused = "paused",
        Trialing = "trialing",
        Unpaid = "unpaid",
    }
}
