//! A kind of trigger is registered, taken back, filtered, and shared by jobs.
#![deny(warnings)]

use serde::{Deserialize, Serialize};
use trigger::integrations::stripe::{self, StripeParams};
use trigger::prelude::*;
use trigger::source::Feed;

/// What is known about a shop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Shop {
    name: String,
}

/// The prices of those who have connected their shop.
struct Shops;

impl DynamicTrigger for Shops {
    const ID: &'static str = "shops";
    type Event = stripe::on_price_created;
    type Metadata = Shop;
}

/// The same with nothing that is kept.
struct Plain;

impl DynamicTrigger for Plain {
    const ID: &'static str = "plain";
    type Event = stripe::on_price_deleted;
    type Metadata = ();
}

#[job(trigger = Via::<Shops>, filter = |via| via.event.active && via.metadata.name != "nobody")]
async fn announce(via: Via<Shops>, io: Io) -> Result<String> {
    io.log().info("a price", json!({ "of": via.key, "account": via.account }));
    Ok(via.metadata.name)
}

#[job(trigger = Via::<Shops>)]
async fn count(via: Via<Shops>) -> Result<String> {
    Ok(via.name)
}

#[job(trigger = Via::<Plain>)]
async fn forget(via: Via<Plain>) -> Result<()> {
    let () = via.metadata;
    Ok(())
}

#[job(trigger = invoke)]
async fn connect(name: String, io: Io) -> Result<bool> {
    let params = StripeParams { connect: true, ..StripeParams::default() };
    let registration = TriggerRegistration::<Shops>::new("1", params, Shop { name });
    io.register_trigger("join", registration.account("acct_1")).await?;
    io.unregister_trigger::<Shops>("leave", "1").await
}

fn main() {
    let [announce, _, forget, _] = jobs![announce, count, forget, connect];
    let feed = |job: &trigger::job::JobDef| (job.binding)().events()[0].feed;
    assert!(matches!(feed(&announce), Feed::Triggers(kind) if kind.id == "shops"));
    assert!(matches!(feed(&forget), Feed::Triggers(kind) if kind.id == "plain"));
}
