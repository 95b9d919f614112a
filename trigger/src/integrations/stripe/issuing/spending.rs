//! What is done with issued cards.

use serde_json::Value;

use super::super::amount::Amount;
use super::super::tolerant::{Expandable, objects};
use super::card::IssuingCard;

objects! {
    /// Someone wants to pay with an issued card.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/issuing/authorizations/object).
    pub struct Authorization: id, created, livemode, metadata {
        /// The amount that was authorised.
        pub amount: Amount,
        /// What the amount contains.
        pub amount_details: Option<Value>,
        /// Whether it was authorised.
        pub approved: bool,
        /// How the card was read, such as `chip`.
        pub authorization_method: String,
        /// What it does to the balance.
        pub balance_transactions: Vec<Value>,
        /// The card.
        pub card: Option<IssuingCard>,
        /// Whether the card was there.
        pub card_presence: Option<String>,
        /// Who holds the card.
        pub cardholder: Option<Expandable>,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// What belongs to cards of a fleet.
        pub fleet: Option<Value>,
        /// What the cardholder was asked.
        pub fraud_challenges: Vec<Value>,
        /// What was fuelled.
        pub fuel: Option<Value>,
        /// The amount in the seller's currency.
        pub merchant_amount: Amount,
        /// The three letters of the seller's currency.
        pub merchant_currency: String,
        /// The seller.
        pub merchant_data: Option<Value>,
        /// What the network knows of it.
        pub network_data: Option<Value>,
        /// What waits for an answer.
        pub pending_request: Option<Value>,
        /// What was answered.
        pub request_history: Vec<Value>,
        /// How far it is: `pending`, `closed`, `expired` or `reversed`.
        pub status: String,
        /// The card's token.
        pub token: Option<Expandable>,
        /// What was paid.
        pub transactions: Vec<Value>,
        /// The financial account that pays.
        pub treasury: Option<Value>,
        /// What was right of the card and the address.
        pub verification_data: Option<Value>,
        /// Whether the cardholder confirmed it.
        pub verified_by_fraud_challenge: Option<bool>,
        /// The wallet, such as `apple_pay`.
        pub wallet: Option<String>,
    }

    /// The account questions what was paid with an issued card.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/issuing/disputes/object).
    pub struct IssuingDispute: id, created, livemode, metadata {
        /// The amount, in the currency's smallest unit.
        pub amount: Amount,
        /// What it does to the balance.
        pub balance_transactions: Vec<Value>,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// What the account brings forward.
        pub evidence: Option<Value>,
        /// Why it was lost.
        pub loss_reason: Option<String>,
        /// How far it is: `unsubmitted`, `submitted`, `won`, `lost` or `expired`.
        pub status: String,
        /// What was paid.
        pub transaction: Option<Expandable>,
        /// The financial account that paid.
        pub treasury: Option<Value>,
    }

    /// What was paid with an issued card.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/issuing/transactions/object).
    pub struct IssuingTransaction: id, created, livemode, metadata {
        /// The amount, in the currency's smallest unit.
        pub amount: Amount,
        /// What the amount contains.
        pub amount_details: Option<Value>,
        /// The authorisation before it.
        pub authorization: Option<Expandable>,
        /// What it does to the account's balance.
        pub balance_transaction: Option<Expandable>,
        /// The card.
        pub card: Option<Expandable>,
        /// Who holds the card.
        pub cardholder: Option<Expandable>,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// The dispute about it.
        pub dispute: Option<Expandable>,
        /// The amount in the seller's currency.
        pub merchant_amount: Amount,
        /// The three letters of the seller's currency.
        pub merchant_currency: String,
        /// The seller.
        pub merchant_data: Option<Value>,
        /// What the network knows of it.
        pub network_data: Option<Value>,
        /// What was bought.
        pub purchase_details: Option<Value>,
        /// When the network settled it.
        pub settlement: Option<Expandable>,
        /// The card's token.
        pub token: Option<Expandable>,
        /// The financial account that paid.
        pub treasury: Option<Value>,
        /// Whether it is a `capture` or a `refund`.
        pub type_ as "type": String,
        /// The wallet, such as `apple_pay`.
        pub wallet: Option<String>,
    }
}
