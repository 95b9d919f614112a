//! What makes up a sum.

use serde_json::Value;

use super::super::amount::Amount;
use super::super::tolerant::{Expandable, objects};
use crate::time::Timestamp;

objects! {
    /// Whether Stripe computes the tax.
    pub struct AutomaticTax {
        /// Whether it does.
        pub enabled: bool,
        /// Why it no longer does.
        pub disabled_reason: Option<String>,
        /// Who is liable for the tax.
        pub liability: Option<Issuer>,
        /// Who computes it.
        pub provider: Option<String>,
        /// What became of the last computation: `complete`, `failed` or `requires_location_inputs`.
        pub status: Option<String>,
    }

    /// Whose an invoice or a tax is.
    pub struct Issuer {
        /// The account, if it is not the account itself.
        pub account: Option<Expandable>,
        /// `self`, or `account` for another one.
        pub type_ as "type": String,
    }

    /// What a discount takes off.
    pub struct DiscountAmount {
        /// The amount that is taken off.
        pub amount: Amount,
        /// The discount.
        pub discount: Option<Expandable>,
    }

    /// What a credit or a discount takes off before tax.
    pub struct PretaxCreditAmount {
        /// The amount that is taken off.
        pub amount: Amount,
        /// What it does to the credit balance.
        pub credit_balance_transaction: Option<Expandable>,
        /// The discount.
        pub discount: Option<Expandable>,
        /// `credit_balance_transaction` or `discount`.
        pub type_ as "type": String,
    }

    /// What sending something costs.
    pub struct ShippingCost {
        /// The amount before tax.
        pub amount_subtotal: Amount,
        /// The tax.
        pub amount_tax: Amount,
        /// The amount with tax.
        pub amount_total: Amount,
        /// The shipping rate.
        pub shipping_rate: Option<Expandable>,
        /// The taxes one by one; there when a request expands them.
        pub taxes: Vec<Value>,
    }

    /// A tax on a sum.
    pub struct Tax {
        /// The tax.
        pub amount: Amount,
        /// Whether the sum includes it: `inclusive` or `exclusive`.
        pub tax_behavior: Option<String>,
        /// The tax rate that applied.
        pub tax_rate_details: Option<Value>,
        /// Why there is tax, or why there is none.
        pub taxability_reason: Option<String>,
        /// What the tax was computed from.
        pub taxable_amount: Option<Amount>,
        /// What kind of tax it is; `tax_rate_details`.
        pub type_ as "type": String,
    }

    /// What a total contains.
    pub struct TotalDetails {
        /// All discounts.
        pub amount_discount: Amount,
        /// What shipping costs.
        pub amount_shipping: Option<Amount>,
        /// All taxes.
        pub amount_tax: Amount,
        /// The discounts and taxes one by one; there when a request expands them.
        pub breakdown: Option<Value>,
    }

    /// To which account money goes on.
    pub struct TransferData {
        /// How much of it; all if there is no amount.
        pub amount: Option<Amount>,
        /// How much of it, in percent.
        pub amount_percent: Option<f64>,
        /// The account.
        pub destination: Option<Expandable>,
    }

    /// A line that the account adds to its invoices.
    pub struct CustomField {
        /// What stands on the left.
        pub name: String,
        /// What stands on the right.
        pub value: String,
    }

    /// A stretch of time.
    pub struct Period {
        /// Its start.
        pub start: Option<Timestamp>,
        /// Its end.
        pub end: Option<Timestamp>,
    }
}
