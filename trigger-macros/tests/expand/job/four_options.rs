/// Announces a new price.
#[job(
    id = "stripe-on-price",
    name = "Stripe On Price",
    version = "1.0.0",
    trigger = stripe::on_price_created,
)]
async fn on_price(price: stripe::Price, io: Io) -> Result<()> {
    io.run("announce", announce(price.id)).await
}
