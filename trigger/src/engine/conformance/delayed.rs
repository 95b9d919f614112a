//! Events that runs send: under ids of their own, several at once, later, and not after all.

use super::*;
use crate::{Sending, SentEvent};

#[event_spec(name = "reminder.due")]
#[derive(Clone, Debug, Serialize, Deserialize)]
struct ReminderDue {
    id: u32,
}

#[job(trigger = ReminderDue)]
async fn reminds(reminder: ReminderDue) -> Result<u32> {
    Ok(reminder.id)
}

async fn reminded(app: &Running) -> usize {
    let query = RunQuery {
        job: Some("reminds".to_owned()),
        limit: 100,
        ..RunQuery::default()
    };
    app.engine.runs(query).await.unwrap().len()
}

/// Plans a reminder for in an hour.
#[job(trigger = OrderPlaced)]
async fn plans(order: OrderPlaced, io: Io) -> Result<SentEvent> {
    let reminder = Sending::of(ReminderDue { id: order.id })
        .id(format!("reminder-{}", order.id))
        .deliver_after(HOUR);
    io.send_event("plan", reminder).await
}

pub(crate) async fn a_delayed_event_is_published_at_its_time_and_survives_a_restart<H: Harness>() {
    let bench = Bench::<H>::new(jobs![plans, reminds]);
    let app = bench.start().await;
    let run = app.order(1).await;
    let output = app.ended(run).await.output.unwrap();
    let sent: SentEvent = serde_json::from_value(output).unwrap();
    assert_eq!(sent.id, "reminder-1");
    assert_eq!(sent.due_at, Some(add(bench.clock.now(), HOUR)));
    assert_eq!(reminded(&app).await, 0);
    app.stop().await;

    let app = bench.start().await;
    let minute = Duration::from_secs(60);
    bench.clock.advance(HOUR - minute);
    let other = app.order(2).await;
    app.ended(other).await;
    assert_eq!(reminded(&app).await, 0, "it is a minute before its time");
    bench.clock.advance(minute);
    let reminder = app.ended_runs("reminds", 1).await.remove(0);
    assert_eq!(reminder.output, Some(json!(1)));
    app.stop().await;
}

pub(crate) async fn an_event_of_a_known_id_is_dropped_whether_it_was_published_or_waits<
    H: Harness,
>() {
    let bench = Bench::<H>::new(jobs![plans, reminds]);
    let app = bench.start().await;
    for _ in 0..2 {
        let run = app.order(1).await;
        app.ended(run).await;
    }
    bench.clock.advance(HOUR);
    app.ended_runs("reminds", 1).await;
    let again = app.order(1).await;
    app.ended(again).await;
    bench.clock.advance(2 * HOUR);
    // A later one of another id is published after what was due before it.
    let other = app.order(2).await;
    app.ended(other).await;
    bench.clock.advance(HOUR);
    app.ended_runs("reminds", 2).await;
    app.stop().await;
}

pub(crate) async fn an_event_can_be_taken_back_before_its_time<H: Harness>() {
    #[job(trigger = OrderPlaced)]
    async fn changes_its_mind(order: OrderPlaced, io: Io) -> Result<(bool, bool)> {
        let at = io.now("now").await? + Duration::from_secs(60);
        let reminder = Sending::of(ReminderDue { id: order.id })
            .id("r")
            .deliver_at(at);
        io.send_event("plan", reminder).await?;
        let first = io.cancel_event("cancel", "r").await?;
        let second = io.cancel_event("cancel-again", "r").await?;
        io.wait("an-hour", HOUR).await?;
        Ok((first, second))
    }

    let bench = Bench::<H>::new(jobs![changes_its_mind, reminds]);
    let app = bench.start().await;
    let run = app.order(1).await;
    app.waiting(run).await;
    bench.clock.advance(HOUR);
    assert_eq!(app.ended(run).await.output, Some(json!([true, false])));
    assert_eq!(reminded(&app).await, 0);
    app.stop().await;
}

pub(crate) async fn a_batch_is_sent_in_one_commit_and_once<H: Harness>() {
    #[job(trigger = OrderPlaced)]
    async fn sends_many(order: OrderPlaced, io: Io) -> Result<usize> {
        let reminders = (0..order.id).map(|id| ReminderDue { id });
        let sent = io.send_events("many", reminders).await?;
        io.wait("an-hour", HOUR).await?;
        Ok(sent.iter().map(|sent| sent.runs.len()).sum())
    }

    let bench = Bench::<H>::new(jobs![sends_many, reminds]);
    let app = bench.start().await;
    let run = app.order(7).await;
    app.waiting(run).await;
    assert_eq!(reminded(&app).await, 7);
    bench.clock.advance(HOUR);
    assert_eq!(app.ended(run).await.output, Some(json!(7)));
    assert_eq!(reminded(&app).await, 7);
    app.stop().await;
}
