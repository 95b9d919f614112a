#[job(
    trigger = any(stripe::on_price_created(connect = true), stripe::on_price_updated),
    concurrency(limit = 1, key = |price| price.product.clone(), group = "stripe"),
    retry(limit = 3),
    on_failure = complain,
    log_level = "info",
)]
async fn on_price(price: stripe::Price) -> Result<()> {
    Ok(())
}
