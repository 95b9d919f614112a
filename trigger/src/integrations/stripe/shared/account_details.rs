//! Bank accounts and cards that a customer or an account has.

use serde_json::Value;

use super::super::tolerant::{Expandable, objects, open_enums};

objects! {
    /// A bank account of a customer or of a connected account.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/customer_bank_accounts/object).
    pub struct BankAccount: id, metadata, deleted {
        /// The connected account that it belongs to.
        pub account: Option<Expandable>,
        /// Whose account it is.
        pub account_holder_name: Option<String>,
        /// Whether its holder is an `individual` or a `company`.
        pub account_holder_type: Option<String>,
        /// What kind of account it is, such as `checking`.
        pub account_type: Option<String>,
        /// How it can be paid out to, `standard` or `instant`.
        pub available_payout_methods: Vec<String>,
        /// The bank.
        pub bank_name: Option<String>,
        /// The two letters of the bank's country.
        pub country: String,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// The customer that it belongs to.
        pub customer: Option<Expandable>,
        /// Whether payouts in its currency go there.
        pub default_for_currency: Option<bool>,
        /// What is the same for one account number wherever it is given.
        pub fingerprint: Option<String>,
        /// What will be needed to go on paying out to it.
        pub future_requirements: Option<Value>,
        /// The last four digits of its number.
        pub last4: String,
        /// What is needed to go on paying out to it.
        pub requirements: Option<Value>,
        /// The bank's routing number.
        pub routing_number: Option<String>,
        /// How far it has been verified, or that a payout to it failed.
        pub status: BankAccountStatus,
    }

    /// A card of a customer or of a connected account.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/cards/object).
    pub struct Card: id, metadata, deleted {
        /// The connected account that it belongs to.
        pub account: Option<Expandable>,
        /// The city of the billing address.
        pub address_city: Option<String>,
        /// The country of the billing address.
        pub address_country: Option<String>,
        /// The first line of the billing address.
        pub address_line1: Option<String>,
        /// Whether the first line was right: `pass`, `fail`, `unavailable` or `unchecked`.
        pub address_line1_check: Option<String>,
        /// The second line of the billing address.
        pub address_line2: Option<String>,
        /// The state of the billing address.
        pub address_state: Option<String>,
        /// The postal code of the billing address.
        pub address_zip: Option<String>,
        /// Whether the postal code was right: `pass`, `fail`, `unavailable` or `unchecked`.
        pub address_zip_check: Option<String>,
        /// How it can be paid out to, `standard` or `instant`.
        pub available_payout_methods: Vec<String>,
        /// The card's brand, such as `Visa`.
        pub brand: String,
        /// The two letters of the issuer's country.
        pub country: Option<String>,
        /// The three letters of the currency of payouts to it.
        pub currency: Option<String>,
        /// The customer that it belongs to.
        pub customer: Option<Expandable>,
        /// Whether the security code was right: `pass`, `fail`, `unavailable` or `unchecked`.
        pub cvc_check: Option<String>,
        /// Whether payouts in its currency go there.
        pub default_for_currency: Option<bool>,
        /// The last four digits of the device's number, for a card of a wallet.
        pub dynamic_last4: Option<String>,
        /// The month in which it expires, 1 to 12.
        pub exp_month: Option<i64>,
        /// The year in which it expires, with four digits.
        pub exp_year: Option<i64>,
        /// What is the same for one card number wherever it is given.
        pub fingerprint: Option<String>,
        /// Where the card's money comes from.
        pub funding: CardFunding,
        /// The first digits of its number, which say the issuer.
        pub iin: Option<String>,
        /// The bank that issued it.
        pub issuer: Option<String>,
        /// The last four digits of its number.
        pub last4: String,
        /// Whose card it is.
        pub name: Option<String>,
        /// The networks that it can be charged through.
        pub networks: Option<Value>,
        /// Whether its fees are `regulated`.
        pub regulated_status: Option<String>,
        /// Whether a payout to it has `errored`.
        pub status: Option<String>,
        /// The wallet that it comes from, such as `apple_pay`.
        pub tokenization_method: Option<String>,
        /// The wallet that it comes from, with what belongs to it.
        pub wallet: Option<Value>,
    }
}

open_enums! {
    /// How far it has been verified, or that a payout to it failed.
    pub enum BankAccountStatus {
        New = "new",
        Validated = "validated",
        Verified = "verified",
        VerificationFailed = "verification_failed",
        TokenizedAccountNumberDeactivated = "tokenized_account_number_deactivated",
        Errored = "errored",
    }

    /// Where the card's money comes from.
    pub enum CardFunding {
        Credit = "credit",
        Debit = "debit",
        Prepaid = "prepaid",
        Unknown = "unknown",
    }
}
