//! A failed attempt is judged by a function, of the module or of the integration.
#![deny(warnings)]

use trigger::prelude::*;
use trigger::{Attempt, Retry, Task};

fn judge(error: Error, _: &Attempt) -> Error {
    error.with_retry(Retry::Never)
}

#[task(on_error = judge)]
async fn charge() -> Result<()> {
    Ok(())
}

#[integration(retry(limit = 2, min = "5m"))]
#[derive(Clone)]
pub struct Shop;

impl Shop {
    fn judge(error: Error, attempt: &Attempt) -> Error {
        error.context(attempt.number)
    }
}

#[tasks(namespace = "items")]
impl Shop {
    #[task(on_error = Shop::judge)]
    async fn count(&self) -> Result<usize> {
        Ok(1)
    }
}

fn main() {
    let judge = charge::META.on_error.expect("a judge");
    let attempt = Attempt { number: 1, idempotency_key: String::new() };
    assert_eq!(judge(Error::new("no"), &attempt).retry(), Retry::Never);
    let _ = Shop.items();
    let retry = <Shop as trigger::Integration>::META.retry.expect("a policy");
    // A first delay that is longer than the longest one by default becomes that too.
    assert_eq!((retry.limit, retry.max), (2, Duration::from_secs(300)));
}
