//! From events to runs.

use super::*;

#[tokio::test]
async fn an_event_that_a_run_sends_starts_its_jobs_once() {
    #[event_spec(name = "order.paid")]
    #[derive(Clone, Debug, Serialize, Deserialize)]
    struct OrderPaid {
        id: u32,
    }

    #[job(trigger = OrderPlaced)]
    async fn pays(order: OrderPlaced, io: Io) -> Result<usize> {
        let sent = io.send_event("paid", OrderPaid { id: order.id }).await?;
        io.wait("an-hour", HOUR).await?;
        Ok(sent.runs.len())
    }

    #[job(trigger = OrderPaid)]
    async fn thanks(_order: OrderPaid) -> Result<()> {
        Ok(())
    }

    let bench = Bench::new(jobs![pays, thanks]);
    let mut app = bench.start().await;
    let run = app.order(1).await;
    assert_eq!(app.rest(run).await, RunStatus::Waiting);
    bench.clock.advance(HOUR);
    assert_eq!(app.rest(run).await, RunStatus::Completed);
    assert_eq!(app.record(run).await.output, Some(json!(1)));
    let query = RunQuery {
        job: Some("thanks".to_owned()),
        limit: 10,
        ..RunQuery::default()
    };
    assert_eq!(app.engine.runs(query).await.unwrap().len(), 1);
    app.stop().await;
}

#[tokio::test]
async fn a_payload_that_does_not_fit_is_recorded_and_never_executes() {
    #[job(trigger = OrderPlaced)]
    async fn never_runs(_order: OrderPlaced) -> Result<()> {
        panic!("executed");
    }

    let bench = Bench::new(jobs![never_runs]);
    let app = bench.start().await;
    let event = Publish {
        name: "order.placed".to_owned(),
        payload: serde_json::from_str(r#"{ "id": "one" }"#).unwrap(),
        id: None,
    };
    let sent = app.engine.publish(event).await.unwrap();
    let run = app.record(sent.runs[0]).await;
    assert_eq!(run.summary.status, RunStatus::InvalidPayload);
    let error = run.error.unwrap().to_string();
    assert!(error.contains("`/id`"), "{error}");
    app.stop().await;
}

#[tokio::test]
async fn an_event_id_that_is_known_starts_nothing() {
    #[job(trigger = OrderPlaced)]
    async fn counts(_order: OrderPlaced) -> Result<()> {
        Ok(())
    }

    let bench = Bench::new(jobs![counts]);
    let app = bench.start().await;
    let publish = || Publish {
        name: "order.placed".to_owned(),
        payload: serde_json::from_str(r#"{ "id": 1 }"#).unwrap(),
        id: Some("once".to_owned()),
    };
    let first = app.engine.publish(publish()).await.unwrap();
    assert!(first.is_new && first.runs.len() == 1);
    let second = app.engine.publish(publish()).await.unwrap();
    assert!(!second.is_new && second.runs == first.runs);
    app.stop().await;
}

#[tokio::test]
async fn a_filter_leaves_events_out() {
    #[job(trigger = OrderPlaced, filter = |order| order.id > 10 && order.id % 2 == 0)]
    async fn even_and_large(_order: OrderPlaced) -> Result<()> {
        Ok(())
    }

    let bench = Bench::new(jobs![even_and_large]);
    let app = bench.start().await;
    for (id, starts) in [(11, 0), (8, 0), (12, 1)] {
        let event = Publish {
            name: "order.placed".to_owned(),
            payload: serde_json::value::to_raw_value(&json!({ "id": id })).unwrap(),
            id: None,
        };
        let sent = app.engine.publish(event).await.unwrap();
        assert_eq!(sent.runs.len(), starts, "order {id}");
    }
    app.stop().await;
}

#[test]
fn a_payload_within_its_body_is_not_copied() {
    let body = Bytes::from_static(br#"{"data":{"object":{"id":1}}}"#);
    let object: &RawValue = {
        #[derive(Deserialize)]
        struct Envelope<'a> {
            #[serde(borrow)]
            data: Data<'a>,
        }
        #[derive(Deserialize)]
        struct Data<'a> {
            #[serde(borrow)]
            object: &'a RawValue,
        }
        let envelope: Envelope<'_> = serde_json::from_slice(&body).unwrap();
        envelope.data.object
    };
    let place = place(&body, std::borrow::Cow::Borrowed(object));
    assert!(matches!(place, PayloadPlace::InBody { at: 18, len: 8 }));
    let own: Box<RawValue> = serde_json::from_str("1").unwrap();
    let value: Value = serde_json::from_str(own.get()).unwrap();
    assert_eq!(value, json!(1));
    assert!(matches!(
        super::place(&body, std::borrow::Cow::Owned(own)),
        PayloadPlace::Own(_)
    ));
}
