//! Generated code takes nothing from its surroundings: not the names of the prelude, not those of
//! the function and its arguments; and it works inside a function.
#![deny(warnings)]
#![allow(dead_code, missing_docs, unreachable_pub)]

use trigger::job::Job as _;

type Result<E> = core::result::Result<u8, E>;
struct Option;
struct String;
struct Vec;
struct Box;
struct Some;
struct Send;
struct Clone;
trait Into {}
trait Default {}

#[derive(serde::Deserialize)]
struct Ping {}

#[trigger::event_spec(name = "ping")]
fn payload(payload: &Ping) -> trigger::Properties {
    let _ = payload;
    trigger::Properties::new()
}

#[trigger::event_spec(
    name = "ping",
    filter = |payload| payload.deep == 1,
    properties = |payload| trigger::properties! { "Deep" => payload.deep },
)]
#[derive(serde::Deserialize)]
struct DeepPing {
    deep: u8,
}

#[trigger::job(trigger = payload)]
async fn arguments(_: Ping, _: trigger::Io) -> Result<trigger::Error> {
    Ok(1)
}

#[trigger::task]
async fn task(key: u8, call: u8, index: u8) -> trigger::Result<u8> {
    Ok(key + call + index)
}

#[trigger::integration]
#[derive(core::clone::Clone)]
struct Client;

#[trigger::tasks(namespace = "calls")]
impl Client {
    async fn make(&self, key: u8, call: u8) -> trigger::Result<u8> {
        Ok(key + call)
    }
}

mod renamed {
    pub mod deeper {
        pub use trigger as library;
    }
}

#[renamed::deeper::library::job(crate = renamed::deeper::library, trigger = payload)]
async fn elsewhere(_: Ping) -> trigger::Result<()> {
    core::result::Result::Ok(())
}

fn main() {
    #[trigger::event_spec(name = "pong")]
    #[derive(serde::Deserialize)]
    struct Pong {}

    #[trigger::task]
    async fn inner() -> trigger::Result<u8> {
        Ok(1)
    }

    #[trigger::job(trigger = Pong)]
    async fn on_pong(_: Pong, io: trigger::Io, client: Client) -> trigger::Result<u8> {
        io.run("inner", inner()).await?;
        client.calls().make("make", 1, 2).await
    }

    assert_eq!(on_pong::META.id, "on-pong");
    assert_eq!(arguments::META.id, "arguments");
    assert_eq!(elsewhere::META.id, "elsewhere");
}
