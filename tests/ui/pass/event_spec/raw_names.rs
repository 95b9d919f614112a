//! A raw identifier is named without its prefix.

use serde::Deserialize;
use trigger::job::Job as _;
use trigger::prelude::*;
use trigger::{EventSpec as _, Task as _};

#[event_spec(name = "move")]
#[derive(Deserialize)]
struct Move {}

#[event_spec(name = "type")]
fn r#type(_: &Move) -> Properties {
    Properties::new()
}

#[task]
async fn r#loop() -> Result<()> {
    Ok(())
}

#[job(trigger = r#type)]
async fn r#match(_: Move) -> Result<()> {
    Ok(())
}

fn main() {
    assert_eq!(r#type::META.title, "Type");
    assert_eq!(r#loop::META.name, "loop");
    assert_eq!(r#match::META.id, "match");
}
