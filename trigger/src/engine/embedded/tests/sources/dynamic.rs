//! Triggers that are registered while the app runs.

use super::*;
use crate::record::DeliveryQuery;
use crate::{DynamicTrigger, TriggerRegistration, Via};

/// The answers to forms of a customer's.
struct CustomersForm;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Customer {
    name: String,
}

impl DynamicTrigger for CustomersForm {
    const ID: &'static str = "customers-forms";
    type Event = Answer;
    type Metadata = Customer;
}

#[job(trigger = Via::<CustomersForm>, filter = |via| via.metadata.name != "nobody")]
async fn tells(via: Via<CustomersForm>) -> Result<(String, String, String, Option<String>)> {
    Ok((via.metadata.name, via.event.form, via.key, via.account))
}

fn registration(key: &str, team: &str, name: &str) -> TriggerRegistration<CustomersForm> {
    let params = FormsParams {
        team: team.to_owned(),
        form: format!("form of {key}"),
    };
    let name = name.to_owned();
    TriggerRegistration::new(key, params, Customer { name })
}

/// Registers a trigger under the order's id; 0 takes that of 1 back.
#[job(trigger = OrderPlaced)]
async fn connects(order: OrderPlaced, io: Io) -> Result<bool> {
    if order.id == 0 {
        return io.unregister_trigger::<CustomersForm>("leave", "1").await;
    }
    let name = if order.id == 3 { "nobody" } else { "Ada" };
    let trigger = registration(&order.id.to_string(), "t", name);
    io.register_trigger("join", trigger).await?;
    Ok(true)
}

const TEAM: &str = "forms.hook.t";

impl Running {
    async fn connect(&mut self, id: u32) -> RunRecord {
        let run = self.order(id).await;
        self.finished(run).await;
        self.record(run).await
    }

    async fn told(&self) -> Vec<Value> {
        let query = RunQuery {
            job: Some("tells".to_owned()),
            ..RunQuery::default()
        };
        let mut told = Vec::new();
        for run in self.engine.runs(query).await.unwrap().into_iter().rev() {
            self.finished(run.id).await;
            told.extend(self.record(run.id).await.output);
        }
        told
    }
}

#[tokio::test]
async fn a_delivery_that_is_replayed_reaches_the_triggers_that_were_registered_since() {
    let forms = Forms::default();
    let bench = bench(&forms, jobs![tells, connects]);
    let mut app = bench.start().await;
    app.connect(1).await;
    app.until_registered(TEAM).await;
    app.send(&forms.hook(), "answer.given", "1").await;
    assert_eq!(app.told().await.len(), 1);
    app.connect(2).await;
    let deliveries = app.engine.deliveries(DeliveryQuery::default()).await;
    let delivery = deliveries.unwrap()[0].id;
    let replay = app.engine.replay_delivery(delivery, false).await.unwrap();
    assert_eq!(replay.runs.len(), 1);
    assert_eq!(
        app.told().await[1..],
        [json!(["Ada", "f_1", "2", null])],
        "the first trigger has had it"
    );
}

#[tokio::test]
async fn a_registered_trigger_has_a_source_and_starts_jobs_until_it_is_taken_back() {
    let forms = Forms::default();
    let bench = bench(&forms, jobs![tells, connects]);
    let mut app = bench.start().await;
    assert!(forms.account().hooks.is_empty());
    app.connect(1).await;
    app.until_registered(TEAM).await;
    let hook = forms.hook();
    assert_eq!(
        (&hook.events[..], &hook.forms[..]),
        (
            &["answer.given".to_owned()][..],
            &["form of 1".to_owned()][..]
        )
    );
    assert_eq!(app.send(&hook, "answer.given", "1").await.0, 202);
    assert_eq!(app.told().await, [json!(["Ada", "f_1", "1", null])]);
    // A repeated delivery starts nothing.
    assert_eq!(app.send(&hook, "answer.given", "1").await.0, 202);
    assert_eq!(app.told().await.len(), 1);

    // It survives a restart, and shares its source with others.
    app.stop().await;
    let mut app = bench.start().await;
    for id in [2, 3] {
        app.connect(id).await;
        let form = format!("form of {id}");
        while !forms.hook().forms.contains(&form) {
            app.next().await;
        }
    }
    app.until_registered(TEAM).await;
    assert_eq!(forms.hook().id, hook.id);
    app.send(&hook, "answer.given", "2").await;
    let told = app.told().await;
    assert_eq!(
        told[1..],
        [
            json!(["Ada", "f_1", "1", null]),
            json!(["Ada", "f_1", "2", null])
        ]
    );
    let source = app.source(TEAM).unwrap();
    assert_eq!(
        source.triggers,
        [
            "customers-forms/1",
            "customers-forms/2",
            "customers-forms/3"
        ]
    );

    // What it alone asked for is taken out.
    assert_eq!(app.connect(0).await.output, Some(json!(true)));
    while forms.hook().forms != ["form of 2", "form of 3"] {
        app.next().await;
    }
    assert_eq!(app.connect(0).await.output, Some(json!(false)));
    for key in ["2", "3"] {
        let taken = Engine::unregister_trigger(&*app.engine, CustomersForm::ID, key.to_owned());
        assert!(taken.await.unwrap());
    }
    // The last one takes the hook with it.
    while app.source(TEAM).is_some() {
        app.next().await;
    }
    assert!(forms.account().hooks.is_empty());
    assert_eq!(app.send(&hook, "answer.given", "3").await.0, 404);
    app.stop().await;
}

#[tokio::test]
async fn accounts_have_sources_of_their_own_and_a_changed_trigger_leaves_its_source() {
    let forms = Forms::default();
    let bench = bench(&forms, jobs![tells]);
    let mut app = bench.start().await;
    let client = crate::Client::new(Arc::clone(&app.engine) as _);
    for account in ["acct_1", "acct_2"] {
        let trigger = registration(account, "t", "Ada").account(account);
        client.register_trigger(trigger).await.unwrap();
        app.until_registered(&format!("{TEAM}@{account}")).await;
    }
    let accounts: Vec<_> = forms
        .account()
        .hooks
        .iter()
        .map(|hook| hook.account.clone())
        .collect();
    assert_eq!(accounts, ["acct_1", "acct_2"]);
    let hook = forms.account().hooks[1].clone();
    app.send(&hook, "answer.given", "1").await;
    assert_eq!(
        app.told().await,
        [json!(["Ada", "f_1", "acct_2", "acct_2"])]
    );

    // The same key with another team: one source comes, the other one goes.
    let trigger = registration("acct_1", "u", "Ada").account("acct_1");
    client.register_trigger(trigger).await.unwrap();
    app.until_registered("forms.hook.u@acct_1").await;
    while app.source(&format!("{TEAM}@acct_1")).is_some() {
        app.next().await;
    }
    assert_eq!(forms.account().hooks.len(), 2);
    app.stop().await;
}

#[tokio::test]
async fn a_process_that_has_not_heard_of_a_trigger_serves_it_all_the_same() {
    let forms = Forms::default();
    let bench = bench(&forms, jobs![tells, connects]);
    let other = bench.start().await;
    let app = bench.start().await;
    let client = crate::Client::new(Arc::clone(&app.engine) as _);
    client
        .register_trigger(registration("1", "t", "Ada"))
        .await
        .unwrap();
    // Whichever process registers, the hook is there before its secret is known to the app.
    let delivered = async || {
        let hook = forms.account().hooks.first().cloned();
        match hook {
            Some(hook) => other.send(&hook, "answer.given", "1").await.0 == 202,
            None => false,
        }
    };
    while !delivered().await {
        tokio::task::yield_now().await;
    }
    assert_eq!(app.told().await.len(), 1);
    other.stop().await;
    app.stop().await;
}

#[tokio::test]
async fn what_would_start_nothing_is_not_registered() {
    let forms = Forms::default();
    let bench = bench(&forms, jobs![connects]);
    let mut app = bench.start().await;
    let run = app.connect(1).await;
    assert_eq!(run.summary.status, RunStatus::Failed);
    let error = run.error.unwrap().to_string();
    assert!(error.contains("trigger = Via::<…>"), "{error}");
    assert!(forms.account().hooks.is_empty());
    app.stop().await;
}
