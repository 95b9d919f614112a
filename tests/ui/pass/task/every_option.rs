//! A task keeps its options and its arguments until it is executed.
#![deny(warnings)]

use trigger::prelude::*;
use trigger::{Redaction, RetryPolicy, Task};

/// Writes one price to the catalogue.
#[task(
    name = "Update catalogue",
    icon = "book",
    retry(limit = 7, factor = 1.5, min = "500ms", max = "1h 30m", jitter = false),
    timeout = "30s",
    sealed,
)]
async fn update_catalogue(id: String, mut copies: Vec<u8>) -> Result<u64> {
    copies.push(1);
    Ok((id.len() + copies.len()) as u64)
}

/// Any error that `?` takes will do, and an argument may have the function's name.
#[task]
async fn parse(parse: String) -> std::result::Result<u16, std::num::ParseIntError> {
    parse.parse()
}

#[task]
async fn nothing() -> Result<()> {
    Ok(())
}

fn is_task<T: Task>(_: &T) {}

fn main() {
    let meta = update_catalogue::META;
    assert_eq!(meta.name, "Update catalogue");
    assert_eq!(meta.icon, "book");
    assert_eq!(meta.redaction, Redaction::Everything);
    assert_eq!(meta.timeout, Some(Duration::from_secs(30)));
    let retry = RetryPolicy {
        limit: 7,
        factor: 1.5,
        min: Duration::from_millis(500),
        max: Duration::from_secs(5400),
        jitter: false,
    };
    assert_eq!(meta.retry, Some(retry));
    assert_eq!(parse::META.name, "parse");
    assert_eq!(parse::META.retry, None);

    is_task(&nothing());
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let call = update_catalogue("abc".into(), vec![1, 2]);
    assert_eq!(runtime.block_on(call.clone().execute()), Ok(6));
    assert_eq!(runtime.block_on(call.execute()), Ok(6));
    assert!(runtime.block_on(parse("x".into()).execute()).is_err());
}
