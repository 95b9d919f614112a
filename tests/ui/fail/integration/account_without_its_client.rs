//! Another account is made of the client of its integration.

use trigger::integrations::stripe::Stripe;
use trigger::prelude::*;

#[integration(id = "stripe-eu", account)]
#[derive(Clone)]
struct StripeEu {
    stripe: Stripe,
}

fn main() {}
