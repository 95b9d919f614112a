#[task(redact(token, "/card/number"), on_error = judge)]
async fn charge(order: u64, token: String, names: &[String]) -> Result<Receipt> {
    Ok(Receipt::of(order, token, names))
}
