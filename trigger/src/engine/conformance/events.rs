//! From events to runs.

use super::*;

pub(crate) async fn an_event_that_a_run_sends_starts_its_jobs_once<H: Harness>() {
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

    let bench = Bench::<H>::new(jobs![pays, thanks]);
    let app = bench.start().await;
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

pub(crate) async fn a_payload_that_does_not_fit_is_recorded_and_never_executes<H: Harness>() {
    #[job(trigger = OrderPlaced)]
    async fn never_runs(_order: OrderPlaced) -> Result<()> {
        panic!("executed");
    }

    let bench = Bench::<H>::new(jobs![never_runs]);
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

pub(crate) async fn an_event_id_that_is_known_starts_nothing<H: Harness>() {
    #[job(trigger = OrderPlaced)]
    async fn counts(_order: OrderPlaced) -> Result<()> {
        Ok(())
    }

    let bench = Bench::<H>::new(jobs![counts]);
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
    app.ended_runs("counts", 1).await;
    app.stop().await;
}

pub(crate) async fn a_filter_leaves_events_out<H: Harness>() {
    #[job(trigger = OrderPlaced, filter = |order| order.id > 10 && order.id % 2 == 0)]
    async fn even_and_large(_order: OrderPlaced) -> Result<()> {
        Ok(())
    }

    let bench = Bench::<H>::new(jobs![even_and_large]);
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

/// What is sent as `issues`, of which the events below differ.
mod issues {
    use super::*;

    #[derive(Clone, Debug, Deserialize)]
    pub(super) struct Issue {
        pub(super) action: String,
        pub(super) number: u32,
    }

    #[event_spec(name = "issues", filter = |issue| issue.action == "opened")]
    pub(super) fn on_opened(issue: &Issue) -> Properties {
        properties! { "Opened" => issue.number }
    }

    #[event_spec(name = "issues", filter = |issue| issue.action == "closed")]
    pub(super) fn on_closed(issue: &Issue) -> Properties {
        properties! { "Closed" => issue.number }
    }

    /// Everything that is sent.
    #[event_spec(name = "issues")]
    pub(super) fn on_any(issue: &Issue) -> Properties {
        properties! { "Touched" => issue.number }
    }

    #[derive(Deserialize)]
    pub(super) struct Kind {
        action: String,
    }

    /// Only such an issue has a label.
    #[event_spec(
        name = "issues",
        filter = |event: &Kind| event.action == "labeled",
        properties = |issue| properties! { "Label" => issue.label },
    )]
    #[derive(Clone, Debug, Deserialize)]
    pub(super) struct Labeled {
        pub(super) label: String,
    }
}

/// The runs that an issue starts: for each its status, and the first property that is shown of it.
async fn runs_of_issue(app: &Running, issue: Value) -> Vec<(RunStatus, String)> {
    let event = Publish {
        name: "issues".to_owned(),
        payload: serde_json::value::to_raw_value(&issue).unwrap(),
        id: None,
    };
    let mut runs = Vec::new();
    for run in app.engine.publish(event).await.unwrap().runs {
        let run = app.record(run).await.summary;
        let shown = run.properties.iter().next();
        let shown = shown.map(|shown| format!("{} {}", shown.label, shown.text));
        let invalid = run.status == RunStatus::InvalidPayload;
        let status = if invalid {
            run.status
        } else {
            RunStatus::Queued
        };
        runs.push((status, shown.unwrap_or_default()));
    }
    runs
}

pub(crate) async fn events_of_one_name_differ_by_their_filters<H: Harness>() {
    #[job(trigger = issues::on_opened)]
    async fn welcomes(_issue: issues::Issue) -> Result<()> {
        Ok(())
    }

    let bench = Bench::<H>::new(jobs![welcomes]);
    let app = bench.start().await;
    let opened = runs_of_issue(&app, json!({ "action": "opened", "number": 1 })).await;
    assert_eq!(opened, [(RunStatus::Queued, "Opened 1".to_owned())]);
    let closed = runs_of_issue(&app, json!({ "action": "closed", "number": 1 })).await;
    assert_eq!(closed, []);
    app.stop().await;
}

pub(crate) async fn the_filter_of_an_event_and_that_of_a_job_must_both_hold<H: Harness>() {
    #[job(trigger = issues::on_opened, filter = |issue| issue.number > 10)]
    async fn welcomes_late(_issue: issues::Issue) -> Result<()> {
        Ok(())
    }

    let bench = Bench::<H>::new(jobs![welcomes_late]);
    let app = bench.start().await;
    for (action, number, starts) in [("opened", 9, 0), ("closed", 11, 0), ("opened", 11, 1)] {
        let runs = runs_of_issue(&app, json!({ "action": action, "number": number })).await;
        assert_eq!(runs.len(), starts, "{action} {number}");
    }
    app.stop().await;
}

pub(crate) async fn an_event_that_is_any_of_several_starts_one_run_as_the_first_that_it_is<
    H: Harness,
>() {
    #[job(trigger = any(issues::on_opened, issues::on_closed))]
    async fn counts(_issue: issues::Issue) -> Result<()> {
        Ok(())
    }

    #[job(trigger = any(issues::on_closed, issues::on_any))]
    async fn watches(_issue: issues::Issue) -> Result<()> {
        Ok(())
    }

    let bench = Bench::<H>::new(jobs![counts, watches]);
    let app = bench.start().await;
    for (action, expected) in [
        ("opened", &["Opened 1", "Touched 1"][..]),
        ("closed", &["Closed 1", "Closed 1"]),
        ("pinned", &["Touched 1"]),
    ] {
        let runs = runs_of_issue(&app, json!({ "action": action, "number": 1 })).await;
        let shown: Vec<_> = runs.iter().map(|(_, shown)| shown.as_str()).collect();
        assert_eq!(shown, expected, "{action}");
    }
    app.stop().await;
}

pub(crate) async fn a_filter_of_a_part_is_asked_before_the_whole_is_read<H: Harness>() {
    #[job(trigger = issues::Labeled)]
    async fn sorts(_issue: issues::Labeled) -> Result<()> {
        Ok(())
    }

    let bench = Bench::<H>::new(jobs![sorts]);
    let app = bench.start().await;
    let other = runs_of_issue(&app, json!({ "action": "opened", "number": 1 })).await;
    assert_eq!(other, []);
    let labeled = runs_of_issue(&app, json!({ "action": "labeled", "label": "bug" })).await;
    assert_eq!(labeled, [(RunStatus::Queued, "Label bug".to_owned())]);
    // What cannot be asked, and what is not what it says, is not lost.
    for odd in [json!({ "action": 5 }), json!({ "action": "labeled" })] {
        let runs = runs_of_issue(&app, odd).await;
        assert_eq!(runs, [(RunStatus::InvalidPayload, String::new())]);
    }
    app.stop().await;
}
