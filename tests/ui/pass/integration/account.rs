//! A job hears another account and is handed its client.

use trigger::integrations::stripe::{self, Stripe};
use trigger::prelude::*;

/// The account of the shop in Europe.
#[integration(id = "stripe-eu", account)]
#[derive(Clone)]
pub struct StripeEu(Stripe);

#[job(trigger = stripe::on_price_created(connect = true, account = StripeEu::ACCOUNT))]
async fn announce(price: stripe::Price, stripe: StripeEu) -> Result<()> {
    stripe.prices().retrieve("again", price.id).await?;
    Ok(())
}

fn main() {
    let _ = trigger::App::with_jobs(jobs![announce]).integration(StripeEu(Stripe::new("sk_1")));
}
