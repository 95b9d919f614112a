//! Why something could not be done.

use serde_json::Value;

use super::super::tolerant::objects;

objects! {
    /// Why a payment, a setup or an invoice failed.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/errors).
    pub struct PaymentError {
        /// What the card's issuer advises: `try_again_later`, `do_not_try_again` or
        /// `confirm_card_data`.
        pub advice_code: Option<String>,
        /// The charge that failed.
        pub charge: Option<String>,
        /// The kind of mistake, such as `card_declined`.
        pub code: Option<String>,
        /// Why the card's issuer declined, such as `insufficient_funds`.
        pub decline_code: Option<String>,
        /// Where more is written about the code.
        pub doc_url: Option<String>,
        /// What happened, for a person to read.
        pub message: Option<String>,
        /// What the card's network advises.
        pub network_advice_code: Option<String>,
        /// Why the card's network declined.
        pub network_decline_code: Option<String>,
        /// The parameter that was wrong.
        pub param: Option<String>,
        /// The payment method that failed.
        pub payment_method: Option<Value>,
        /// The kind of payment method that failed.
        pub payment_method_type: Option<String>,
        /// The class of error, such as `card_error`.
        pub type_ as "type": String,
    }
}
