//! Stripe's accounts, with what they can do and who is behind them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::shared::account_details::{BankAccount, Card};
use super::super::shared::address::Address;
use super::super::tolerant::{Expandable, List, objects, one_of, open_enums};
use crate::time::Timestamp;

objects! {
    /// An account, the account's own or a connected one.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/accounts/object).
    pub struct Account: id, metadata, deleted {
        /// What it does.
        pub business_profile: Option<Value>,
        /// What it is: `company`, `government_entity`, `individual` or `non_profit`.
        pub business_type: Option<String>,
        /// What it can do: `active`, `inactive` or `pending` for each capability.
        pub capabilities: BTreeMap<String, String>,
        /// Whether it can charge.
        pub charges_enabled: bool,
        /// The company behind it.
        pub company: Option<Value>,
        /// Who looks after it.
        pub controller: Option<Value>,
        /// The two letters of its country.
        pub country: Option<String>,
        /// When it was connected.
        pub created: Option<Timestamp>,
        /// The three letters of its currency.
        pub default_currency: Option<String>,
        /// Whether everything was entered, so that payouts are possible.
        pub details_submitted: bool,
        /// Its owner's email address.
        pub email: Option<String>,
        /// The bank accounts and cards of its payouts.
        pub external_accounts: Option<List<ExternalAccount>>,
        /// What will be needed of it.
        pub future_requirements: Option<Requirements>,
        /// The groups that it belongs to.
        pub groups: Option<Value>,
        /// The person behind it.
        pub individual: Option<Value>,
        /// Whether it can be paid out.
        pub payouts_enabled: bool,
        /// What is needed of it.
        pub requirements: Option<Requirements>,
        /// Its settings.
        pub settings: Option<Value>,
        /// When it agreed to Stripe's terms.
        pub tos_acceptance: Option<Value>,
        /// Its type: `standard`, `express`, `custom` or `none`.
        pub type_ as "type": Option<String>,
    }

    /// What is needed of an account, a capability or a person.
    pub struct Requirements {
        /// What can be given in place of something else.
        pub alternatives: Vec<Value>,
        /// Until when what is currently due must be there.
        pub current_deadline: Option<Timestamp>,
        /// What must be given.
        pub currently_due: Vec<String>,
        /// Why something is disabled.
        pub disabled_reason: Option<String>,
        /// What was given and is wrong.
        pub errors: Vec<Value>,
        /// What must be given at some time.
        pub eventually_due: Vec<String>,
        /// What was not given in time.
        pub past_due: Vec<String>,
        /// What is being verified.
        pub pending_verification: Vec<String>,
    }

    /// Something that an account can do.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/capabilities/object).
    pub struct Capability: id {
        /// The account.
        pub account: Option<Expandable>,
        /// What will be needed for it.
        pub future_requirements: Option<Requirements>,
        /// Whether it was asked for.
        pub requested: bool,
        /// When it was asked for.
        pub requested_at: Option<Timestamp>,
        /// What is needed for it.
        pub requirements: Option<Requirements>,
        /// Whether the account can do it.
        pub status: CapabilityStatus,
    }

    /// A person behind an account.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/persons/object).
    pub struct Person: id, created, metadata, deleted {
        /// The account.
        pub account: Option<String>,
        /// When the person agreed to terms.
        pub additional_tos_acceptances: Option<Value>,
        /// The person's address.
        pub address: Option<Address>,
        /// The address in Kana.
        pub address_kana: Option<Value>,
        /// The address in Kanji.
        pub address_kanji: Option<Value>,
        /// The day of birth.
        pub dob: Option<Value>,
        /// The email address.
        pub email: Option<String>,
        /// The first name.
        pub first_name: Option<String>,
        /// The first name in Kana.
        pub first_name_kana: Option<String>,
        /// The first name in Kanji.
        pub first_name_kanji: Option<String>,
        /// Other names.
        pub full_name_aliases: Vec<String>,
        /// What will be needed of the person.
        pub future_requirements: Option<Requirements>,
        /// The gender.
        pub gender: Option<String>,
        /// Whether an identity number was given.
        pub id_number_provided: bool,
        /// Whether a second identity number was given.
        pub id_number_secondary_provided: bool,
        /// The last name.
        pub last_name: Option<String>,
        /// The last name in Kana.
        pub last_name_kana: Option<String>,
        /// The last name in Kanji.
        pub last_name_kanji: Option<String>,
        /// The maiden name.
        pub maiden_name: Option<String>,
        /// The two letters of the nationality.
        pub nationality: Option<String>,
        /// The telephone number.
        pub phone: Option<String>,
        /// Whether the person holds a public office: `existing` or `none`.
        pub political_exposure: Option<String>,
        /// Where the person is registered.
        pub registered_address: Option<Address>,
        /// What the person is to the account.
        pub relationship: Option<Value>,
        /// What is needed of the person.
        pub requirements: Option<Requirements>,
        /// Whether the last digits of the social security number were given.
        pub ssn_last_4_provided: bool,
        /// What the person said of themselves.
        pub us_cfpb_data: Option<Value>,
        /// How far the person has been verified.
        pub verification: Option<Value>,
    }

    /// A Connect application.
    pub struct Application: id {
        /// Its name.
        pub name: Option<String>,
    }
}

open_enums! {
    /// Whether the account can do it.
    pub enum CapabilityStatus {
        Active = "active",
        Disabled = "disabled",
        Inactive = "inactive",
        Pending = "pending",
        Unrequested = "unrequested",
    }
}

one_of! {
    /// What an account is paid out to.
    pub enum ExternalAccount {
        /// A bank account.
        BankAccount(BankAccount) = "bank_account",
        /// A card.
        Card(Card) = "card",
    }
}
