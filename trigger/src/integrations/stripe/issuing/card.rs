//! Stripe Issuing's cards, those who hold them, their designs and tokens.

use serde_json::Value;

use super::super::tolerant::{Expandable, objects};
use crate::time::Timestamp;

objects! {
    /// A card that the account issued.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/issuing/cards/object).
    pub struct IssuingCard: id, created, livemode, metadata {
        /// The brand, such as `Visa`.
        pub brand: String,
        /// Why it was canceled: `design_rejected`, `lost` or `stolen`.
        pub cancellation_reason: Option<String>,
        /// Who holds it.
        pub cardholder: Option<Cardholder>,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// Its security code; there when a request expands it.
        pub cvc: Option<String>,
        /// The month in which it expires, 1 to 12.
        pub exp_month: i64,
        /// The year in which it expires, with four digits.
        pub exp_year: i64,
        /// The financial account that it spends.
        pub financial_account: Option<String>,
        /// The last four digits of its number.
        pub last4: String,
        /// The last warning of fraud.
        pub latest_fraud_warning: Option<Value>,
        /// When it is canceled by itself.
        pub lifecycle_controls: Option<Value>,
        /// Its number; there when a request expands it.
        pub number: Option<String>,
        /// Its design.
        pub personalization_design: Option<Expandable>,
        /// The card that replaces it.
        pub replaced_by: Option<Expandable>,
        /// The card that it replaces.
        pub replacement_for: Option<Expandable>,
        /// Why it replaces that one.
        pub replacement_reason: Option<String>,
        /// What stands below the name.
        pub second_line: Option<String>,
        /// How it is sent.
        pub shipping: Option<Value>,
        /// What it can be used for.
        pub spending_controls: Option<Value>,
        /// Whether it can be used: `active`, `inactive` or `canceled`.
        pub status: String,
        /// Whether it is `physical` or `virtual`.
        pub type_ as "type": String,
        /// The wallets that it can be in.
        pub wallets: Option<Value>,
    }

    /// Someone who holds cards.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/issuing/cardholders/object).
    pub struct Cardholder: id, created, livemode, metadata {
        /// The billing address.
        pub billing: Option<Value>,
        /// What is known of a company.
        pub company: Option<Value>,
        /// The email address.
        pub email: Option<String>,
        /// What is known of a person.
        pub individual: Option<Value>,
        /// The name on cards.
        pub name: String,
        /// The telephone number.
        pub phone_number: Option<String>,
        /// The languages of messages, the preferred first.
        pub preferred_locales: Vec<String>,
        /// What is needed for the cards to work.
        pub requirements: Option<Value>,
        /// What all the cards can be used for.
        pub spending_controls: Option<Value>,
        /// Whether the cards can be used: `active`, `inactive` or `blocked`.
        pub status: String,
        /// Whether it is an `individual` or a `company`.
        pub type_ as "type": String,
    }

    /// How cards look.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/issuing/personalization_designs/object).
    pub struct PersonalizationDesign: id, created, livemode, metadata {
        /// The picture on cards.
        pub card_logo: Option<Expandable>,
        /// What stands on the letter.
        pub carrier_text: Option<Value>,
        /// A key to find it by.
        pub lookup_key: Option<String>,
        /// Its name.
        pub name: Option<String>,
        /// What cards are made of.
        pub physical_bundle: Option<Expandable>,
        /// Whether it is used if no other is named.
        pub preferences: Option<Value>,
        /// Why it was rejected.
        pub rejection_reasons: Option<Value>,
        /// How far it is: `active`, `inactive`, `rejected` or `review`.
        pub status: String,
    }

    /// A card in a wallet.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/issuing/tokens/object).
    pub struct Token: id, created, livemode {
        /// The card.
        pub card: Option<Expandable>,
        /// What is the same for one device.
        pub device_fingerprint: Option<String>,
        /// The last four digits of the token.
        pub last4: Option<String>,
        /// The network, such as `visa`.
        pub network: String,
        /// What the network knows of it.
        pub network_data: Option<Value>,
        /// When the network last changed it.
        pub network_updated_at: Option<Timestamp>,
        /// Whether it can be used: `active`, `deleted`, `requested` or `suspended`.
        pub status: String,
        /// The wallet, such as `apple_pay`.
        pub wallet_provider: Option<String>,
    }
}
