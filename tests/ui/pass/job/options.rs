//! What a job can ask for beside its trigger.
#![deny(warnings)]

use serde::Deserialize;
use trigger::job::{Concurrency, Job as _};
use trigger::prelude::*;
use trigger::{Level, RetryPolicy};

#[event_spec(name = "order.paid")]
#[derive(Deserialize)]
struct OrderPaid {
    customer: String,
    region: Option<u8>,
}

const AT_ONCE: u32 = 3;

#[job(
    trigger = OrderPaid,
    concurrency(limit = 1, key = |order| order.customer.clone(), group = "shop"),
    timeout = "1h",
    retry(limit = 3, min = "2s"),
    enabled = !cfg!(windows),
    on_success = celebrate,
    on_failure = complain,
    log_level = "warn",
)]
async fn ship(_: OrderPaid) -> Result<u8> {
    Ok(1)
}

#[job(trigger = invoke)]
async fn celebrate(run: RunCompleted, io: Io) -> Result<()> {
    io.log().info("done", run.output);
    Ok(())
}

#[job(trigger = invoke)]
async fn complain(_: RunFailed) -> Result<()> {
    Ok(())
}

#[job(trigger = OrderPaid, concurrency = 5, log_level = Level::Error)]
async fn count(_: OrderPaid) -> Result<()> {
    Ok(())
}

#[job(trigger = OrderPaid, concurrency = AT_ONCE, enabled = false)]
async fn forget(_: OrderPaid) -> Result<()> {
    Ok(())
}

#[job(trigger = OrderPaid, concurrency(limit = 2, key = |OrderPaid { region, .. }| *region))]
async fn announce(_: OrderPaid) -> Result<()> {
    Ok(())
}

fn main() {
    let options = ship::OPTIONS;
    assert_eq!(options.concurrency, Some(Concurrency::new(1).group("shop")));
    assert_eq!(options.timeout, Some(Duration::from_secs(3600)));
    assert_eq!(options.retry, RetryPolicy::DEFAULT.limit(3).min(Duration::from_secs(2)));
    assert_eq!(options.log_level, Level::Warn);
    assert_eq!((options.on_success, options.on_failure), (Some("celebrate"), Some("complain")));
    assert!(ship::enabled() && !forget::enabled());

    assert_eq!(count::OPTIONS.concurrency, Some(Concurrency::new(5)));
    assert_eq!(count::OPTIONS.log_level, Level::Error);
    assert_eq!(forget::OPTIONS.concurrency, Some(Concurrency::new(3)));

    let order = |region| OrderPaid { customer: "ada".to_owned(), region };
    assert_eq!(ship::concurrency_key(&order(None)).as_deref(), Some("ada"));
    assert_eq!(announce::concurrency_key(&order(Some(7))).as_deref(), Some("7"));
    assert_eq!(announce::concurrency_key(&order(None)), None);
    assert_eq!(count::concurrency_key(&order(None)), None);
}
