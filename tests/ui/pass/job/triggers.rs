//! What can start a job beside one event.
#![deny(warnings)]

use serde::{Deserialize, Serialize};
use trigger::job::{Binding, Job as _, JobDef};
use trigger::prelude::*;
use trigger::{Missed, Schedule, Tick};

mod shop {
    use super::*;

    #[derive(Deserialize)]
    pub struct Price {
        pub id: String,
    }

    #[event_spec(name = "price.created")]
    pub fn on_price_created(price: &Price) -> Properties {
        properties! { "Price ID" => price.id }
    }

    #[event_spec(name = ["price.updated", "price.deleted"])]
    pub fn on_price_changed(price: &Price) -> Properties {
        properties! { "Price ID" => price.id }
    }
}

#[job(trigger = any(shop::on_price_created, shop::on_price_changed))]
async fn announce(price: shop::Price) -> Result<String> {
    Ok(price.id)
}

#[job(trigger = any(shop::on_price_created))]
pub async fn announce_one(_: shop::Price) -> Result<()> {
    Ok(())
}

#[job(trigger = cron("0 9 * * MON-FRI", missed = once, tz = "europe/london"))]
pub async fn report(tick: Tick) -> Result<()> {
    assert!(tick.last_ts.is_none_or(|last| last < tick.ts));
    Ok(())
}

#[job(trigger = cron("*/5 * * * *"), filter = |tick| tick.last_ts.is_some())]
async fn check(_: Tick, _: Io) -> Result<()> {
    Ok(())
}

#[job(trigger = every("15m", missed = all))]
async fn sweep(_: trigger::Tick) -> Result<()> {
    Ok(())
}

#[derive(Serialize, Deserialize)]
struct Refund {
    order: String,
}

#[job(trigger = invoke)]
async fn refund(refund: Refund) -> Result<()> {
    drop(refund.order);
    Ok(())
}

/// A name that is built in is still an event's when it is written as a path.
#[event_spec(name = "invoked")]
fn invoke(refund: &Refund) -> Properties {
    properties! { "Order" => refund.order }
}

#[job(trigger = self::invoke)]
async fn on_invoked(_: Refund) -> Result<()> {
    Ok(())
}

fn binding(job: JobDef) -> Binding {
    (job.binding)()
}

fn main() {
    let all = jobs![announce, announce_one, report, check, sweep, refund, on_invoked];
    let [several, one, weekdays, minutes, interval, call, event] = all.map(binding);
    assert_eq!(several.names(), ["price.created", "price.updated", "price.deleted"]);
    assert_eq!(one.names(), ["price.created"]);
    let cron = |expression, zone| Schedule::cron(expression, zone).expect("a schedule");
    let schedule = |binding| match binding {
        Binding::Schedule(schedule) => schedule,
        other => panic!("no schedule: {other}"),
    };
    let mornings = cron("0 9 * * MON-FRI", "Europe/London").missed(Missed::Once);
    assert_eq!(schedule(weekdays), mornings);
    assert_eq!(schedule(minutes), cron("*/5 * * * *", "UTC"));
    let quarters = Schedule::every(Duration::from_secs(900)).expect("a schedule");
    assert_eq!(schedule(interval), quarters.missed(Missed::All));
    assert!(matches!(call, Binding::Invoke));
    assert_eq!(event.names(), ["invoked"]);
    assert_eq!(report::META.id, "report");
}
