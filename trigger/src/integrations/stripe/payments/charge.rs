//! Stripe's charge: one attempt to take money.

pub mod tasks;

use serde_json::Value;

use super::super::amount::Amount;
use super::super::shared::address::{BillingDetails, Shipping};
use super::super::shared::money::TransferData;
use super::super::tolerant::{Expandable, List, objects, open_enums};
use super::refund::Refund;
use crate::time::Timestamp;

objects! {
    /// An attempt to take money; a payment intent may have several.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/charges/object).
    pub struct Charge: id, created, livemode, metadata {
        /// The amount that is to be paid.
        pub amount: Amount,
        /// The amount that was taken.
        pub amount_captured: Amount,
        /// The amount that was given back.
        pub amount_refunded: Amount,
        /// The Connect application that made it.
        pub application: Option<Expandable>,
        /// The fee that the Connect application takes.
        pub application_fee: Option<Expandable>,
        /// How much the Connect application takes.
        pub application_fee_amount: Option<Amount>,
        /// The code with which the card's issuer authorised it.
        pub authorization_code: Option<String>,
        /// What it does to the account's balance.
        pub balance_transaction: Option<Expandable>,
        /// Whom the payment method belongs to.
        pub billing_details: Option<BillingDetails>,
        /// What stands on the customer's statement in the end.
        pub calculated_statement_descriptor: Option<String>,
        /// Whether the money was taken, rather than only authorised.
        pub captured: bool,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// The customer.
        pub customer: Option<Expandable>,
        /// What the account wrote to describe it.
        pub description: Option<String>,
        /// Whether the customer disputes it.
        pub disputed: bool,
        /// What its failure does to the account's balance.
        pub failure_balance_transaction: Option<Expandable>,
        /// Why it failed, such as `card_declined`.
        pub failure_code: Option<String>,
        /// Why it failed, for a person to read.
        pub failure_message: Option<String>,
        /// Who holds it for fraud, if anyone does.
        pub fraud_details: Option<Value>,
        /// The invoice that it pays, in API versions before 2025-03-31.
        pub invoice: Option<Expandable>,
        /// The items that were bought, for cards of businesses.
        pub level3: Option<Value>,
        /// The connected account in whose name it is done.
        pub on_behalf_of: Option<Expandable>,
        /// What came of it.
        pub outcome: Option<Outcome>,
        /// Whether it succeeded, or was authorised.
        pub paid: bool,
        /// The payment intent that it belongs to.
        pub payment_intent: Option<Expandable>,
        /// The payment method that it charges.
        pub payment_method: Option<String>,
        /// The payment method as it was then.
        pub payment_method_details: Option<PaymentMethodDetails>,
        /// What the customer paid in another currency.
        pub presentment_details: Option<Value>,
        /// How Radar judges it.
        pub radar_options: Option<Value>,
        /// Where the receipt is sent.
        pub receipt_email: Option<String>,
        /// The number on the receipt.
        pub receipt_number: Option<String>,
        /// Where the receipt can be seen.
        pub receipt_url: Option<String>,
        /// Whether all of it was given back.
        pub refunded: bool,
        /// Its refunds; there when a request expands them.
        pub refunds: Option<List<Refund>>,
        /// The review of whether it is fraud.
        pub review: Option<Expandable>,
        /// Where goods are sent.
        pub shipping: Option<Shipping>,
        /// The card, bank account or source that it charges, in the older way.
        pub source: Option<Value>,
        /// The transfer that it comes from.
        pub source_transfer: Option<Expandable>,
        /// What stands on the customer's bank statement.
        pub statement_descriptor: Option<String>,
        /// What stands there after the account's prefix.
        pub statement_descriptor_suffix: Option<String>,
        /// How far it is.
        pub status: Status,
        /// The transfer to the destination's account.
        pub transfer: Option<Expandable>,
        /// To which account the money goes on.
        pub transfer_data: Option<TransferData>,
        /// What joins it with the transfers that belong to it.
        pub transfer_group: Option<String>,
    }

    /// What came of a charge.
    pub struct Outcome {
        /// What the card's issuer advises.
        pub advice_code: Option<String>,
        /// What the card's network advises.
        pub network_advice_code: Option<String>,
        /// Why the card's network declined.
        pub network_decline_code: Option<String>,
        /// What the network said: `approved_by_network`, `declined_by_network`,
        /// `not_sent_to_network` or `reversed_after_approval`.
        pub network_status: Option<String>,
        /// Why it was blocked or is reviewed.
        pub reason: Option<String>,
        /// How risky Radar holds it: `normal`, `elevated` or `highest`.
        pub risk_level: Option<String>,
        /// The same as a number from 0 to 100.
        pub risk_score: Option<i64>,
        /// The rule of Radar's that matched.
        pub rule: Option<Expandable>,
        /// What happened, for the account to read.
        pub seller_message: Option<String>,
        /// What came of it.
        pub type_ as "type": OutcomeType,
    }

    /// A payment method as it was when it was charged. What is not a card is in `other`, under its
    /// type.
    pub struct PaymentMethodDetails {
        /// The card.
        pub card: Option<CardDetails>,
        /// The type of payment method, such as `card`.
        pub type_ as "type": String,
    }

    /// A card as it was when it was charged.
    pub struct CardDetails {
        /// The amount that was authorised.
        pub amount_authorized: Option<Amount>,
        /// The issuer's code.
        pub authorization_code: Option<String>,
        /// The brand, such as `visa`.
        pub brand: Option<String>,
        /// Until when the money must be taken.
        pub capture_before: Option<Timestamp>,
        /// What was right of the address and the security code.
        pub checks: Option<Value>,
        /// The two letters of the issuer's country.
        pub country: Option<String>,
        /// The month in which it expires, 1 to 12.
        pub exp_month: Option<i64>,
        /// The year in which it expires, with four digits.
        pub exp_year: Option<i64>,
        /// Whether the authorisation holds longer than usual.
        pub extended_authorization: Option<Value>,
        /// What is the same for one card number wherever it is given.
        pub fingerprint: Option<String>,
        /// Where the card's money comes from: `credit`, `debit`, `prepaid` or `unknown`.
        pub funding: Option<String>,
        /// Whether more can be authorised later.
        pub incremental_authorization: Option<Value>,
        /// The parts in which it is paid.
        pub installments: Option<Value>,
        /// The last four digits of its number.
        pub last4: Option<String>,
        /// The mandate under which it was charged.
        pub mandate: Option<String>,
        /// Whether the money can be taken in several parts.
        pub multicapture: Option<Value>,
        /// The network, such as `visa`.
        pub network: Option<String>,
        /// Whether the network's token stood for the number.
        pub network_token: Option<Value>,
        /// The network's id for it.
        pub network_transaction_id: Option<String>,
        /// Whether more can be taken than was authorised.
        pub overcapture: Option<Value>,
        /// Whether its fees are `regulated`.
        pub regulated_status: Option<String>,
        /// What came of 3D Secure.
        pub three_d_secure: Option<Value>,
        /// What joins it with the other transactions of the payment.
        pub transaction_link_id: Option<String>,
        /// The wallet that it was paid with.
        pub wallet: Option<Value>,
    }
}

open_enums! {
    /// How far it is.
    pub enum Status {
        Failed = "failed",
        Pending = "pending",
        Succeeded = "succeeded",
    }

    /// What came of it.
    pub enum OutcomeType {
        Authorized = "authorized",
        Blocked = "blocked",
        Invalid = "invalid",
        IssuerDeclined = "issuer_declined",
        ManualReview = "manual_review",
    }
}
