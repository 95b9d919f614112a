//! Stripe's payment method: what a customer pays with.

use serde_json::Value;

use super::super::shared::address::BillingDetails;
use super::super::tolerant::{Expandable, objects};

objects! {
    /// What a customer pays with. What is not a card is in `other`, under its type.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/payment_methods/object).
    pub struct PaymentMethod: id, created, livemode, metadata {
        /// Whether it may be offered to the customer again: `always`, `limited` or `unspecified`.
        pub allow_redisplay: Option<String>,
        /// Whom it belongs to.
        pub billing_details: Option<BillingDetails>,
        /// The card.
        pub card: Option<PaymentCard>,
        /// The customer whose it is; `None` once it is detached.
        pub customer: Option<Expandable>,
        /// The account that stands for the customer, `acct_…`.
        pub customer_account: Option<String>,
        /// How Radar judges it.
        pub radar_options: Option<Value>,
        /// Its type, such as `card` or `sepa_debit`.
        pub type_ as "type": String,
    }

    /// A card that is paid with.
    pub struct PaymentCard {
        /// The brand, such as `visa`.
        pub brand: Option<String>,
        /// What was right of the address and the security code.
        pub checks: Option<Value>,
        /// The two letters of the issuer's country.
        pub country: Option<String>,
        /// The brand that the customer chose.
        pub display_brand: Option<String>,
        /// The month in which it expires, 1 to 12.
        pub exp_month: Option<i64>,
        /// The year in which it expires, with four digits.
        pub exp_year: Option<i64>,
        /// What is the same for one card number wherever it is given.
        pub fingerprint: Option<String>,
        /// Where the card's money comes from: `credit`, `debit`, `prepaid` or `unknown`.
        pub funding: Option<String>,
        /// What it was made from.
        pub generated_from: Option<Value>,
        /// The last four digits of its number.
        pub last4: Option<String>,
        /// The networks that it can be charged through.
        pub networks: Option<Value>,
        /// Whether its fees are `regulated`.
        pub regulated_status: Option<String>,
        /// Whether 3D Secure is possible.
        pub three_d_secure_usage: Option<Value>,
        /// The wallet that it comes from.
        pub wallet: Option<Value>,
    }
}
