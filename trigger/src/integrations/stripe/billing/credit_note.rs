//! Stripe's credit note: a correction of an invoice.

use serde_json::Value;

use super::super::amount::Amount;
use super::super::shared::money::{DiscountAmount, PretaxCreditAmount, ShippingCost, Tax};
use super::super::tolerant::{Expandable, List, objects};
use super::tax::TaxRate;
use crate::time::Timestamp;

objects! {
    /// A correction of an invoice that is already finalised.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/credit_notes/object).
    pub struct CreditNote: id, created, livemode, metadata {
        /// The amount that is credited, with tax.
        pub amount: Amount,
        /// What of it is for shipping.
        pub amount_shipping: Amount,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// The customer.
        pub customer: Option<Expandable>,
        /// The account that stands for the customer, `acct_…`.
        pub customer_account: Option<String>,
        /// What it does to the customer's balance.
        pub customer_balance_transaction: Option<Expandable>,
        /// All discounts.
        pub discount_amount: Amount,
        /// What each discount takes off.
        pub discount_amounts: Vec<DiscountAmount>,
        /// The date that stands on it.
        pub effective_at: Option<Timestamp>,
        /// The invoice that it corrects.
        pub invoice: Option<Expandable>,
        /// Its lines.
        pub lines: Option<List<CreditNoteLine>>,
        /// What stands on it, for the customer.
        pub memo: Option<String>,
        /// Its number, for people.
        pub number: String,
        /// What was given back outside of Stripe.
        pub out_of_band_amount: Option<Amount>,
        /// Where its PDF is.
        pub pdf: String,
        /// What of it was given back after the invoice was paid.
        pub post_payment_amount: Amount,
        /// What of it was taken off before the invoice was paid.
        pub pre_payment_amount: Amount,
        /// What each credit takes off before tax.
        pub pretax_credit_amounts: Vec<PretaxCreditAmount>,
        /// Why: `duplicate`, `fraudulent`, `order_change` or `product_unsatisfactory`.
        pub reason: Option<String>,
        /// The refunds that belong to it.
        pub refunds: Vec<Value>,
        /// What shipping costs, with tax.
        pub shipping_cost: Option<ShippingCost>,
        /// Whether it holds: `issued` or `void`.
        pub status: String,
        /// The amount before discounts and taxes.
        pub subtotal: Amount,
        /// The amount before discounts, without taxes.
        pub subtotal_excluding_tax: Option<Amount>,
        /// The amount after discounts and taxes.
        pub total: Amount,
        /// The amount after discounts, without taxes.
        pub total_excluding_tax: Option<Amount>,
        /// The taxes.
        pub total_taxes: Vec<Tax>,
        /// When it was made: `pre_payment`, `post_payment` or `mixed`.
        pub type_ as "type": String,
        /// When it was voided.
        pub voided_at: Option<Timestamp>,
    }

    /// A line of a credit note.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/credit_note_line_items).
    pub struct CreditNoteLine: id, livemode, metadata {
        /// The amount, in the currency's smallest unit.
        pub amount: Amount,
        /// What the account wrote to describe it.
        pub description: Option<String>,
        /// What discounts take off.
        pub discount_amount: Amount,
        /// What each discount takes off.
        pub discount_amounts: Vec<DiscountAmount>,
        /// The invoice's line that it corrects.
        pub invoice_line_item: Option<String>,
        /// What each credit takes off before tax.
        pub pretax_credit_amounts: Vec<PretaxCreditAmount>,
        /// How many.
        pub quantity: Option<i64>,
        /// The tax rates on it.
        pub tax_rates: Vec<TaxRate>,
        /// The taxes on it.
        pub taxes: Vec<Tax>,
        /// What it corrects: `invoice_line_item` or `custom_line_item`.
        pub type_ as "type": String,
        /// What one costs.
        pub unit_amount: Option<Amount>,
        /// The same with up to 12 decimal places.
        pub unit_amount_decimal: Option<String>,
    }
}
