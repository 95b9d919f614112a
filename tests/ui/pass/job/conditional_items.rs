//! What does not exist leaves nothing behind, and attributes of the language stay in force.
#![deny(warnings)]

use serde::Deserialize;
use trigger::prelude::*;
use trigger::job::JobDef;

#[event_spec(name = "ping")]
#[derive(Deserialize)]
struct Ping {}

#[event_spec(name = "gone")]
#[cfg(any())]
fn on_gone(gone: &Gone) -> Properties {
    Properties::new()
}

#[task]
#[cfg(any())]
async fn gone() -> Result<Gone> {
    Ok(Gone)
}

#[job(trigger = on_gone)]
#[cfg(any())]
async fn answer_gone(gone: Gone) -> Result<()> {
    Ok(())
}

#[task]
#[allow(unused_variables)]
async fn careless(number: u8) -> Result<()> {
    let forgotten = 1;
    Ok(())
}

#[job(trigger = Ping)]
#[allow(unused_variables)]
async fn answer(ping: Ping, io: Io) -> Result<()> {
    io.run("careless", careless(1)).await
}

fn main() {
    let registered: Vec<_> = trigger::__private::inventory::iter::<JobDef>().collect();
    assert_eq!(registered.len(), 1);
    assert_eq!(registered[0].meta.id, "answer");
}
