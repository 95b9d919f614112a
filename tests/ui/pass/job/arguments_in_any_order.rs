//! After the payload a job takes what it needs, in any order, or nothing.

use serde::Deserialize;
use trigger::job::Job as _;
use trigger::prelude::*;

#[event_spec(name = "ping")]
#[derive(Deserialize)]
struct Ping {}

#[integration]
#[derive(Clone)]
struct Mailer;

#[integration]
#[derive(Clone)]
struct Chat;

#[job(trigger = Ping)]
async fn nothing(_: Ping) -> Result<()> {
    Ok(())
}

#[job(trigger = Ping)]
async fn everything(_: Ping, _: Chat, _: Context, _: Mailer, _: Io) -> Result<()> {
    Ok(())
}

fn main() {
    assert!(nothing::needs().is_empty());
    let needs: Vec<_> = everything::needs().iter().map(|need| need.integration.id).collect();
    assert_eq!(needs, ["chat", "mailer"]);
}
