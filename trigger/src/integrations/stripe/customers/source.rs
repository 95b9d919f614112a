//! Stripe's sources: what customers pay with, in the older ways.

use serde_json::Value;

use super::super::amount::Amount;
use super::super::shared::account_details::{BankAccount, Card};
use super::super::shared::address::Address;
use super::super::tolerant::{objects, one_of, open_enums};

objects! {
    /// Something that can be charged, in the way before payment methods.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/sources/object).
    pub struct Source: id, created, livemode, metadata, deleted {
        /// What belongs to a source of this type.
        pub ach_credit_transfer: Option<Value>,
        /// What belongs to a source of this type.
        pub ach_debit: Option<Value>,
        /// Whether it may be offered to the customer again: `always`, `limited` or `unspecified`.
        pub allow_redisplay: Option<String>,
        /// The amount that can be charged; `None` if any can be.
        pub amount: Option<Amount>,
        /// What belongs to a source of this type.
        pub card: Option<Value>,
        /// The secret with which a client can read it.
        pub client_secret: Option<String>,
        /// How far its code has been verified.
        pub code_verification: Option<Value>,
        /// The three letters of its currency's ISO code.
        pub currency: Option<String>,
        /// The customer to whom it is attached.
        pub customer: Option<String>,
        /// What the customer does to authenticate it: `redirect`, `receiver`, `code_verification`
        /// or `none`.
        pub flow: String,
        /// Whose it is.
        pub owner: Option<SourceOwner>,
        /// What was received, for one of the flow `receiver`.
        pub receiver: Option<Value>,
        /// Where the customer is sent, for one of the flow `redirect`.
        pub redirect: Option<Value>,
        /// What belongs to a source of this type.
        pub sepa_debit: Option<Value>,
        /// What is bought with it.
        pub source_order: Option<Value>,
        /// What stands on the customer's bank statement.
        pub statement_descriptor: Option<String>,
        /// Whether it can be charged.
        pub status: SourceStatus,
        /// Its type, such as `ach_credit_transfer`; a field of that name holds more.
        pub type_ as "type": String,
        /// Whether it can be charged again: `reusable` or `single_use`.
        pub usage: Option<String>,
    }

    /// Whose a source is.
    pub struct SourceOwner {
        /// The address.
        pub address: Option<Address>,
        /// The email address.
        pub email: Option<String>,
        /// The full name.
        pub name: Option<String>,
        /// The telephone number.
        pub phone: Option<String>,
        /// The address as the bank knows it.
        pub verified_address: Option<Address>,
        /// The email address as the bank knows it.
        pub verified_email: Option<String>,
        /// The full name as the bank knows it.
        pub verified_name: Option<String>,
        /// The telephone number as the bank knows it.
        pub verified_phone: Option<String>,
    }

    /// Money that arrived at a source.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/sources).
    pub struct SourceTransaction: id, created, livemode {
        /// What belongs to a transaction of this type.
        pub ach_credit_transfer: Option<Value>,
        /// The amount, in the currency's smallest unit.
        pub amount: Amount,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// The source.
        pub source: String,
        /// How far it is: `succeeded`, `pending` or `failed`.
        pub status: String,
        /// The source's type.
        pub type_ as "type": String,
    }

    /// What a customer is to be told of a direct debit.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/sources).
    pub struct SourceMandateNotification: id, created, livemode {
        /// The amount of the debit.
        pub amount: Option<Amount>,
        /// What belongs to a notification of this type.
        pub bacs_debit: Option<Value>,
        /// Why the customer is told: `mandate_confirmed` or `debit_initiated`.
        pub reason: String,
        /// What belongs to a notification of this type.
        pub sepa_debit: Option<Value>,
        /// The source.
        pub source: Option<Source>,
        /// Whether it was `pending` or `submitted`.
        pub status: String,
        /// The source's type.
        pub type_ as "type": String,
    }
}

open_enums! {
    /// Whether it can be charged.
    pub enum SourceStatus {
        Canceled = "canceled",
        Chargeable = "chargeable",
        Consumed = "consumed",
        Failed = "failed",
        Pending = "pending",
    }
}

one_of! {
    /// What a customer pays with, in the older ways.
    pub enum CustomerSource {
        /// A bank account.
        BankAccount(BankAccount) = "bank_account",
        /// A card.
        Card(Card) = "card",
        /// A source.
        Source(Source) = "source",
    }
}
