//! The client, on virtual time: what it waits for announces itself.

use super::*;
use crate::client::{Client, ClientError, RunQuery};

#[tokio::test]
async fn a_program_sends_invokes_and_waits_by_its_own_types() {
    #[job(trigger = OrderPlaced)]
    async fn is_sent(order: OrderPlaced) -> Result<u32> {
        Ok(order.id)
    }
    #[job(trigger = invoke)]
    async fn is_invoked(number: u32, io: Io) -> Result<u32> {
        io.run("double", double(number)).await
    }

    let bench = Bench::new(jobs![is_sent, is_invoked]);
    let app = bench.start().await;
    let client = Client::new(Arc::clone(&app.engine) as _);
    let sent = client.send(OrderPlaced { id: 1 }).await.unwrap();
    let ended = client.finished(sent.runs[0]).await.unwrap();
    assert_eq!(ended.output, Some(json!(1)));
    let first = client.send_once("one", OrderPlaced { id: 2 }).await;
    let second = client.send_once("one", OrderPlaced { id: 2 }).await;
    assert_eq!(first.unwrap().runs, second.unwrap().runs);

    let run = client.invoke::<is_invoked>(4).await.unwrap();
    assert_eq!(client.finished(run).await.unwrap().output, Some(json!(8)));
    let once = client.invoke_once::<is_invoked>("k", 4).await.unwrap();
    let again = client.invoke_once::<is_invoked>("k", 4).await.unwrap();
    assert_eq!(once, again);
    assert_eq!(client.runs(RunQuery::default()).await.unwrap().len(), 4);

    let payload = serde_json::value::to_raw_value(&1).unwrap();
    let refused = client.invoke_raw("is-sent", payload, None).await;
    assert!(matches!(refused, Err(ClientError::NotCalled { .. })));
    let unknown = client.cancel(RunId::new(), "never was").await;
    assert!(matches!(unknown, Err(ClientError::NoRun(_))));
    app.stop().await;
}

#[tokio::test]
async fn pages_of_runs_name_each_run_once_and_a_text_is_found_in_payloads() {
    #[job(trigger = OrderPlaced)]
    async fn is_listed(order: OrderPlaced) -> Result<u32> {
        Ok(order.id)
    }

    let bench = Bench::new(jobs![is_listed]);
    let client = Client::new(Arc::new(bench.open().await) as _);
    let mut sent = Vec::new();
    for id in 1000..1007 {
        sent.extend(client.send(OrderPlaced { id }).await.unwrap().runs);
    }
    let mut query = RunQuery {
        limit: 3,
        ..RunQuery::default()
    };
    let mut listed = Vec::new();
    loop {
        let page = client.runs(query.clone()).await.unwrap();
        listed.extend(page.iter().map(|run| run.id));
        match page.last() {
            Some(last) => query.after = Some(last.id),
            None => break,
        }
    }
    listed.reverse();
    assert_eq!(listed, sent);
    let found = RunQuery {
        text: Some("1005".to_owned()),
        ..RunQuery::default()
    };
    let found = client.runs(found).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].id, sent[5]);
}

#[tokio::test]
async fn a_program_keeps_schedules_and_repeats_a_run_once() {
    use crate::{Due, DynamicSchedule, Schedule};

    #[derive(Clone, Debug, Serialize, Deserialize)]
    struct Reminder {
        text: String,
    }

    impl DynamicSchedule for Reminder {
        const ID: &'static str = "reminders";
    }

    #[job(trigger = Due::<Reminder>)]
    async fn reminds(due: Due<Reminder>) -> Result<String> {
        Ok(due.params.text)
    }

    let bench = Bench::new(jobs![reminds]);
    let app = bench.start().await;
    let client = Client::new(Arc::clone(&app.engine) as _);
    let text = "feed the cat".to_owned();
    let hourly = Schedule::every(HOUR).unwrap();
    let registered = client.register_schedule("cat", hourly, Reminder { text });
    registered.await.unwrap();
    let key = client.schedules().await.unwrap().remove(0).key;
    assert_eq!(key, "reminders/cat");
    client.pause_schedule(&*key).await.unwrap();
    assert!(client.schedules().await.unwrap()[0].paused_at.is_some());
    bench.clock.advance(HOUR / 2);
    client.resume_schedule(&*key).await.unwrap();
    let unknown = client.pause_schedule("reminders/dog").await;
    assert!(matches!(unknown, Err(ClientError::NoSchedule(key)) if key == "reminders/dog"));
    bench.clock.advance(HOUR / 2);
    let reminded = loop {
        match &client.runs(RunQuery::default()).await.unwrap()[..] {
            [] => tokio::task::yield_now().await,
            runs => break runs[0].id,
        }
    };
    let ended = client.finished(reminded).await.unwrap();
    assert_eq!(ended.output, Some(json!("feed the cat")));
    assert!(client.unregister_schedule::<Reminder>("cat").await.unwrap());
    assert!(!client.unregister_schedule::<Reminder>("cat").await.unwrap());

    let replayed = client.replay_once(reminded, "once").await.unwrap();
    assert_eq!(
        client.replay_once(reminded, "once").await.unwrap(),
        replayed
    );
    assert_ne!(
        client.replay_once(replayed, "once").await.unwrap(),
        replayed
    );
    assert_ne!(client.replay(reminded).await.unwrap(), replayed);
    assert_eq!(client.runs(RunQuery::default()).await.unwrap().len(), 4);
    app.stop().await;
}
