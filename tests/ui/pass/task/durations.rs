//! A duration is written for people.

use trigger::Task as _;
use trigger::prelude::*;

#[task(timeout = "90s")]
async fn seconds() -> Result<()> {
    Ok(())
}

#[task(timeout = "1h 30m")]
async fn hours() -> Result<()> {
    Ok(())
}

#[task(timeout = "250ms")]
async fn milliseconds() -> Result<()> {
    Ok(())
}

fn main() {
    assert_eq!(seconds::META.timeout, Some(Duration::from_secs(90)));
    assert_eq!(hours::META.timeout, Some(Duration::from_secs(5400)));
    assert_eq!(milliseconds::META.timeout, Some(Duration::from_millis(250)));
}
