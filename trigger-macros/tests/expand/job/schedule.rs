#[job(trigger = cron("0 9 * * MON-FRI", tz = "Europe/London"), timeout = "1h", enabled = !cfg!(test))]
async fn report(tick: Tick) -> Result<()> {
    Ok(())
}
