//! A trigger takes the accounts of its own integration.

use trigger::integrations::stripe;
use trigger::prelude::*;

#[integration(id = "shop")]
#[derive(Clone)]
struct Shop;

#[integration(id = "shop-eu", account)]
#[derive(Clone)]
struct ShopEu(Shop);

#[job(trigger = stripe::on_price_created(account = ShopEu::ACCOUNT))]
async fn announce(price: stripe::Price) -> Result<()> {
    let _ = price;
    Ok(())
}

fn main() {}
