//! An attribute works wherever an item can stand, under names that a user may have too.
#![deny(warnings)]
#![forbid(unsafe_code)]

use trigger::job::Job as _;

type Result<T> = std::result::Result<T, trigger::Error>;

mod outer {
    pub mod inner {
        use super::super::Result;

        #[derive(serde::Serialize, serde::Deserialize)]
        pub struct Schedule {
            pub __private: String,
        }

        #[trigger::job(trigger = invoke, filter = |schedule| schedule.__private == "yes")]
        pub async fn every(_: Schedule) -> Result<()> {
            Ok(())
        }
    }
}

mod every {
    pub type Tick = trigger::Tick;
}

#[trigger::job(trigger = every("1m"))]
async fn cron(_: every::Tick) -> Result<()> {
    Ok(())
}

fn main() {
    #[trigger::job(trigger = cron("* * * * *"), on_success = any)]
    async fn local(tick: trigger::Tick, io: trigger::Io) -> Result<bool> {
        #[trigger::task(idempotency_key = |late| late.to_string())]
        async fn judge(late: bool) -> Result<bool> {
            Ok(late)
        }

        io.run("judge", judge(tick.last_ts.is_none())).await
    }

    #[trigger::job(trigger = invoke)]
    async fn any(_: trigger::job::RunCompleted) -> Result<()> {
        Ok(())
    }

    assert_eq!(local::OPTIONS.on_success, Some("any"));
    assert_eq!(cron::META.id, "cron");
    assert_eq!(outer::inner::every::META.filter, "schedule.__private == \"yes\"");
}
