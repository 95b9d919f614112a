/// Writes one price to our catalogue.
#[task(name = "Update catalogue", retry(limit = 5, min = "1s", jitter = false), timeout = "30s", sealed)]
pub async fn update_catalogue(id: String, amount: u64) -> Result<u64> {
    write(id, amount).await
}
