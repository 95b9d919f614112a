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

pub(crate) async fn a_registered_schedule_ticks_until_it_is_taken_back_and_over_restarts<
    H: Harness,
>() {
    let bench = Bench::<H>::new(jobs![reminds, asks]);
    let mut app = bench.start().await;
    for id in [1, 2] {
        assert_eq!(app.run(id).await.summary.status, RunStatus::Completed);
    }
    let schedules = app.engine.schedules().await.unwrap();
    let keys: Vec<_> = schedules.iter().map(|schedule| &*schedule.key).collect();
    assert_eq!(keys, ["reminders/1", "reminders/2"]);
    assert_eq!(schedules[0].starts, ["reminds"]);
    assert_eq!(schedules[0].params, Some(json!({ "text": "reminder 1" })));

    for again in [false, true] {
        bench.clock.advance(HOUR);
        let reminded = app.ended_runs("reminds", 1 + usize::from(again)).await;
        let reminded = reminded.last().unwrap();
        let now = bench.clock.now();
        assert_eq!(
            reminded.output,
            Some(json!(["1", "reminder 1", now, again]))
        );
        app.stop().await;
        app = bench.start().await;
    }

    let taken_back = app.run(0).await.output;
    assert_eq!(taken_back, Some(json!([true, true, false])));
    assert!(app.engine.schedules().await.unwrap().is_empty());
    app.stop().await;
}

pub(crate) async fn a_schedule_can_be_paused_whoever_registered_it<H: Harness>() {
    let bench = Bench::<H>::new(jobs![reminds, asks]);
    let app = bench.start().await;
    app.run(1).await;
    assert!(
        app.engine
            .pause_schedule("reminders/1".to_owned())
            .await
            .unwrap()
    );
    // Registering it again does not end the pause.
    app.run(1).await;
    let schedules = app.engine.schedules().await.unwrap();
    assert_eq!(schedules[0].paused_at, Some(bench.clock.now()));
    app.stop().await;
}
