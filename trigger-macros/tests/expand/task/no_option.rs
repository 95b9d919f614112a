#[task]
async fn ping() -> Result<()> {
    Ok(())
}
