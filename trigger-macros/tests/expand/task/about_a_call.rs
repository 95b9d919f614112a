#[task(properties = |id| properties! { "Order" => id }, idempotency_key = |id| format!("charge-{id}"))]
async fn charge(id: u64, customer: impl Into<String>) -> Result<()> {
    Ok(())
}
