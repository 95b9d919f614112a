//! Stripe's invoice: what a customer owes at one time.

use serde_json::Value;

use super::super::amount::Amount;
use super::super::catalogue::price::Price;
use super::super::shared::address::{Address, Shipping};
use super::super::shared::error::PaymentError;
use super::super::shared::money::{
    AutomaticTax, CustomField, DiscountAmount, Issuer, Period, PretaxCreditAmount, ShippingCost,
    Tax, TransferData,
};
use super::super::tolerant::{Expandable, List, objects, open_enums};
use super::plan::Plan;
use super::tax::TaxRate;
use crate::time::Timestamp;

objects! {
    /// What a customer owes at one time. One that is only upcoming may have no id.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/invoices/object).
    pub struct Invoice: created, livemode, metadata, deleted, object {
        /// The two letters of the account's country.
        pub account_country: Option<String>,
        /// The account's name.
        pub account_name: Option<String>,
        /// The account's tax numbers.
        pub account_tax_ids: Vec<Expandable>,
        /// The amount that was billed.
        pub amount_due: Amount,
        /// The amount that was paid too much.
        pub amount_overpaid: Option<Amount>,
        /// The amount that was paid.
        pub amount_paid: Amount,
        /// The amount that is still to be paid.
        pub amount_remaining: Amount,
        /// What shipping costs.
        pub amount_shipping: Option<Amount>,
        /// The Connect application that made it.
        pub application: Option<Expandable>,
        /// How much the Connect application takes.
        pub application_fee_amount: Option<Amount>,
        /// How often payment was tried by itself.
        pub attempt_count: i64,
        /// Whether payment was tried.
        pub attempted: bool,
        /// Whether it is finalised and charged by itself.
        pub auto_advance: Option<bool>,
        /// Whether Stripe computes the tax.
        pub automatic_tax: Option<AutomaticTax>,
        /// When it is finalised by itself.
        pub automatically_finalizes_at: Option<Timestamp>,
        /// Why it was made, such as `subscription_cycle`.
        pub billing_reason: Option<String>,
        /// The last attempt to pay, in API versions before 2025-03-31.
        pub charge: Option<Expandable>,
        /// Whether the customer is charged, or gets the invoice to pay.
        pub collection_method: CollectionMethod,
        /// With what the customer's browser can complete the payment; there when a request expands
        /// it.
        pub confirmation_secret: Option<Value>,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// Lines that were added.
        pub custom_fields: Vec<CustomField>,
        /// The customer.
        pub customer: Option<Expandable>,
        /// The account that stands for the customer, `acct_…`.
        pub customer_account: Option<String>,
        /// The customer's address.
        pub customer_address: Option<Address>,
        /// The customer's email address.
        pub customer_email: Option<String>,
        /// The customer's name.
        pub customer_name: Option<String>,
        /// The customer's telephone number.
        pub customer_phone: Option<String>,
        /// Where goods are sent.
        pub customer_shipping: Option<Shipping>,
        /// Whether the customer pays tax: `none`, `exempt` or `reverse`.
        pub customer_tax_exempt: Option<String>,
        /// The customer's tax numbers.
        pub customer_tax_ids: Vec<Value>,
        /// What it is paid with.
        pub default_payment_method: Option<Expandable>,
        /// The card or source that is charged, in the older way.
        pub default_source: Option<Expandable>,
        /// The tax rates of lines that have none of their own.
        pub default_tax_rates: Vec<TaxRate>,
        /// What the account wrote to describe it.
        pub description: Option<String>,
        /// The discounts.
        pub discounts: Vec<Expandable>,
        /// Until when it is to be paid.
        pub due_date: Option<Timestamp>,
        /// The date that stands on it.
        pub effective_at: Option<Timestamp>,
        /// What the customer owes or has in hand afterwards.
        pub ending_balance: Option<Amount>,
        /// What stands at its foot.
        pub footer: Option<String>,
        /// The invoice that it corrects.
        pub from_invoice: Option<Value>,
        /// Where the customer can see and pay it.
        pub hosted_invoice_url: Option<String>,
        /// Its id; none if it is only upcoming.
        pub id: Option<String>,
        /// Where its PDF is.
        pub invoice_pdf: Option<String>,
        /// Whose it is.
        pub issuer: Option<Issuer>,
        /// Why it could not be finalised.
        pub last_finalization_error: Option<PaymentError>,
        /// The invoice that corrects it.
        pub latest_revision: Option<Expandable>,
        /// Its lines, the first of them if there are many.
        pub lines: Option<List<InvoiceLine>>,
        /// When payment is tried next.
        pub next_payment_attempt: Option<Timestamp>,
        /// Its number, for people.
        pub number: Option<String>,
        /// The connected account in whose name it is done.
        pub on_behalf_of: Option<Expandable>,
        /// Whether it is paid, in API versions before 2025-03-31.
        pub paid: Option<bool>,
        /// What made it: a quote or a subscription.
        pub parent: Option<Value>,
        /// Its payment, in API versions before 2025-03-31.
        pub payment_intent: Option<Expandable>,
        /// How it is paid.
        pub payment_settings: Option<Value>,
        /// Its payments; there when a request expands them.
        pub payments: Option<Value>,
        /// Until when invoice items that waited were taken in.
        pub period_end: Timestamp,
        /// From when invoice items that waited were taken in.
        pub period_start: Timestamp,
        /// What credit notes gave back after it was paid.
        pub post_payment_credit_notes_amount: Amount,
        /// What credit notes took off before it was paid.
        pub pre_payment_credit_notes_amount: Amount,
        /// The number on the receipt.
        pub receipt_number: Option<String>,
        /// How it looks.
        pub rendering: Option<Value>,
        /// What shipping costs, with tax.
        pub shipping_cost: Option<ShippingCost>,
        /// Where goods are sent.
        pub shipping_details: Option<Shipping>,
        /// What the customer owed or had in hand before.
        pub starting_balance: Option<Amount>,
        /// What stands on the customer's bank statement.
        pub statement_descriptor: Option<String>,
        /// How far it is.
        pub status: Option<Status>,
        /// When it came that far.
        pub status_transitions: Option<StatusTransitions>,
        /// The subscription that made it, in API versions before 2025-03-31; later ones say it in
        /// `parent`.
        pub subscription: Option<Expandable>,
        /// The amount before discounts and taxes.
        pub subtotal: Amount,
        /// The amount before discounts, without taxes.
        pub subtotal_excluding_tax: Option<Amount>,
        /// The tax, in API versions before 2025-03-31.
        pub tax: Option<Amount>,
        /// The test clock by which it lives.
        pub test_clock: Option<Expandable>,
        /// Which threshold made it.
        pub threshold_reason: Option<Value>,
        /// The amount after discounts and taxes.
        pub total: Amount,
        /// What each discount takes off.
        pub total_discount_amounts: Vec<DiscountAmount>,
        /// The amount after discounts, without taxes.
        pub total_excluding_tax: Option<Amount>,
        /// What each credit takes off before tax.
        pub total_pretax_credit_amounts: Vec<PretaxCreditAmount>,
        /// The taxes.
        pub total_taxes: Vec<Tax>,
        /// To which account the money goes on.
        pub transfer_data: Option<TransferData>,
        /// When everyone was told of it.
        pub webhooks_delivered_at: Option<Timestamp>,
    }

    /// When an invoice came how far.
    pub struct StatusTransitions {
        /// When it was finalised.
        pub finalized_at: Option<Timestamp>,
        /// When it was given up.
        pub marked_uncollectible_at: Option<Timestamp>,
        /// When it was paid.
        pub paid_at: Option<Timestamp>,
        /// When it was voided.
        pub voided_at: Option<Timestamp>,
    }

    /// A line of an invoice.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/invoice-line-item/object).
    pub struct InvoiceLine: id, livemode, metadata {
        /// The amount, in the currency's smallest unit.
        pub amount: Amount,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// What the account wrote to describe it.
        pub description: Option<String>,
        /// What each discount takes off.
        pub discount_amounts: Vec<DiscountAmount>,
        /// Whether discounts apply to it.
        pub discountable: bool,
        /// The discounts on it.
        pub discounts: Vec<Expandable>,
        /// The invoice that it is on.
        pub invoice: Option<String>,
        /// What made it: an invoice item or a subscription's item.
        pub parent: Option<Value>,
        /// The time that it is for.
        pub period: Option<Period>,
        /// The plan, in API versions before 2025-03-31.
        pub plan: Option<Plan>,
        /// What each credit takes off before tax.
        pub pretax_credit_amounts: Vec<PretaxCreditAmount>,
        /// The price, in API versions before 2025-03-31.
        pub price: Option<Price>,
        /// What one costs.
        pub pricing: Option<Pricing>,
        /// Whether it is for a part of a period, in API versions before 2025-03-31.
        pub proration: Option<bool>,
        /// How many.
        pub quantity: Option<i64>,
        /// How many, with decimal places.
        pub quantity_decimal: Option<String>,
        /// The subscription that it belongs to.
        pub subscription: Option<Expandable>,
        /// The amount before discounts and taxes.
        pub subtotal: Option<Amount>,
        /// The taxes on it.
        pub taxes: Vec<Tax>,
    }

    /// What one of a line costs.
    pub struct Pricing {
        /// The price and its product.
        pub price_details: Option<Value>,
        /// What says the price; `price_details`.
        pub type_ as "type": String,
        /// What one costs, in the currency's smallest unit, with up to 12 decimal places.
        pub unit_amount_decimal: Option<String>,
    }

    /// A payment towards an invoice.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/invoice-payment/object).
    pub struct InvoicePayment: id, created, livemode {
        /// The amount that was paid.
        pub amount_paid: Option<Amount>,
        /// The amount that was to be paid.
        pub amount_requested: Amount,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// The invoice.
        pub invoice: Option<Expandable>,
        /// Whether it is the one that Stripe made with the invoice.
        pub is_default: bool,
        /// The charge or payment intent.
        pub payment: Option<Value>,
        /// How far it is: `open`, `paid` or `canceled`.
        pub status: String,
        /// When it came that far.
        pub status_transitions: Option<Value>,
    }

    /// What will be added to a customer's next invoice.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/invoiceitems/object).
    pub struct InvoiceItem: id, livemode, metadata, deleted {
        /// The amount, in the currency's smallest unit.
        pub amount: Amount,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// The customer.
        pub customer: Option<Expandable>,
        /// The account that stands for the customer, `acct_…`.
        pub customer_account: Option<String>,
        /// When it was created.
        pub date: Timestamp,
        /// What the account wrote to describe it.
        pub description: Option<String>,
        /// Whether discounts apply to it.
        pub discountable: bool,
        /// The discounts on it.
        pub discounts: Vec<Expandable>,
        /// The invoice that it was added to.
        pub invoice: Option<Expandable>,
        /// The amount after discounts.
        pub net_amount: Option<Amount>,
        /// What made it.
        pub parent: Option<Value>,
        /// The time that it is for.
        pub period: Option<Period>,
        /// The plan, in API versions before 2025-03-31.
        pub plan: Option<Plan>,
        /// The price, in API versions before 2025-03-31.
        pub price: Option<Price>,
        /// What one costs.
        pub pricing: Option<Pricing>,
        /// Whether it is for a part of a period.
        pub proration: bool,
        /// Which discounts it takes into account.
        pub proration_details: Option<Value>,
        /// How many.
        pub quantity: i64,
        /// How many, with decimal places.
        pub quantity_decimal: Option<String>,
        /// The subscription that it belongs to, in API versions before 2025-03-31.
        pub subscription: Option<Expandable>,
        /// The tax rates on it.
        pub tax_rates: Vec<TaxRate>,
        /// The test clock by which it lives.
        pub test_clock: Option<Expandable>,
        /// What one costs, in API versions before 2025-03-31.
        pub unit_amount: Option<Amount>,
    }
}

open_enums! {
    /// Whether the customer is charged, or gets the invoice to pay.
    pub enum CollectionMethod {
        ChargeAutomatically = "charge_automatically",
        SendInvoice = "send_invoice",
    }

    /// How far it is.
    pub enum Status {
        Draft = "draft",
        Open = "open",
        Paid = "paid",
        Uncollectible = "uncollectible",
        Void = "void",
    }
}
