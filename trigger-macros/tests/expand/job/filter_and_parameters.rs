#[job(
    trigger = stripe::on_price_created(connect = true),
    filter = |price| price.active && price.currency == "usd",
)]
pub async fn on_price(price: stripe::Price, io: Io, slack: Slack) -> Result<Receipt> {
    slack.chat().post("announce", "#prices", price.id).await
}
