//! Stripe's quote: what a customer could buy, for how much.

use serde_json::Value;

use super::super::amount::Amount;
use super::super::shared::money::{AutomaticTax, TotalDetails, TransferData};
use super::super::tolerant::{Expandable, objects, open_enums};
use crate::time::Timestamp;

objects! {
    /// What a customer could buy, for how much.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/quotes/object).
    pub struct Quote: id, created, livemode, metadata {
        /// The amount before discounts and taxes.
        pub amount_subtotal: Amount,
        /// The amount after discounts and taxes.
        pub amount_total: Amount,
        /// The Connect application that made it.
        pub application: Option<Expandable>,
        /// How much the Connect application takes.
        pub application_fee_amount: Option<Amount>,
        /// How much the Connect application takes, in percent.
        pub application_fee_percent: Option<f64>,
        /// Whether Stripe computes the tax.
        pub automatic_tax: Option<AutomaticTax>,
        /// Whether the customer is charged, or gets an invoice to pay.
        pub collection_method: String,
        /// What is paid at once, and what again and again.
        pub computed: Option<Value>,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: Option<String>,
        /// The customer.
        pub customer: Option<Expandable>,
        /// The account that stands for the customer, `acct_…`.
        pub customer_account: Option<String>,
        /// The tax rates of lines that have none of their own.
        pub default_tax_rates: Vec<Expandable>,
        /// What the account wrote to describe it.
        pub description: Option<String>,
        /// The discounts.
        pub discounts: Vec<Expandable>,
        /// Until when it can be accepted.
        pub expires_at: Timestamp,
        /// What stands at its foot.
        pub footer: Option<String>,
        /// The quote that it was made from.
        pub from_quote: Option<Value>,
        /// What stands at its head.
        pub header: Option<String>,
        /// The invoice that it made.
        pub invoice: Option<Expandable>,
        /// What its invoices have.
        pub invoice_settings: Option<Value>,
        /// What is offered; there when a request expands it.
        pub line_items: Option<Value>,
        /// Its number, for people.
        pub number: Option<String>,
        /// The connected account in whose name it is done.
        pub on_behalf_of: Option<Expandable>,
        /// How far it is.
        pub status: QuoteStatus,
        /// When it came that far.
        pub status_transitions: Option<Value>,
        /// The subscription that it made.
        pub subscription: Option<Expandable>,
        /// What its subscription is made with.
        pub subscription_data: Option<Value>,
        /// The schedule that it made.
        pub subscription_schedule: Option<Expandable>,
        /// The test clock by which it lives.
        pub test_clock: Option<Expandable>,
        /// What the total contains.
        pub total_details: Option<TotalDetails>,
        /// To which account the money goes on.
        pub transfer_data: Option<TransferData>,
    }
}

open_enums! {
    /// How far it is.
    pub enum QuoteStatus {
        Accepted = "accepted",
        Canceled = "canceled",
        Draft = "draft",
        Open = "open",
    }
}
