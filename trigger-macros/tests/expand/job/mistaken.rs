#[job(trigger = stripe::on_price_created, id = "on/price")]
fn on_price(price: stripe::Price) -> Result<()> {
    Ok(())
}
