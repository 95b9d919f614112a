//! A job may use what is not `Send`, as long as it holds nothing of it while it waits.

use std::rc::Rc;

use serde::Deserialize;
use trigger::prelude::*;

#[event_spec(name = "ping")]
#[derive(Deserialize)]
struct Ping {
    id: String,
}

#[job(trigger = Ping)]
async fn announce(ping: Ping, io: Io) -> Result<usize> {
    let length = {
        let id = Rc::new(ping.id);
        id.len()
    };
    io.wait("a while", Duration::from_secs(1)).await?;
    Ok(length)
}

fn main() {
    assert_eq!(jobs![announce].len(), 1);
}
