//! Stripe's Checkout session: a customer at the till.

pub mod tasks;

use serde_json::Value;

use super::super::amount::Amount;
use super::super::shared::address::{Address, Shipping};
use super::super::shared::money::{AutomaticTax, ShippingCost, TotalDetails};
use super::super::tolerant::{Expandable, objects, open_enums};
use crate::time::Timestamp;

objects! {
    /// A customer's way through Checkout, or through a payment link.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/checkout/sessions/object).
    pub struct CheckoutSession: id, created, livemode, metadata {
        /// Whether prices are shown in the customer's currency.
        pub adaptive_pricing: Option<Value>,
        /// What can be done once it has expired.
        pub after_expiration: Option<Value>,
        /// Whether the customer can enter promotion codes.
        pub allow_promotion_codes: Option<bool>,
        /// The amount before discounts and taxes.
        pub amount_subtotal: Option<Amount>,
        /// The amount that is to be paid.
        pub amount_total: Option<Amount>,
        /// Whether Stripe computes the tax.
        pub automatic_tax: Option<AutomaticTax>,
        /// Whether the billing address is asked for: `auto` or `required`.
        pub billing_address_collection: Option<String>,
        /// How the page looks.
        pub branding_settings: Option<Value>,
        /// Where the customer goes on leaving.
        pub cancel_url: Option<String>,
        /// What the account calls it, such as the number of a basket.
        pub client_reference_id: Option<String>,
        /// The secret with which the customer's browser shows it. Do not log it.
        pub client_secret: Option<String>,
        /// What the customer entered.
        pub collected_information: Option<Value>,
        /// What the customer agreed to.
        pub consent: Option<Value>,
        /// What the customer is asked to agree to.
        pub consent_collection: Option<Value>,
        /// What belongs to payments with stablecoins.
        pub crypto: Option<Value>,
        /// The three letters of the currency's ISO code, in lower case: `usd`.
        pub currency: Option<String>,
        /// How the amounts were converted to the customer's currency.
        pub currency_conversion: Option<Value>,
        /// What else the customer is asked for, with the answers.
        pub custom_fields: Vec<Value>,
        /// What else stands on the page.
        pub custom_text: Option<Value>,
        /// The customer; `None` until it is complete, if it makes a new one.
        pub customer: Option<Expandable>,
        /// The account that stands for the customer, `acct_…`.
        pub customer_account: Option<String>,
        /// Whether it makes a customer: `always` or `if_required`.
        pub customer_creation: Option<String>,
        /// What the customer entered of themselves.
        pub customer_details: Option<CustomerDetails>,
        /// The email address that the page starts with.
        pub customer_email: Option<String>,
        /// The coupons and promotion codes that apply.
        pub discounts: Vec<Value>,
        /// The kinds of payment method that are not offered.
        pub excluded_payment_method_types: Vec<String>,
        /// When it expires.
        pub expires_at: Timestamp,
        /// What the account's integration calls itself.
        pub integration_identifier: Option<String>,
        /// The invoice that it made.
        pub invoice: Option<Expandable>,
        /// How an invoice is made of a payment.
        pub invoice_creation: Option<Value>,
        /// What is bought; there when a request expands it.
        pub line_items: Option<Value>,
        /// The language of the page.
        pub locale: Option<String>,
        /// Whether Stripe is the seller.
        pub managed_payments: Option<Value>,
        /// What it is for.
        pub mode: Mode,
        /// Whether names are asked for.
        pub name_collection: Option<Value>,
        /// What else the customer can buy.
        pub optional_items: Vec<Value>,
        /// Where the customer comes from: `mobile_app` or `web`.
        pub origin_context: Option<String>,
        /// The payment, in the mode `payment`.
        pub payment_intent: Option<Expandable>,
        /// The payment link that it comes from.
        pub payment_link: Option<Expandable>,
        /// Whether a payment method is asked for: `always` or `if_required`.
        pub payment_method_collection: Option<String>,
        /// The configuration from which the payment methods come.
        pub payment_method_configuration_details: Option<Value>,
        /// What is set for each kind of payment method.
        pub payment_method_options: Option<Value>,
        /// The kinds of payment method that can be used.
        pub payment_method_types: Vec<String>,
        /// Whether the money is there: look at this before you deliver.
        pub payment_status: PaymentStatus,
        /// What the account may change while the customer is there.
        pub permissions: Option<Value>,
        /// Whether the telephone number is asked for.
        pub phone_number_collection: Option<Value>,
        /// What the customer pays in another currency.
        pub presentment_details: Option<Value>,
        /// The expired session that it replaces.
        pub recovered_from: Option<String>,
        /// Whether the customer is sent on afterwards: `always`, `if_required` or `never`.
        pub redirect_on_completion: Option<String>,
        /// Where the customer goes after the payment.
        pub return_url: Option<String>,
        /// Whether payment methods are kept and offered again.
        pub saved_payment_method_options: Option<Value>,
        /// The setup, in the mode `setup`.
        pub setup_intent: Option<Expandable>,
        /// Where goods can be sent.
        pub shipping_address_collection: Option<Value>,
        /// What shipping costs.
        pub shipping_cost: Option<ShippingCost>,
        /// Where goods are sent, in API versions before 2025-03-31.
        pub shipping_details: Option<Shipping>,
        /// The ways of shipping that can be chosen.
        pub shipping_options: Vec<Value>,
        /// How far it is.
        pub status: Option<Status>,
        /// What the button says, such as `book`.
        pub submit_type: Option<String>,
        /// The subscription, in the mode `subscription`.
        pub subscription: Option<Expandable>,
        /// Where the customer goes once it is complete.
        pub success_url: Option<String>,
        /// Whether a tax number is asked for.
        pub tax_id_collection: Option<Value>,
        /// What the total contains.
        pub total_details: Option<TotalDetails>,
        /// How it is shown, such as `hosted`.
        pub ui_mode: Option<String>,
        /// Where the customer pays; `None` once it is no longer open.
        pub url: Option<String>,
        /// What is set for each wallet.
        pub wallet_options: Option<Value>,
    }

    /// What a customer entered of themselves.
    pub struct CustomerDetails {
        /// The address.
        pub address: Option<Address>,
        /// The business's name.
        pub business_name: Option<String>,
        /// The email address.
        pub email: Option<String>,
        /// The person's name.
        pub individual_name: Option<String>,
        /// The full name.
        pub name: Option<String>,
        /// The telephone number.
        pub phone: Option<String>,
        /// Whether the customer pays tax: `none`, `exempt` or `reverse`.
        pub tax_exempt: Option<String>,
        /// The tax numbers.
        pub tax_ids: Vec<Value>,
    }
}

open_enums! {
    /// What it is for.
    pub enum Mode {
        Payment = "payment",
        Setup = "setup",
        Subscription = "subscription",
    }

    /// Whether the money is there: look at this before you deliver.
    pub enum PaymentStatus {
        NoPaymentRequired = "no_payment_required",
        Paid = "paid",
        Unpaid = "unpaid",
    }

    /// How far it is.
    pub enum Status {
        Complete = "complete",
        Expired = "expired",
        Open = "open",
    }
}
