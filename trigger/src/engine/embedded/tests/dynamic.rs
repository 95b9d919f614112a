//! Schedules that are registered while the app runs.

use super::*;
use crate::{Due, DynamicSchedule, Schedule};

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Reminder {
    text: String,
}

impl DynamicSchedule for Reminder {
    const ID: &'static str = "reminders";
}

#[job(trigger = Due::<Reminder>, filter = |due| due.params.text != "nothing")]
async fn reminds(due: Due<Reminder>, io: Io) -> Result<(String, String, Timestamp, bool)> {
    io.log().info("reminded", ());
    Ok((due.key, due.params.text, due.ts, due.last_ts.is_some()))
}

/// Registers a reminder under the order's id, once an hour; 0 takes all of them back.
#[job(trigger = OrderPlaced)]
async fn asks(order: OrderPlaced, io: Io) -> Result<Vec<bool>> {
    if order.id == 0 {
        let one = io.unregister_schedule::<Reminder>("one", "1").await?;
        let two = io.unregister_schedule::<Reminder>("two", "2").await?;
        let none = io.unregister_schedule::<Reminder>("none", "3").await?;
        return Ok(vec![one, two, none]);
    }
    let hourly = Schedule::every(HOUR)?;
    let text = format!("reminder {}", order.id);
    let text = if order.id == 2 {
        "nothing".to_owned()
    } else {
        text
    };
    io.register_schedule("ask", order.id.to_string(), hourly, Reminder { text })
        .await?;
    Ok(Vec::new())
}

#[test]
fn a_kind_whose_id_cannot_be_told_from_a_key_does_not_start() {
    #[derive(Clone, Debug, Serialize, Deserialize)]
    struct Sloppy {}

    impl DynamicSchedule for Sloppy {
        const ID: &'static str = "a/b";
    }

    #[job(trigger = Due::<Sloppy>)]
    async fn is_sloppy(_: Due<Sloppy>) -> Result<()> {
        Ok(())
    }

    let problems = Registry::new(&jobs![is_sloppy], Integrations::default());
    let problems = problems.err().expect("it does not start");
    assert!(problems[0].to_string().contains("`a/b`"), "{problems:?}");
}
