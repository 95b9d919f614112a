//! Stripe's customer.

pub mod tasks;

use serde_json::Value;

use super::super::amount::Amount;
use super::super::shared::address::{Address, Shipping};
use super::super::shared::money::CustomField;
use super::super::tolerant::{Expandable, List, objects, open_enums};
use super::discount::Discount;
use super::source::CustomerSource;
use super::tax_id::TaxId;

objects! {
    /// Someone who buys.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/customers/object).
    pub struct Customer: id, created, livemode, metadata, deleted {
        /// The customer's address.
        pub address: Option<Address>,
        /// What the customer owes, or if it is negative has in hand, applied to the next invoice.
        pub balance: Option<Amount>,
        /// The name of the customer's business.
        pub business_name: Option<String>,
        /// The money that the customer has sent and that nothing was paid with.
        pub cash_balance: Option<Value>,
        /// The three letters of the currency of the customer's subscriptions and invoices.
        pub currency: Option<String>,
        /// The account that stands for the customer, `acct_…`.
        pub customer_account: Option<String>,
        /// What is charged if nothing else is named: a card, bank account or source.
        pub default_source: Option<Expandable>,
        /// Whether the latest invoice is overdue.
        pub delinquent: Option<bool>,
        /// What the account wrote to describe it.
        pub description: Option<String>,
        /// The discount on whatever the customer buys.
        pub discount: Option<Discount>,
        /// The email address.
        pub email: Option<String>,
        /// The person's name.
        pub individual_name: Option<String>,
        /// What the customer owes or has in hand, for each currency.
        pub invoice_credit_balance: Option<Value>,
        /// How the numbers of the customer's invoices start.
        pub invoice_prefix: Option<String>,
        /// What the customer's invoices have unless they say otherwise.
        pub invoice_settings: Option<InvoiceSettings>,
        /// The full name, or the business's.
        pub name: Option<String>,
        /// The number of the customer's next invoice.
        pub next_invoice_sequence: Option<i64>,
        /// The telephone number.
        pub phone: Option<String>,
        /// The languages of emails, the preferred first.
        pub preferred_locales: Vec<String>,
        /// Where goods are sent.
        pub shipping: Option<Shipping>,
        /// What the customer can pay with, in the older ways.
        pub sources: Option<List<CustomerSource>>,
        /// The customer's subscriptions; there when a request expands them.
        pub subscriptions: Option<Value>,
        /// Where the customer is taxed; there when a request expands it.
        pub tax: Option<Value>,
        /// Whether the customer pays tax.
        pub tax_exempt: Option<TaxExempt>,
        /// The customer's tax numbers; there when a request expands them.
        pub tax_ids: Option<List<TaxId>>,
        /// The test clock by which it lives.
        pub test_clock: Option<Expandable>,
    }

    /// What a customer's invoices have unless they say otherwise.
    pub struct InvoiceSettings {
        /// Lines that are added to the invoices.
        pub custom_fields: Vec<CustomField>,
        /// What subscriptions and invoices are paid with.
        pub default_payment_method: Option<Expandable>,
        /// What stands at the foot of the invoices.
        pub footer: Option<String>,
        /// How the invoices look.
        pub rendering_options: Option<Value>,
    }
}

open_enums! {
    /// Whether the customer pays tax.
    pub enum TaxExempt {
        Exempt = "exempt",
        No = "none",
        Reverse = "reverse",
    }
}
