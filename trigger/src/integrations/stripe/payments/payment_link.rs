//! Stripe's payment link: a link to Checkout for anyone.

use serde_json::Value;

use super::super::amount::Amount;
use super::super::shared::money::{AutomaticTax, TransferData};
use super::super::tolerant::{Expandable, objects};

objects! {
    /// A link that leads anyone to Checkout.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/payment-link/object).
    pub struct PaymentLink: id, livemode, metadata {
        /// Whether it can be used.
        pub active: bool,
        /// What happens once a customer has paid.
        pub after_completion: Option<Value>,
        /// Whether customers can enter promotion codes.
        pub allow_promotion_codes: bool,
        /// The Connect application that made it.
        pub application: Option<Expandable>,
        /// How much the Connect application takes.
        pub application_fee_amount: Option<Amount>,
        /// How much the Connect application takes, in percent.
        pub application_fee_percent: Option<f64>,
        /// Whether Stripe computes the tax.
        pub automatic_tax: Option<AutomaticTax>,
        /// Whether the billing address is asked for: `auto` or `required`.
        pub billing_address_collection: Option<String>,
        /// What customers are asked to agree to.
        pub consent_collection: Option<Value>,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: String,
        /// What else customers are asked for.
        pub custom_fields: Vec<Value>,
        /// What else stands on the page.
        pub custom_text: Option<Value>,
        /// Whether it makes customers: `always` or `if_required`.
        pub customer_creation: Option<String>,
        /// What the page says when it cannot be used.
        pub inactive_message: Option<String>,
        /// How an invoice is made of a payment.
        pub invoice_creation: Option<Value>,
        /// What is bought; there when a request expands it.
        pub line_items: Option<Value>,
        /// Whether Stripe is the seller.
        pub managed_payments: Option<Value>,
        /// Whether names are asked for.
        pub name_collection: Option<Value>,
        /// The connected account in whose name it is done.
        pub on_behalf_of: Option<Expandable>,
        /// What else customers can buy.
        pub optional_items: Vec<Value>,
        /// What its payments are made with.
        pub payment_intent_data: Option<Value>,
        /// Whether a payment method is asked for: `always` or `if_required`.
        pub payment_method_collection: Option<String>,
        /// What is set for each kind of payment method.
        pub payment_method_options: Option<Value>,
        /// The kinds of payment method that can be used.
        pub payment_method_types: Vec<String>,
        /// Whether the telephone number is asked for.
        pub phone_number_collection: Option<Value>,
        /// How often it can be used.
        pub restrictions: Option<Value>,
        /// Where goods can be sent.
        pub shipping_address_collection: Option<Value>,
        /// The ways of shipping that can be chosen.
        pub shipping_options: Vec<Value>,
        /// What the button says, such as `book`.
        pub submit_type: Option<String>,
        /// What its subscriptions are made with.
        pub subscription_data: Option<Value>,
        /// Whether tax numbers are asked for.
        pub tax_id_collection: Option<Value>,
        /// To which account the money goes on.
        pub transfer_data: Option<TransferData>,
        /// The link.
        pub url: String,
    }
}
